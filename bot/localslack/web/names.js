/** What people, channels and authors are called on the screen. */

import { channelById, currentChannel, get } from "./store.js";

const PALETTE = 8;

export const person = (id) => get().people.get(id);

/** The short name of a person: what others call them here. */
export function nameOf(id) {
  const found = person(id);
  return found ? found.display_name || found.real_name || found.name : id || "somebody";
}

/** How a channel is called in a sentence: "#general", or the other person of a direct message. */
export function channelLabel(channel) {
  if (!channel) return "";
  return channel.is_im ? nameOf(channel.im_user) : `#${channel.name}`;
}

export function channelName(id) {
  const channel = channelById(id);
  return channel ? (channel.is_im ? nameOf(channel.im_user) : channel.name) : null;
}

/** Who a message shows as its author: {name, initials, shade, app, icon}. */
export function authorOf(message) {
  const known = person(message.user);
  const isApp = Boolean(message.bot_id || message.app_id || known?.is_bot);
  const name = message.username || (known ? nameOf(message.user) : isApp ? get().app.name : nameOf(message.user));
  const ours = isApp && (message.bot_id === get().app.bot_id || message.user === get().app.bot_user);
  return { name, app: isApp, ours, ...lookOf(message.user || name, name), iconEmoji: message.icon_emoji };
}

/** Initials and one of eight shades: people of the workspace in turn, so that neighbours differ. */
export function lookOf(id, name) {
  const place = [...get().people.keys()].indexOf(id);
  const shade = (place < 0 ? [...id].length : place) % PALETTE;
  const words = name.split(/[\s._-]+/u).filter(Boolean);
  const letters = words.slice(0, 2).map((word) => [...word][0]);
  return { initials: letters.join("").toUpperCase() || "?", shade };
}

/** What must be drawn anew when it changes: how everybody and everything is called, and who pinned what. */
export function namesIn(state) {
  const people = [...state.people.values()].map((one) => `${one.id}${one.display_name}`);
  const channels = state.channels.map((one) => `${one.id}${one.name}`);
  const pins = currentChannel(state)?.pins.map((entry) => `${entry.ts}${entry.by}`) ?? [];
  return [state.as, ...people, ...channels, ...pins].join();
}
