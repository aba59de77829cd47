/** What people do to messages. */

import { confirm } from "./dialogs.js";
import { get, set } from "./store.js";
import { attempt, report } from "./toasts.js";
import { actAs } from "./wire.js";

const tell = (verb, body, as = get().as) => attempt(() => actAs(as, verb, body));

const at = (message) => ({ channel: message.channel, ts: message.ts });

/** Say something; the answer of the bot is not waited for. Resolves to null when it was refused. */
export const post = (as, body) => tell("post", { ...body, wait: false }, as);

export const edit = (message, text) => tell("edit", { ...at(message), text, wait: false });

/** Run a slash command and wait for the bot to acknowledge it. */
export async function slash(as, channel, command, text) {
  return report(await tell("slash", { channel, command, text }, as));
}

/** Add or withdraw one's own reaction. */
export function react(message, name) {
  const mine = message.reactions.find((reaction) => reaction.name === name)?.users.includes(get().me.id);
  return tell("react", { ...at(message), name, remove: Boolean(mine), wait: false });
}

export function pin(message, remove = false) {
  return tell("pin", { ...at(message), remove, wait: false });
}

/** A shortcut of the app: a global one, or one on a message. */
export async function shortcut(callback, message = null) {
  return report(await tell("shortcut", { callback_id: callback, ...(message ? at(message) : {}) }));
}

/** Delete one's own message, after asking. */
export async function remove(message) {
  const sure = await confirm({ title: "Delete message", text: "This cannot be undone.", yes: "Delete", danger: true });
  return sure && tell("delete", { ...at(message), wait: false });
}

export const join = (channel) => tell("channel", { do: "join", channel });

/** Open a direct message with somebody and show it. */
export async function message(user) {
  const answer = await tell("dm", { users: [user] });
  if (answer) location.hash = `#/${answer.channel.id ?? answer.channel}`;
}

/** Write in the message field of the channel on the screen. */
export function propose(text) {
  set({ proposed: { text } });
}
