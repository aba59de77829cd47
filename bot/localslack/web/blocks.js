/** Blocks of Block Kit by type. Vendor: docs.slack.dev/reference/block-kit/blocks */

import { add, h, newId, shorten } from "./dom.js";
import { element, notRendered } from "./elements.js";
import { imageBlock } from "./images.js";
import { markdown } from "./markdown.js";
import { bareObject, plain, textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";

const LABEL_LENGTH = 60;

const BLOCKS = {
  section,
  header: (block) =>
    h(
      "div",
      { class: "headline", role: "heading", "aria-level": "3" },
      plain(block.text.text, block.text.emoji !== false),
    ),
  divider: () => h("hr", { class: "rule" }),
  context,
  actions,
  context_actions: actions,
  input,
  image: (block) => imageBlock(block),
  rich_text: (block) => richText(block, notRendered),
  markdown: (block) => markdown(block.text),
  table,
};

/** All blocks of a message or view; `errors` maps block_id to text. */
export function blocks(list, context, errors = {}) {
  return list.map((block) =>
    h(
      "div",
      { class: `block block-${BLOCKS[block.type] ? block.type : "unknown"}` },
      draw(block, context, errors[block.block_id]),
    ),
  );
}

function draw(block, context, error) {
  const drawer = BLOCKS[block.type];
  return drawer ? drawer(block, context, error) : notRendered(block.type);
}

function section(block, place) {
  const text = h("div", { class: "section-text" });
  if (block.text) add(text, h("div", { class: "text" }, textObject(block.text)));
  if (block.fields)
    add(
      text,
      h(
        "div",
        { class: "fields" },
        block.fields.map((field) => h("div", { class: "text" }, textObject(field))),
      ),
    );
  if (!block.accessory) return text;
  const label = nameFor(block.accessory, bareObject(block.text ?? block.fields?.[0]));
  return h(
    "div",
    { class: "section-row" },
    text,
    h("div", { class: "accessory" }, element(block.accessory, { block, context: place, label })),
  );
}

/** What a screen reader calls an element that has no label of its own. */
function nameFor(item, about) {
  return item.accessibility_label || item.placeholder?.text || shorten(about.split("\n")[0], LABEL_LENGTH);
}

function context(block, place) {
  const parts = block.elements.map((part) =>
    part.type === "image" ? element(part, { block, context: place }) : h("span", { class: "text" }, textObject(part)),
  );
  return h("div", { class: "context" }, parts);
}

function actions(block, place) {
  const parts = block.elements.map((part) => element(part, { block, context: place, label: nameFor(part, "") }));
  return h("div", { class: "actions", role: "group", "aria-label": "Actions" }, parts);
}

function input(block, place, error) {
  const id = newId("input");
  const grouped = ["checkboxes", "radio_buttons"].includes(block.element.type);
  const label = bareObject(block.label);
  const described = [error && `${id}-error`, block.hint && `${id}-hint`].filter(Boolean).join(" ") || null;
  const use = {
    block,
    context: place,
    label,
    id,
    labelledBy: !grouped,
    describedBy: described,
    invalid: Boolean(error),
    input: true,
    required: !block.optional,
  };
  return h(
    "div",
    { class: error ? "input-block has-error" : "input-block", "data-block": block.block_id },
    h(
      grouped ? "div" : "label",
      { class: "label", for: grouped ? null : id },
      plain(block.label.text, block.label.emoji !== false),
      block.optional && h("span", { class: "optional" }, " (optional)"),
    ),
    element(block.element, use),
    error && h("p", { class: "field-error", id: `${id}-error` }, error),
    block.hint && h("p", { class: "hint", id: `${id}-hint` }, plain(block.hint.text)),
  );
}

function table(block) {
  const cell = (tag) => (item) =>
    h(tag, { class: "text" }, item.type === "rich_text" ? richText(item, notRendered) : (item.text ?? ""));
  const [head, ...rows] = block.rows;
  const body = h(
    "table",
    {},
    h("thead", {}, h("tr", {}, head.map(cell("th")))),
    h(
      "tbody",
      {},
      rows.map((row) => h("tr", {}, row.map(cell("td")))),
    ),
  );
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" }, body);
}
