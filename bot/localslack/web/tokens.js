/** What stands between angle brackets in Slack's text, as elements. Vendor: docs.slack.dev/messaging/formatting-message-text */

import { slackDate } from "./dates.js";
import { h } from "./dom.js";
import { channelName, nameOf, person } from "./names.js";
import { get } from "./store.js";
import { linkTo, safeUrl } from "./urls.js";

const SHOUTS = new Set(["here", "channel", "everyone"]);

/** Slack escapes three characters and no others. */
export const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export function userMention(id, label) {
  const mine = id === get().as || id === get().me?.id;
  const name = person(id) ? nameOf(id) : label || id;
  return h("span", { class: mine ? "mention mention-me" : "mention", title: person(id)?.real_name }, `@${name}`);
}

export function channelMention(id, label) {
  const name = channelName(id);
  if (name === null) return h("span", { class: "mention" }, label ? `#${label}` : "#private channel");
  return h("a", { class: "mention", href: `#/${id}` }, `#${name}`);
}

export function groupMention(id, label) {
  const group = get().groups.find((candidate) => candidate.id === id);
  const mine = Boolean(group?.users.includes(get().me?.id));
  const text = group ? `@${group.handle}` : label || id;
  return h("span", { class: mine ? "mention mention-me" : "mention", title: group?.name }, text);
}

export const shout = (range) => h("span", { class: "mention mention-me" }, `@${range}`);

/** The element for `<body>`, or null when it is no token that Slack knows. */
export function token(body) {
  const bar = body.indexOf("|");
  const head = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? "" : unescape(body.slice(bar + 1));
  if (head.startsWith("@")) return userMention(head.slice(1), label.replace(/^@/, ""));
  if (head.startsWith("#")) return channelMention(head.slice(1), label.replace(/^#/, ""));
  if (head.startsWith("!")) return special(head.slice(1), label);
  const address = unescape(head);
  return safeUrl(address) === null ? null : linkTo(address, label || address.replace(/^mailto:/, ""));
}

function special(body, label) {
  const [kind, ...rest] = body.split("^");
  if (kind === "subteam") return groupMention(rest[0] ?? "", label);
  if (SHOUTS.has(kind)) return shout(kind);
  if (kind === "date" && rest.length >= 2) {
    const shown = slackDate(rest[0], unescape(rest[1]), label || unescape(rest[1]));
    return rest[2] ? linkTo(unescape(rest.slice(2).join("^")), shown) : shown;
  }
  return label ? document.createTextNode(label) : null;
}
