/** What the message field offers while one types: commands, people, channels, emoji. */

import { avatar } from "./avatars.js";
import { h } from "./dom.js";
import { emojiNames, emojiOf } from "./emoji.js";
import { icon } from "./icons.js";
import { get } from "./store.js";
import { unescape } from "./tokens.js";

const MOST = 8;

/**
 * The options for `text` with the caret at `caret`: {label, hint, face, from, insert} each, where `insert` replaces what
 * stands between `from` and the caret. Commands only where they can be typed.
 */
export function suggestions(text, caret, commandsToo) {
  const before = text.slice(0, caret);
  const command = commandsToo && /^\/\S*$/.exec(before);
  if (command) return commands(before);
  const found = /(?:^|[\s(])([@#:])([\p{L}\p{N}._+-]*)$/u.exec(before);
  if (!found) return [];
  const [, mark, word] = found;
  const from = caret - word.length - 1;
  return LISTS[mark](word.toLowerCase())
    .slice(0, MOST)
    .map((option) => ({ ...option, from }));
}

/** The command that `text` begins with, if it is one of the app's. */
export function commandIn(text) {
  const name = /^\/\S+/.exec(text)?.[0].toLowerCase();
  return get().commands.find((command) => command.command === name);
}

function commands(text) {
  const fitting = get().commands.filter((command) => command.command.startsWith(text.toLowerCase()));
  return fitting.map((command) => ({
    label: `${command.command} ${command.usage_hint ?? ""}`.trim(),
    hint: command.description,
    face: icon("bolt"),
    from: 0,
    insert: `${command.command} `,
  }));
}

const fits = (word, ...names) =>
  names.some(
    (name) =>
      name
        ?.toLowerCase()
        .split(/[\s._-]+/)
        .some((part) => part.startsWith(word)) || name?.toLowerCase().startsWith(word),
  );

const LISTS = {
  "@": (word) => [...people(word), ...groups(word)],
  "#": (word) =>
    get()
      .channels.filter((channel) => !channel.is_im && !channel.is_archived && fits(word, channel.name))
      .map((channel) => ({
        label: `#${channel.name}`,
        hint: channel.topic,
        face: icon(channel.is_private ? "lock" : "hash"),
        insert: `#${channel.name} `,
      })),
  ":": (word) =>
    word.length < 2
      ? []
      : emojiNames()
          .filter((name) => name.startsWith(word))
          .map((name) => ({
            label: `:${name}:`,
            face: h("span", { class: "emoji", "aria-hidden": "true" }, emojiOf(name)),
            insert: `:${name}: `,
          })),
};

function people(word) {
  const all = [...get().people.values()].filter(
    (person) =>
      !person.deleted && person.id !== "USLACKBOT" && fits(word, person.name, person.real_name, person.display_name),
  );
  return all.map((person) => ({
    label: `@${person.name}`,
    hint: person.real_name,
    face: avatar(person.id, "avatar-small"),
    insert: `@${person.name} `,
  }));
}

function groups(word) {
  return get()
    .groups.filter((group) => fits(word, group.handle, group.name))
    .map((group) => ({
      label: `@${group.handle}`,
      hint: group.name,
      face: icon("people"),
      insert: `@${group.handle} `,
    }));
}

/** What was typed as Slack's own text: three characters escaped, @names and #channels as marks. */
export function withMarks(text) {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return escaped.replace(
    /(?<=^|[\s(])([@#])([\p{L}\p{N}][\p{L}\p{N}._-]*)/gu,
    (whole, mark, word) => marked(mark, word.toLowerCase()) ?? trimmed(whole, mark, word) ?? whole,
  );
}

/** The other way round: Slack's text as somebody would have typed it. */
export function asTyped(text) {
  const named = text.replace(/<([@#!]|(?=https?:|mailto:))([^<>|]*)(?:\|([^<>]*))?>/g, (whole, mark, body, label) => {
    if (mark === "@") return `@${get().people.get(body)?.name ?? label ?? body}`;
    if (mark === "#") return `#${get().channels.find((one) => one.id === body)?.name ?? label ?? body}`;
    if (mark === "!") return groupHandle(body) ?? whole;
    return body;
  });
  return unescape(named);
}

function groupHandle(body) {
  const group = get().groups.find((one) => body === `subteam^${one.id}`);
  return group && `@${group.handle}`;
}

function marked(mark, word) {
  if (mark === "#") {
    const channel = get().channels.find((one) => !one.is_im && one.name === word);
    return channel ? `<#${channel.id}>` : null;
  }
  const person = [...get().people.values()].find((one) => one.name.toLowerCase() === word);
  if (person) return `<@${person.id}>`;
  const group = get().groups.find((one) => one.handle === word);
  return group ? `<!subteam^${group.id}>` : null;
}

function trimmed(whole, mark, word) {
  const short = word.replace(/[._-]+$/, "");
  const known = short !== word && marked(mark, short.toLowerCase());
  return known ? known + whole.slice(1 + short.length) : null;
}
