/** Interactive elements of Block Kit by type. Vendor: docs.slack.dev/reference/block-kit/block-elements */

import { boxes } from "./boxes.js";
import { focusKey } from "./change.js";
import { choice } from "./choices.js";
import { h } from "./dom.js";
import { field } from "./fields.js";
import { icon } from "./icons.js";
import { image } from "./images.js";
import { menuButton } from "./menu.js";
import { plain, textObject } from "./mrkdwn.js";
import { safeUrl } from "./urls.js";

const ELEMENTS = {
  button,
  workflow_button: button,
  overflow,
  image: (element) => image(element),
  static_select: choice,
  multi_static_select: choice,
  external_select: choice,
  multi_external_select: choice,
  users_select: choice,
  multi_users_select: choice,
  conversations_select: choice,
  multi_conversations_select: choice,
  channels_select: choice,
  multi_channels_select: choice,
  checkboxes: boxes,
  radio_buttons: boxes,
  datepicker: field,
  timepicker: field,
  datetimepicker: field,
  plain_text_input: field,
  email_text_input: field,
  url_text_input: field,
  number_input: field,
};

/**
 * Draw one element. `use` = {block, context, label: name for screen readers, labelledBy?, describedBy?, invalid?,
 * input: true inside an input block}.
 */
export function element(item, use) {
  const draw = ELEMENTS[item.type];
  return draw
    ? draw(item, { ...use, label: use.label || (item.type === "overflow" ? "" : item.action_id) })
    : notRendered(item.type);
}

/** The red box for what this page cannot draw: never silence. */
export function notRendered(type) {
  return h("div", { class: "not-rendered", role: "note" }, `not rendered: ${type}`);
}

function button(item, use) {
  const looks = `button${{ primary: " button-primary", danger: " button-danger" }[item.style] ?? ""}`;
  const href = item.url ? safeUrl(item.url) : null;
  const props = { class: looks, "aria-label": item.accessibility_label, "data-focus": focusKey(item, use) };
  const face = [
    h("span", { class: "button-text" }, plain(item.text.text, item.text.emoji !== false)),
    href && icon("link"),
  ];
  const on = { click: () => use.context.act(use.block, item, node) };
  const node = href
    ? h("a", { ...props, href, target: "_blank", rel: "noopener noreferrer", on }, face)
    : h("button", { ...props, type: "button", on }, face);
  use.context.resume(use.block, item, node);
  return node;
}

function overflow(item, use) {
  const items = () =>
    item.options.map((option) => ({
      label: textObject(option.text),
      hint: option.description && textObject(option.description),
      run: () => {
        if (option.url && safeUrl(option.url)) open(safeUrl(option.url), "_blank", "noopener,noreferrer");
        use.context.act(use.block, item, anchor.firstElementChild, option.value);
      },
    }));
  const anchor = menuButton(use.label ? `More: ${use.label}` : "More", items, {
    className: "button button-square",
    props: { "data-focus": focusKey(item, use) },
  });
  return anchor;
}
