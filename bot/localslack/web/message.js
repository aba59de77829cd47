/** One message as an article: author, text or blocks, files, reactions, thread, and what one can do with it. */

import { edit, pin, react, remove, shortcut } from "./acts.js";
import { authorAvatar, avatar } from "./avatars.js";
import { blocks } from "./blocks.js";
import { inMessage } from "./context.js";
import { ago, asDate, clock, full } from "./dates.js";
import { h } from "./dom.js";
import { emojiOf, QUICK } from "./emoji.js";
import { files } from "./files.js";
import { icon } from "./icons.js";
import { menuButton, openMenu } from "./menu.js";
import { emojiNode, mrkdwn } from "./mrkdwn.js";
import { authorOf, nameOf } from "./names.js";
import { channelById, get, set } from "./store.js";
import { asTyped, withMarks } from "./suggest.js";
import { attempt, toast } from "./toasts.js";
import { openThread } from "./world.js";

const NOTES = new Set([
  "channel_join",
  "channel_leave",
  "channel_topic",
  "channel_purpose",
  "channel_name",
  "channel_archive",
  "channel_unarchive",
  "tombstone",
]);

/** Draw a message; `follows` hides the author when the one above is from the same; `inThread` leaves out the thread line. */
export function messageView(message, { follows = false, inThread = false } = {}) {
  const author = authorOf(message);
  const time = asDate(message.ts);
  const note = NOTES.has(message.subtype);
  const looks = [
    "message",
    follows && "follows",
    note && "note",
    message.ephemeral && "ephemeral",
    message.pinned && "pinned",
  ]
    .filter(Boolean)
    .join(" ");
  const node = h(
    "article",
    {
      class: looks,
      tabindex: "-1",
      "aria-label": `${author.name} at ${clock(time)}`,
      "data-ts": message.ts,
      "data-focus": "message",
    },
    h(
      "div",
      { class: "gutter" },
      follows || note ? h("span", { class: "gutter-time", "aria-hidden": "true" }, clock(time)) : authorAvatar(message),
    ),
    h(
      "div",
      { class: "message-body" },
      badges(message),
      !follows && !note && meta(message, author, time),
      content(message),
      files(message.files),
      reactions(message),
      !inThread && replies(message),
    ),
    !note && tools(message, inThread),
  );
  node.addEventListener("keydown", (event) => {
    if (event.target !== node || event.key !== "Enter" || note) return;
    event.preventDefault();
    const more = node.querySelector(".message-more");
    openMenu(more, "More actions", actions(message, inThread), { back: node });
  });
  return node;
}

function badges(message) {
  const by = message.pinned && channelById(message.channel)?.pins.find((entry) => entry.ts === message.ts)?.by;
  return [
    message.pinned && h("div", { class: "badge badge-pinned" }, icon("pin"), by ? `Pinned by ${nameOf(by)}` : "Pinned"),
    message.ephemeral && h("div", { class: "badge badge-only" }, icon("eye"), "Only visible to you"),
    message.subtype === "thread_broadcast" && h("div", { class: "badge" }, icon("reply"), "Also sent from a thread"),
  ];
}

function meta(message, author, time) {
  return h(
    "div",
    { class: "meta" },
    h("span", { class: "author" }, author.name),
    author.app && h("span", { class: "app-badge" }, "APP"),
    h(
      "a",
      { class: "time", href: message.permalink, title: full(time) },
      h("time", { datetime: time.toISOString() }, clock(time)),
    ),
    message.blocks.length > 0 && edited(message),
  );
}

function content(message) {
  if (get().editing === message.ts) return editor(message);
  const body =
    message.blocks.length > 0
      ? h("div", { class: "blocks" }, blocks(message.blocks, inMessage(message)))
      : h("div", { class: "text" }, mrkdwn(message.text), edited(message));
  return [body, message.attachments.map((attachment) => attached(attachment, message))];
}

const edited = (message) =>
  message.edited && h("span", { class: "edited", title: full(asDate(message.edited.ts)) }, " (edited)");

function attached(attachment, message) {
  const text = attachment.pretext || attachment.text || attachment.fallback || "";
  return h(
    "div",
    { class: "attachment" },
    attachment.title && h("strong", {}, attachment.title),
    attachment.blocks ? blocks(attachment.blocks, inMessage(message)) : h("div", { class: "text" }, mrkdwn(text)),
  );
}

function editor(message) {
  const field = h("textarea", {
    class: "field",
    rows: Math.min(8, message.text.split("\n").length + 1),
    "aria-label": "Edit message",
    value: asTyped(message.text),
    "data-focus": "editor",
    on: { keydown },
  });
  const stop = () => set({ editing: null });
  const save = async () => (await edit(message, withMarks(field.value))) && stop();
  function keydown(event) {
    if (event.key === "Escape") stop();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) save();
    else return;
    event.preventDefault();
  }
  requestAnimationFrame(() => field.isConnected && !field.contains(document.activeElement) && field.focus());
  return h(
    "div",
    { class: "editor" },
    field,
    h(
      "div",
      { class: "editor-buttons" },
      h("button", { type: "button", class: "button button-small", on: { click: stop } }, "Cancel"),
      h("button", { type: "button", class: "button button-small button-primary", on: { click: save } }, "Save"),
    ),
  );
}

function reactions(message) {
  if (message.reactions.length === 0) return null;
  const one = ({ name, count, users }) => {
    const mine = users.includes(get().me.id);
    const who = users.map(nameOf).join(", ");
    return h(
      "button",
      {
        type: "button",
        class: "reaction",
        "aria-pressed": String(mine),
        "aria-label": `:${name}: ${count}, ${who}`,
        title: `${who}: :${name}:`,
        "data-focus": `reaction-${name}`,
        on: { click: () => react(message, name) },
      },
      h("span", { "aria-hidden": "true" }, emojiOf(name) ?? `:${name}:`),
      h("span", { class: "reaction-count" }, count),
    );
  };
  return h(
    "div",
    { class: "reactions" },
    message.reactions.map(one),
    reactMenu(message, "reaction reaction-add", { name: "Add another reaction" }),
  );
}

function replies(message) {
  if (message.reply_count === 0 || message.thread_ts !== message.ts) return null;
  const count = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  return h(
    "button",
    {
      type: "button",
      class: "replies",
      title: "Open thread",
      "data-focus": "replies",
      on: { click: () => openThread(message.channel, message.ts) },
    },
    h(
      "span",
      { class: "reply-faces" },
      message.reply_users.slice(0, 4).map((user) => avatar(user, "avatar-small")),
    ),
    h("span", { class: "reply-count" }, count),
    message.latest_reply && h("span", { class: "reply-last" }, `last reply ${ago(asDate(message.latest_reply))}`),
  );
}

function tools(message, inThread) {
  const quiet = { tabindex: "-1" };
  return h(
    "div",
    { class: "tools" },
    !message.ephemeral && reactMenu(message, "icon-button only-wide", { props: quiet }),
    !message.ephemeral &&
      !inThread &&
      h(
        "button",
        {
          type: "button",
          class: "icon-button only-wide",
          "aria-label": "Reply in thread",
          title: "Reply in thread",
          ...quiet,
          on: { click: () => openThread(message.channel, message.thread_ts ?? message.ts) },
        },
        icon("reply"),
      ),
    menuButton("More actions", () => actions(message, inThread), {
      className: "icon-button message-more",
      props: quiet,
    }),
  );
}

function reactMenu(message, className, { name = "Add reaction", props = {} }) {
  return menuButton(name, () => emojiItems(message), { face: icon("smile"), className, grid: true, props });
}

const emojiItems = (message) =>
  QUICK.map((name) => ({ label: emojiNode(name), name: `:${name}:`, run: () => react(message, name) }));

function actions(message, inThread) {
  const mine = message.user === get().me.id && !message.bot_id;
  const shortcuts = get()
    .shortcuts.filter((item) => item.type === "message")
    .map((item) => ({
      label: item.name,
      icon: "bolt",
      hint: item.description,
      run: () => shortcut(item.callback_id, message),
    }));
  const copy = { label: "Copy link", icon: "link", run: () => attempt(() => copied(message.permalink)) };
  const apps = shortcuts.length > 0 ? [{ heading: get().app.name }, ...shortcuts] : [];
  if (message.ephemeral) return [copy];
  return [
    { row: emojiItems(message) },
    !inThread && {
      label: "Reply in thread",
      icon: "reply",
      run: () => openThread(message.channel, message.thread_ts ?? message.ts),
    },
    message.pinned
      ? { label: "Unpin", icon: "pin", run: () => pin(message, true) }
      : { label: "Pin to channel", icon: "pin", run: () => pin(message) },
    copy,
    mine && { label: "Edit message", icon: "pencil", run: () => set({ editing: message.ts }) },
    mine && { label: "Delete message", icon: "trash", danger: true, run: () => remove(message) },
    ...apps,
  ].filter(Boolean);
}

async function copied(text) {
  await navigator.clipboard.writeText(text);
  toast("Link copied.");
}
