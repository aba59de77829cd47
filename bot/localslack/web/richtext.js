/** The rich_text block. Vendor: docs.slack.dev/reference/block-kit/blocks/rich-text-block */

import { slackDate } from "./dates.js";
import { h } from "./dom.js";
import { emojiNode } from "./mrkdwn.js";
import { channelMention, groupMention, shout, userMention } from "./tokens.js";
import { linkTo } from "./urls.js";

const WRAPS = [
  ["code", "code"],
  ["strike", "s"],
  ["italic", "em"],
  ["bold", "strong"],
  ["underline", "u"],
  ["highlight", "mark"],
];

const INLINE = {
  text: (part) => part.text.split("\n").map((row, index) => [index > 0 && h("br"), row]),
  link: (part) => linkTo(part.url, part.text || part.url),
  emoji: (part) => emojiNode(part.name),
  user: (part) => userMention(part.user_id),
  channel: (part) => channelMention(part.channel_id),
  usergroup: (part) => groupMention(part.usergroup_id),
  broadcast: (part) => shout(part.range),
  color: (part) => h("code", {}, part.value),
  date: (part) => slackDate(String(part.timestamp), part.format ?? "{date_pretty} {time}", part.fallback ?? ""),
};

const GROUPS = {
  rich_text_section: (group) => h("p", {}, inlines(group.elements)),
  rich_text_preformatted: (group) =>
    h(
      "pre",
      { tabindex: "0" },
      h(
        "code",
        {},
        group.elements.map((part) => part.text ?? part.url ?? ""),
      ),
    ),
  rich_text_quote: (group) => h("blockquote", {}, inlines(group.elements)),
  rich_text_list: (group) =>
    h(
      group.style === "ordered" ? "ol" : "ul",
      { class: `depth-${Math.min(group.indent ?? 0, 8)}`, start: group.offset ? group.offset + 1 : null },
      group.elements.map((item) => h("li", {}, inlines(item.elements))),
    ),
};

/** `unknown(type)` supplies what stands in the place of a part that we cannot draw. */
export function richText(block, unknown) {
  return h(
    "div",
    { class: "rich-text text" },
    block.elements.map((group) => GROUPS[group.type]?.(group) ?? unknown(group.type)),
  );
}

function inlines(parts) {
  return parts.map((part) => {
    const draw = INLINE[part.type];
    if (!draw) return h("span", { class: "not-rendered" }, `not rendered: ${part.type}`);
    let node = h("span", {}, draw(part));
    for (const [name, tag] of WRAPS) if (part.style?.[name]) node = h(tag, {}, node);
    return node;
  });
}
