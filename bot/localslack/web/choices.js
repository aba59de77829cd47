/** Selects of all kinds: where their options come from. */

import { h } from "./dom.js";
import { bareObject } from "./mrkdwn.js";
import { channelLabel, lookOf, nameOf } from "./names.js";
import { picker } from "./picker.js";
import { get } from "./store.js";

const FIRST_QUERY = 3;

/** A select element with a list that opens, filters while one types, and takes one or several. */
export function choice(item, use) {
  const kind = item.type.replace(/^multi_/, "");
  const source = SOURCES[kind](item, use);
  return picker(item, { ...use, source, several: item.type.startsWith("multi_") });
}

const SOURCES = {
  static_select: (item) => fixed(optionsOf(item)),
  external_select: asked,
  users_select: () => fixed(people()),
  channels_select: () => fixed(channels((channel) => !channel.is_im && !channel.is_mpim && !channel.is_private)),
  conversations_select: (item) => fixed(channels((channel) => included(channel, item.filter?.include))),
};

/** A list that is known: {all, find(query) -> options}. */
function fixed(all) {
  const find = async (query) => {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    return all.filter((option) =>
      words.every((word) => `${option.label} ${option.hint ?? ""}`.toLowerCase().includes(word)),
    );
  };
  return { all, find, few: all.length <= 10 };
}

/** A list that the bot is asked for. */
function asked(item, use) {
  const least = item.min_query_length ?? FIRST_QUERY;
  const known = [item.initial_option, ...(item.initial_options ?? [])].filter(Boolean).map((option) => shown(option));
  const source = { all: known, few: false, wants: least > 0 ? `Type ${least} or more characters` : null };
  source.find = async (query) => {
    if ([...query].length < least) return [];
    const answer = await use.context.suggest(use.block, item, query);
    const found = optionsOf({ options: answer.options, option_groups: answer.option_groups });
    source.all = [...source.all.filter((old) => found.every((option) => option.value !== old.value)), ...found];
    return found;
  };
  return source;
}

function optionsOf({ options, option_groups: groups }) {
  if (options?.length) return options.map((option) => shown(option));
  return (groups ?? []).flatMap((group) => group.options.map((option) => shown(option, bareObject(group.label))));
}

function shown(option, group = null) {
  return {
    value: option.value,
    label: bareObject(option.text),
    hint: option.description ? bareObject(option.description) : null,
    group,
  };
}

function people() {
  const all = [...get().people.values()].filter((person) => !person.deleted && person.id !== "USLACKBOT");
  return all.map((person) => {
    const name = nameOf(person.id);
    const { initials, shade } = lookOf(person.id, name);
    const hint = [
      person.real_name !== name && person.real_name,
      person.is_bot && "app",
      person.is_external && "external",
      person.is_guest && "guest",
    ].filter(Boolean);
    return {
      value: person.id,
      label: name,
      hint: hint.join(", ") || null,
      face: h("span", { class: `avatar avatar-small shade-${shade}`, "aria-hidden": "true" }, initials),
    };
  });
}

function channels(wanted) {
  return get()
    .channels.filter((channel) => !channel.is_archived && wanted(channel))
    .map((channel) => ({ value: channel.id, label: channelLabel(channel) }));
}

function included(channel, include) {
  if (!include) return true;
  const kind = channel.is_im ? "im" : channel.is_mpim ? "mpim" : channel.is_private ? "private" : "public";
  return include.includes(kind);
}
