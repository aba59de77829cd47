/** The channel on the screen: header, bookmarks, messages and the message field. */

import { join } from "./acts.js";
import { avatar } from "./avatars.js";
import { mountBanner } from "./banner.js";
import { composer } from "./composer.js";
import { fill, h } from "./dom.js";
import { emojiOf } from "./emoji.js";
import { feed } from "./feed.js";
import { mountHeader } from "./header.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { channelLabel, nameOf, namesIn, person } from "./names.js";
import { currentChannel, get, loaded, watch } from "./store.js";
import { linkTo } from "./urls.js";
import { loadMessages } from "./world.js";

export function mountChannel(root) {
  const header = h("header", { class: "channel-header" });
  const bookmarks = h("div", { class: "bookmarks" });
  const notice = h("div", { class: "line-notice", role: "status" });
  const banner = h("section", { class: "banner" });
  const messages = feed({ onEarlier: () => loadMessages(get().current, loaded(get().current).list[0].ts) });
  const field = composer({ id: "message-field", place: () => ({ channel: currentChannel() }), onSay: messages.toEnd });
  const foot = h("div", { class: "channel-foot" });
  root.append(header, bookmarks, notice, banner, messages.root, foot);

  mountHeader(header);
  mountBanner(banner);
  watch(
    (state) => [currentChannel(state)?.bookmarks],
    () => drawBookmarks(bookmarks, currentChannel()),
  );
  watch(
    (state) => [state.line, state.connections, state.app],
    (state) => drawNotice(notice, state),
  );
  watch(
    (state) => [loaded(state.current, state), state.current, namesIn(state), state.editing],
    (state) => drawMessages(root, messages, state),
  );
  watch(
    (state) => [
      state.current,
      currentChannel(state)?.is_member,
      currentChannel(state)?.is_archived,
      state.as,
      state.line,
    ],
    () => drawFoot(foot, field),
  );
}

function drawBookmarks(root, channel) {
  const list = channel?.bookmarks ?? [];
  root.hidden = list.length === 0;
  fill(
    root,
    h(
      "ul",
      { "aria-label": "Bookmarks" },
      list.map((entry) =>
        h(
          "li",
          {},
          linkTo(entry.link, [
            h("span", { "aria-hidden": "true" }, emojiOf((entry.emoji ?? "").replaceAll(":", "")) ?? "🔖"),
            h("span", {}, entry.title),
          ]),
        ),
      ),
    ),
  );
}

function drawNotice(root, { line, connections, app }) {
  const lost = line === "lost" && "The workspace does not answer. Trying again…";
  const alone =
    app && connections === 0 && `${app.name} is not connected: commands and buttons will fail until it runs.`;
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
    key: `${state.as} ${channel.id}`,
    more: have.more,
    firstUnread: state.firstUnread,
    label: `Messages in ${channelLabel(channel)}`,
    opening: opening(channel),
    names: namesIn(state),
  });
}

function opening(channel) {
  if (channel.is_im) {
    const text = channel.im_user === get().app.bot_user ? get().app.description : "Only the two of you can see this.";
    return h(
      "div",
      {},
      avatar(channel.im_user, "avatar-large"),
      h("h2", {}, nameOf(channel.im_user)),
      h("p", {}, text),
    );
  }
  const by = channel.creator && person(channel.creator) ? `${nameOf(channel.creator)} created this channel. ` : "";
  return h(
    "div",
    {},
    h("span", { class: "intro-mark" }, icon(channel.is_private ? "lock" : "hash")),
    h("h2", {}, channel.name),
    h("p", {}, by, channel.purpose ? mrkdwn(channel.purpose) : "This is where it begins."),
  );
}

function drawFoot(root, field) {
  const channel = currentChannel();
  if (!channel) return;
  if (channel.is_archived)
    fill(
      root,
      h("div", { class: "foot-note" }, icon("archive"), "This channel is archived: one can read it, not write in it."),
    );
  else if (!channel.is_member)
    fill(
      root,
      h(
        "div",
        { class: "foot-note" },
        `You are looking at #${channel.name}.`,
        h(
          "button",
          { type: "button", class: "button button-primary", on: { click: () => join(channel.id) } },
          "Join channel",
        ),
      ),
    );
  else {
    if (!field.root.isConnected) fill(root, field.root);
    field.refresh();
  }
}
