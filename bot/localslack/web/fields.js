/** Fields that people type into: text, number, e-mail, address, date and time. */

import { changed, focusKey } from "./change.js";
import { h } from "./dom.js";

const COUNT_FROM = 0.8;
const TYPES = {
  plain_text_input: "text",
  email_text_input: "email",
  url_text_input: "url",
  number_input: "text",
  datepicker: "date",
  timepicker: "time",
  datetimepicker: "datetime-local",
};
const PICKERS = new Set(["datepicker", "timepicker", "datetimepicker"]);

/** One field, with a counter when its text has a limit that comes near. */
export function field(item, use) {
  const multiline = item.type === "plain_text_input" && item.multiline;
  const shown = toField(item, use.context.value(use.block, item));
  const control = h(multiline ? "textarea" : "input", { ...props(item, use, multiline), value: shown });
  const send = () => changed(item, use, control, fromField(item, control.value));
  control.addEventListener("input", () => use.context.keep(use.block, item, fromField(item, control.value)));
  if (PICKERS.has(item.type)) control.addEventListener("change", send);
  if (use.block.dispatch_action && !PICKERS.has(item.type)) {
    control.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !(multiline && event.shiftKey)) send();
    });
  }
  return item.max_length ? h("span", { class: "counted" }, control, counter(control, item.max_length)) : control;
}

function props(item, use, multiline) {
  return {
    type: multiline ? null : TYPES[item.type],
    rows: multiline ? 4 : null,
    class: PICKERS.has(item.type) ? "field field-short" : "field",
    id: use.id,
    inputmode: item.type === "number_input" ? (item.is_decimal_allowed ? "decimal" : "numeric") : null,
    placeholder: item.placeholder?.text,
    "aria-label": use.labelledBy ? null : use.label,
    "aria-describedby": use.describedBy,
    "aria-invalid": use.invalid ? "true" : null,
    "aria-required": use.required ? "true" : null,
    autocomplete: "off",
    autofocus: item.focus_on_load ? true : null,
    "data-focus": focusKey(item, use),
  };
}

function counter(control, most) {
  const left = h("span", { class: "counter", "aria-live": "polite" });
  const count = () => {
    const length = [...control.value].length;
    left.textContent = length >= most * COUNT_FROM ? `${length} of ${most}` : "";
    left.classList.toggle("over", length > most);
  };
  control.addEventListener("input", count);
  count();
  return left;
}

/** The short form of the control API as the field writes it: a moment becomes local time. */
function toField(item, value) {
  if (value === undefined || value === null) return "";
  if (item.type !== "datetimepicker") return String(value);
  const local = new Date(Number(value) * 1000);
  return new Date(local - local.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

function fromField(item, text) {
  if (text === "") return null;
  if (item.type !== "datetimepicker") return text;
  return Math.floor(new Date(text).getTime() / 1000);
}
