/** Checkboxes and radio buttons. */

import { changed, focusKey } from "./change.js";
import { bareObject, textObject } from "./mrkdwn.js";
import { h, newId } from "./dom.js";

/** All options, one under the other, each with its description. */
export function boxes(item, use) {
  const several = item.type === "checkboxes";
  const now = use.context.value(use.block, item);
  const chosen = new Set([now ?? []].flat());
  const group = newId("group");
  const role = several ? "group" : "radiogroup";
  const list = h("div", { class: "boxes", role, "aria-label": use.label, "aria-describedby": use.describedBy });

  async function change() {
    const values = [...list.querySelectorAll("input:checked")].map((input) => input.value);
    await changed(item, use, list, several ? values : (values[0] ?? null));
  }
  for (const option of item.options) list.append(box(option, { item, use, group, several, chosen, change }));
  return list;
}

function box(option, { item, use, group, several, chosen, change }) {
  const hint = newId("hint");
  return h(
    "label",
    { class: "box-row" },
    h("input", {
      type: several ? "checkbox" : "radio",
      name: group,
      value: option.value,
      checked: chosen.has(option.value),
      "aria-label": bareObject(option.text),
      "aria-describedby": option.description ? hint : null,
      "data-focus": focusKey(item, use, option.value),
      on: { change },
    }),
    h(
      "span",
      { class: "box-text" },
      h("span", {}, textObject(option.text)),
      option.description && h("span", { class: "hint", id: hint }, textObject(option.description)),
    ),
  );
}
