/** The channel on the screen: header, bookmarks, messages and the message field. */

import { join, message } from "./acts.js";
import { avatar } from "./avatars.js";
import { mountBanner } from "./banner.js";
import { composer } from "./composer.js";
import { asDate, clock } from "./dates.js";
import { fill, h, shorten } from "./dom.js";
import { emojiOf } from "./emoji.js";
import { feed } from "./feed.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { bare, mrkdwn } from "./mrkdwn.js";
import { authorOf, channelLabel, nameOf, person } from "./names.js";
import { currentChannel, get, loaded, set, watch } from "./store.js";
import { linkTo } from "./urls.js";
import { loadMessages, openThread } from "./world.js";

/** What must be drawn anew when it changes: how everybody and everything is called, and who pinned what. */
export function namesOf(state) {
  const people = [...state.people.values()].map((one) => `${one.id}${one.display_name}`);
  const channels = state.channels.map((one) => `${one.id}${one.name}`);
  const pins = currentChannel(state)?.pins.map((entry) => `${entry.ts}${entry.by}`) ?? [];
  return [state.as, ...people, ...channels, ...pins].join();
}

export function mountChannel(root) {
  const header = h("header", { class: "channel-header" });
  const bookmarks = h("div", { class: "bookmarks" });
  const notice = h("div", { class: "line-notice", role: "status" });
  const banner = h("section", { class: "banner" });
  const messages = feed({ onEarlier: () => loadMessages(get().current, loaded(get().current).list[0].ts) });
  const field = composer({ id: "message-field", place: () => ({ channel: currentChannel() }) });
  const foot = h("div", { class: "channel-foot" });
  root.append(header, bookmarks, notice, banner, messages.root, foot);

  mountBanner(banner);
  watch((state) => [state.channels, state.current, state.people, state.overlay, state.wireOpen, state.violations], (state) => drawHeader(header, state));
  watch((state) => [currentChannel(state)?.bookmarks], () => drawBookmarks(bookmarks, currentChannel()));
  watch((state) => [state.line, state.connections, state.app], (state) => drawNotice(notice, state));
  watch((state) => [loaded(state.current, state), state.current, namesOf(state), state.editing], (state) => drawMessages(root, messages, state));
  watch((state) => [state.current, currentChannel(state)?.is_member, currentChannel(state)?.is_archived, state.as, state.line], () => drawFoot(foot, field));
}

function drawHeader(header, { overlay, wireOpen, violations }) {
  const channel = currentChannel();
  if (!channel) return;
  const unread = get().channels.some((other) => other.is_member && other.unread > 0 && other.id !== channel.id);
  fill(
    header,
    h("button", { type: "button", class: "icon-button only-narrow", "aria-label": unread ? "Channels and people, something is unread" : "Channels and people", "aria-expanded": String(overlay === "sidebar"), "data-focus": "menu", on: { click: () => set({ overlay: "sidebar" }) } }, icon("menu"), unread && h("span", { class: "dot", "aria-hidden": "true" })),
    h("div", { class: "channel-title" }, h("h1", {}, nameLine(channel)), topicLine(channel)),
    h("div", { class: "channel-tools" }, membersMenu(channel), pinsMenu(channel), wireButton(wireOpen, violations)),
  );
}

function nameLine(channel) {
  const kind = channel.is_im ? null : icon(channel.is_private ? "lock" : "hash");
  return [kind, h("span", { class: "channel-name", title: channelLabel(channel) }, channel.is_im ? nameOf(channel.im_user) : channel.name), channel.is_archived && h("span", { class: "tag" }, "archived")];
}

function topicLine(channel) {
  const about = channel.is_im ? aboutPerson(person(channel.im_user)) : channel.topic || channel.purpose;
  return about && h("div", { class: "topic", title: bare(about) }, mrkdwn(about.replaceAll("\n", " ")));
}

function aboutPerson(one) {
  if (one?.is_bot) return "App";
  return one && one.real_name !== nameOf(one.id) ? one.real_name : "";
}

function membersMenu(channel) {
  if (channel.is_im) return null;
  const count = channel.members.length;
  const items = () => [{ heading: `Members of #${channel.name}` }, ...channel.members.map((id) => ({ label: nameOf(id), hint: person(id)?.real_name, face: avatar(id, "avatar-small"), run: () => message(id) }))];
  const face = [h("span", { class: "only-wide reply-faces" }, channel.members.slice(0, 3).map((id) => avatar(id, "avatar-small"))), icon("people", "only-narrow"), h("span", { class: "count" }, count)];
  return menuButton(`${count} ${count === 1 ? "member" : "members"}`, items, { face, className: "icon-button with-count", props: { "data-focus": "members" } });
}

function pinsMenu(channel) {
  const count = channel.pins.length;
  const items = () => (count === 0 ? [{ heading: "No pins yet" }] : [{ heading: "Pinned here" }, ...channel.pins.map(pinItem)]);
  return menuButton(count === 1 ? "1 pin" : `${count} pins`, items, { face: [icon("pin"), count > 0 && h("span", { class: "count" }, count)], className: "icon-button with-count", props: { "data-focus": "pins" } });
}

function pinItem(entry) {
  const about = entry.message;
  const text = about ? bare(about.text) : "A message";
  const hint = about && `${authorOf(about).name}, ${clock(asDate(about.ts))} · pinned by ${nameOf(entry.by)}`;
  return { label: shorten(text, 90), hint, icon: "pin", run: () => jumpTo(about) };
}

function jumpTo(message) {
  if (!message) return;
  if (message.thread_ts && message.thread_ts !== message.ts) openThread(message.channel, message.thread_ts);
  else showMessage(message.ts);
}

/** Bring a message into view and point it out. */
export function showMessage(ts, block = "center") {
  const node = [...document.querySelectorAll("article")].find((article) => article.dataset.ts === ts);
  node?.scrollIntoView({ block });
  node?.focus({ preventScroll: true });
}

function wireButton(open, violations) {
  const name = `What the bot just did${violations ? `, ${violations} violations` : ""}`;
  const click = () => set(matchMedia("(max-width: 1023px)").matches ? { overlay: "wire", wireOpen: true } : { wireOpen: !open });
  return h("button", { type: "button", class: "icon-button", "aria-label": name, title: "What the bot just did", "aria-pressed": String(open), "data-focus": "wire", on: { click } }, icon("pulse"), violations > 0 && h("span", { class: "dot dot-bad", "aria-hidden": "true" }));
}

function drawBookmarks(root, channel) {
  const list = channel?.bookmarks ?? [];
  root.hidden = list.length === 0;
  fill(root, h("ul", { "aria-label": "Bookmarks" }, list.map((entry) => h("li", {}, linkTo(entry.link, [h("span", { "aria-hidden": "true" }, emojiOf((entry.emoji ?? "").replaceAll(":", "")) ?? "🔖"), h("span", {}, entry.title)])))));
}

function drawNotice(root, { line, connections, app }) {
  const lost = line === "lost" && "The workspace does not answer. Trying again…";
  const alone = app && connections === 0 && `${app.name} is not connected: commands and buttons will fail until it runs.`;
  root.hidden = !lost && !alone;
  fill(root, (lost || alone) && [icon("warn"), h("span", {}, lost || alone)]);
}

function drawMessages(root, messages, state) {
  const channel = currentChannel(state);
  const have = loaded(state.current, state);
  root.setAttribute("aria-label", channel ? channelLabel(channel) : "Channel");
  if (!channel) return;
  if (!have) {
    messages.clear();
    return;
  }
  document.title = `${channelLabel(channel)} · ${state.app.name} · ${state.team.name}`;
  messages.show(have.list, {
    key: `${state.as} ${channel.id}`, more: have.more, firstUnread: state.firstUnread,
    label: `Messages in ${channelLabel(channel)}`, opening: opening(channel), names: namesOf(state),
  });
}

function opening(channel) {
  if (channel.is_im) {
    const text = channel.im_user === get().app.bot_user ? get().app.description : "Only the two of you can see this.";
    return h("div", {}, avatar(channel.im_user, "avatar-large"), h("h2", {}, nameOf(channel.im_user)), h("p", {}, text));
  }
  const by = channel.creator && person(channel.creator) ? `${nameOf(channel.creator)} created this channel. ` : "";
  return h("div", {}, h("span", { class: "intro-mark" }, icon(channel.is_private ? "lock" : "hash")), h("h2", {}, channel.name), h("p", {}, by, channel.purpose ? mrkdwn(channel.purpose) : "This is where it begins."));
}

function drawFoot(root, field) {
  const channel = currentChannel();
  if (!channel) return;
  if (channel.is_archived) fill(root, h("div", { class: "foot-note" }, icon("archive"), "This channel is archived: one can read it, not write in it."));
  else if (!channel.is_member) fill(root, h("div", { class: "foot-note" }, `You are looking at #${channel.name}.`, h("button", { type: "button", class: "button button-primary", on: { click: () => join(channel.id) } }, "Join channel")));
  else {
    if (!field.root.isConnected) fill(root, field.root);
    field.refresh();
  }
}
