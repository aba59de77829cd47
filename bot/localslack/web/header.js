/** The line above the messages: what the channel is called and about, who is in it, what is pinned. */

import { message } from "./acts.js";
import { avatar } from "./avatars.js";
import { asDate, clock } from "./dates.js";
import { fill, h, shorten } from "./dom.js";
import { showMessage } from "./feed.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { bare, mrkdwn } from "./mrkdwn.js";
import { authorOf, channelLabel, nameOf, person } from "./names.js";
import { currentChannel, get, set, watch } from "./store.js";
import { openThread } from "./world.js";

export function mountHeader(root) {
  watch(
    (state) => [state.channels, state.current, state.people, state.overlay, state.wireOpen, state.violations],
    (state) => drawHeader(root, state),
  );
}

function drawHeader(header, { overlay, wireOpen, violations }) {
  const channel = currentChannel();
  if (!channel) return;
  const unread = get().channels.some((other) => other.is_member && other.unread > 0 && other.id !== channel.id);
  fill(
    header,
    h(
      "button",
      {
        type: "button",
        class: "icon-button only-narrow",
        "aria-label": unread ? "Channels and people, something is unread" : "Channels and people",
        "aria-expanded": String(overlay === "sidebar"),
        "data-focus": "menu",
        on: { click: () => set({ overlay: "sidebar" }) },
      },
      icon("menu"),
      unread && h("span", { class: "dot", "aria-hidden": "true" }),
    ),
    h("div", { class: "channel-title" }, h("h1", {}, nameLine(channel)), topicLine(channel)),
    h("div", { class: "channel-tools" }, membersMenu(channel), pinsMenu(channel), wireButton(wireOpen, violations)),
  );
}

function nameLine(channel) {
  const kind = channel.is_im ? null : icon(channel.is_private ? "lock" : "hash");
  return [
    kind,
    h(
      "span",
      { class: "channel-name", title: channelLabel(channel) },
      channel.is_im ? nameOf(channel.im_user) : channel.name,
    ),
    channel.is_archived && h("span", { class: "tag" }, "archived"),
  ];
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
  const items = () => [
    { heading: `Members of #${channel.name}` },
    ...channel.members.map((id) => ({
      label: nameOf(id),
      hint: person(id)?.real_name,
      face: avatar(id, "avatar-small"),
      run: () => message(id),
    })),
  ];
  const face = [
    h(
      "span",
      { class: "only-wide reply-faces" },
      channel.members.slice(0, 3).map((id) => avatar(id, "avatar-small")),
    ),
    icon("people", "only-narrow"),
    h("span", { class: "count" }, count),
  ];
  return menuButton(`${count} ${count === 1 ? "member" : "members"}`, items, {
    face,
    className: "icon-button with-count",
    props: { "data-focus": "members" },
  });
}

function pinsMenu(channel) {
  const count = channel.pins.length;
  const items = () =>
    count === 0 ? [{ heading: "No pins yet" }] : [{ heading: "Pinned here" }, ...channel.pins.map(pinItem)];
  return menuButton(count === 1 ? "1 pin" : `${count} pins`, items, {
    face: [icon("pin"), count > 0 && h("span", { class: "count" }, count)],
    className: "icon-button with-count",
    props: { "data-focus": "pins" },
  });
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

function wireButton(open, violations) {
  const name = `What the bot just did${violations ? `, ${violations} violations` : ""}`;
  const click = () =>
    set(matchMedia("(max-width: 1023px)").matches ? { overlay: "wire", wireOpen: true } : { wireOpen: !open });
  return h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": name,
      title: "What the bot just did",
      "aria-pressed": String(open),
      "data-focus": "wire",
      on: { click },
    },
    icon("pulse"),
    violations > 0 && h("span", { class: "dot dot-bad", "aria-hidden": "true" }),
  );
}
