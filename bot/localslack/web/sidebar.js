/** The left pane: the workspace, who one is, channels, direct messages, links and honest limits. */

import { message } from "./acts.js";
import { avatar } from "./avatars.js";
import { showTips } from "./banner.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { channelLabel, nameOf, person } from "./names.js";
import { mountPeople } from "./people.js";
import { get, set, watch } from "./store.js";
import { linkTo } from "./urls.js";

export function mountSidebar(root) {
  const head = h("div", { class: "sidebar-head" });
  const people = h("fieldset", { class: "people" });
  const lists = h("div", { class: "sidebar-lists" });
  const foot = h("footer", { class: "sidebar-foot" });
  root.append(head, people, lists, foot);
  mountPeople(people);
  watch(
    (state) => [state.team, state.app, state.connections, state.line],
    (state) => drawHead(head, state),
  );
  watch(
    (state) => [state.channels, state.current, state.people, state.links, state.app],
    (state) => drawLists(lists, state),
  );
  watch(
    (state) => [state.limits, state.tipsOff],
    (state) => drawFoot(foot, state),
  );
}

function drawHead(root, { team, app, connections, line }) {
  if (!team) return;
  const well = line === "open" && connections > 0;
  const words =
    line === "lost" ? "workspace lost" : connections > 0 ? `${app.name} is connected` : `${app.name} is not connected`;
  fill(
    root,
    h("img", { class: "mark", src: "/web/icon.svg", alt: "" }),
    h(
      "div",
      { class: "sidebar-title" },
      h("div", { class: "team" }, team.name),
      h("div", { class: well ? "health" : "health bad" }, h("span", { class: "pulse", "aria-hidden": "true" }), words),
    ),
    h(
      "button",
      {
        type: "button",
        class: "icon-button only-narrow",
        "aria-label": "Close",
        "data-focus": "close",
        on: { click: () => set({ overlay: null }) },
      },
      icon("close"),
    ),
  );
}

function drawLists(root, { channels, links, app }) {
  if (!app) return;
  const open = channels.filter((channel) => !channel.is_im && !channel.is_mpim && !channel.is_archived);
  const mine = open.filter((channel) => channel.is_member).sort(byName);
  const others = open.filter((channel) => !channel.is_member).sort(byName);
  const old = channels.filter((channel) => channel.is_archived).sort(byName);
  const more = root.querySelector("details.more")?.open;
  const shut = root.querySelector("details.old")?.open;
  fill(
    root,
    group("Channels", mine.map(channelLine)),
    others.length > 0 && folded("more", `Not joined (${others.length})`, others, more),
    old.length > 0 && folded("old", `Archived (${old.length})`, old, shut),
    group("Direct messages", directLines(channels, app), newMessage()),
    links.length > 0 &&
      group(
        "Links",
        links.map((link) =>
          h(
            "li",
            {},
            linkTo(link.url, [icon("link"), h("span", { class: "line-name" }, link.name)], { class: "channel-line" }),
          ),
        ),
      ),
  );
}

const byName = (one, other) => one.name.localeCompare(other.name, "en", { numeric: true });

function group(title, items, extra) {
  return h(
    "section",
    { "aria-label": title },
    h("div", { class: "group-head" }, h("h2", {}, title), extra),
    h("ul", {}, items),
  );
}

function folded(name, title, channels, open = false) {
  return h(
    "details",
    { class: `folded ${name}`, open: Boolean(open) },
    h("summary", { "data-focus": name }, icon("down"), title),
    h("ul", {}, channels.map(channelLine)),
  );
}

function channelLine(channel) {
  const kind = channel.is_archived ? "archive" : channel.is_private ? "lock" : "hash";
  return line(channel, icon(kind), channel.name);
}

function line(channel, face, name) {
  const here = channel.id === get().current;
  const unread = channel.is_member && !here ? channel.unread : 0;
  const loud = channel.mentions > 0 || channel.is_im;
  const looks = ["channel-line", unread > 0 && "unread", !channel.is_member && "outside"].filter(Boolean).join(" ");
  return h(
    "li",
    {},
    h(
      "a",
      {
        class: looks,
        href: `#/${channel.id}`,
        "aria-current": here ? "page" : null,
        title: name,
        "data-focus": channel.id,
        on: { click: () => set({ overlay: null }) },
      },
      face,
      h("span", { class: "line-name" }, name, channel.is_private && !channel.is_im && unseen(" private")),
      unread > 0 && h("span", { class: loud ? "unread-count mentioned" : "unread-count" }, unread, unseen(" unread")),
    ),
  );
}

const unseen = (text) => h("span", { class: "unseen" }, text);

function directLines(channels, app) {
  const direct = channels.filter((channel) => channel.is_im && channel.im_user !== "USLACKBOT");
  const withApp = direct.find((channel) => channel.im_user === app.bot_user);
  const rest = direct.filter((channel) => channel !== withApp && channel.im_user !== get().as);
  const first = withApp
    ? line(withApp, avatar(app.bot_user, "avatar-small"), app.name)
    : h(
        "li",
        {},
        h(
          "button",
          { type: "button", class: "channel-line", "data-focus": "app", on: { click: () => message(app.bot_user) } },
          avatar(app.bot_user, "avatar-small"),
          h("span", { class: "line-name" }, app.name),
        ),
      );
  return [
    first,
    ...rest.map((channel) => line(channel, avatar(channel.im_user, "avatar-small"), channelLabel(channel))),
  ];
}

function newMessage() {
  const items = () =>
    [...get().people.values()]
      .filter((one) => one.id !== get().as && !one.deleted && !one.is_bot)
      .map((one) => ({
        label: nameOf(one.id),
        hint: person(one.id).real_name,
        face: avatar(one.id, "avatar-small"),
        run: () => message(one.id),
      }));
  return menuButton("New direct message", items, {
    face: icon("plus"),
    className: "icon-button small",
    props: { "data-focus": "new-dm" },
  });
}

function drawFoot(root, { limits, tipsOff }) {
  fill(
    root,
    tipsOff &&
      h(
        "button",
        { type: "button", class: "link-button", "data-focus": "tips", on: { click: showTips } },
        "Show the tips",
      ),
    h(
      "p",
      {},
      "A stand-in for Slack on this machine. ",
      linkTo(`${location.origin}/_sim/limits`, `${limits.unverified} of ${limits.total} limits`, { target: "_blank" }),
      " are unverified: passing here proves nothing about Slack itself.",
    ),
  );
}
