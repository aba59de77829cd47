/** A combobox: a field that filters a list, for one choice or several. */

import { changed, focusKey } from "./change.js";
import { add, fill, h, newId } from "./dom.js";
import { icon } from "./icons.js";
import { place } from "./menu.js";

const WAIT_MS = 150;

/** `use` as for every element, and {source: {all, find, few, wants?}, several}. */
export function picker(item, use) {
  const list = newId("list");
  const input = h("input", {
    type: "text",
    role: "combobox",
    class: "picker-input",
    id: use.id,
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": use.labelledBy ? null : use.label,
    "aria-describedby": use.describedBy,
    "aria-invalid": use.invalid ? "true" : null,
    "aria-required": use.required ? "true" : null,
    "aria-expanded": "false",
    "aria-controls": list,
    "aria-autocomplete": "list",
    placeholder: item.placeholder?.text ?? "Choose",
    autofocus: item.focus_on_load ? true : null,
    inputmode: use.source.few ? "none" : null,
    "data-focus": focusKey(item, use),
  });
  const chips = h("span", { class: "chips" });
  const clear = h(
    "button",
    { type: "button", class: "icon-button picker-clear", "aria-label": `Clear ${use.label}`, hidden: true },
    icon("close"),
  );
  const box = h(
    "div",
    { class: use.invalid ? "picker-box invalid" : "picker-box" },
    chips,
    input,
    clear,
    icon("down", "picker-arrow"),
  );
  const root = h("div", { class: use.several ? "picker picker-several" : "picker" }, box);
  const self = {
    item,
    use,
    input,
    chips,
    clear,
    root,
    list,
    options: [],
    at: -1,
    popup: null,
    timer: null,
    value: null,
  };
  self.value = normal(self, use.context.value(use.block, item));
  show(self);
  listen(self, box);
  return root;
}

function normal({ use }, value) {
  return use.several ? [value ?? []].flat() : (value ?? null);
}

const labelOf = (self, value) => self.use.source.all.find((option) => option.value === value)?.label ?? value;

/** The words in the field: the one choice, or room to type. */
function word({ use, value, ...self }) {
  self.input.value = use.several || value === null ? "" : labelOf({ use }, value);
}

/** Show the present choice. */
function show(self) {
  const { use, chips, clear, value } = self;
  word(self);
  clear.hidden = use.several || value === null || !use.input || !use.block.optional;
  if (!use.several) return;
  fill(
    chips,
    value.map((one) => {
      const name = labelOf(self, one);
      return h(
        "span",
        { class: "chip" },
        name,
        h(
          "button",
          {
            type: "button",
            "aria-label": `Remove ${name}`,
            on: {
              click: () =>
                choose(
                  self,
                  value.filter((other) => other !== one),
                ),
            },
          },
          icon("close"),
        ),
      );
    }),
  );
}

function listen(self, box) {
  const { input, clear } = self;
  box.addEventListener("mousedown", (event) => {
    if (event.target !== input && !event.target.closest("button")) event.preventDefault(); // The focus stays.
  });
  // Not before the finger is up: the list may scroll the form, and the finger would come up on another field.
  box.addEventListener("click", (event) => {
    if (event.target.closest("button")) return;
    input.focus();
    if (!self.popup) search(self, "");
    else if (event.target !== input) close(self);
  });
  input.addEventListener("input", () => {
    clearTimeout(self.timer);
    self.timer = setTimeout(() => search(self, input.value), self.use.source.few ? 0 : WAIT_MS);
  });
  input.addEventListener("focus", () => !self.use.several && input.select());
  input.addEventListener("blur", () => close(self));
  input.addEventListener("keydown", (event) => key(self, event));
  clear.addEventListener("click", () => {
    choose(self, null);
    input.focus();
  });
}

/** What a key does while the list is open. */
const WITH_LIST = {
  ArrowDown: (self) => step(self, 1),
  ArrowUp: (self) => step(self, -1),
  Home: (self) => activate(self, 0),
  End: (self) => activate(self, self.options.length - 1),
  Enter: (self) => self.options[self.at] && pick(self, self.options[self.at]),
  Escape: close,
};

const WITHOUT_LIST = { ArrowDown: (self) => search(self, ""), ArrowUp: (self) => search(self, "") };

function key(self, event) {
  const last = event.key === "Backspace" && self.use.several && self.input.value === "" && self.value.length > 0;
  const act = last ? dropLast : (self.popup ? WITH_LIST : WITHOUT_LIST)[event.key];
  if (!act) return;
  act(self);
  event.preventDefault();
  event.stopPropagation();
}

const dropLast = (self) => choose(self, self.value.slice(0, -1));

function step(self, by) {
  const { length } = self.options;
  if (length > 0) activate(self, (self.at + by + length) % length);
}

/** Open the list with what fits the query. */
async function search(self, query) {
  const { use, input, root, list } = self;
  if (!self.popup) {
    self.popup = h("div", {
      class: "listbox",
      role: "listbox",
      id: list,
      "aria-label": use.label,
      "aria-multiselectable": use.several ? "true" : null,
    });
    self.popup.addEventListener("pointerdown", (event) => event.preventDefault());
    root.append(self.popup);
    input.setAttribute("aria-expanded", "true");
  }
  let problem = null;
  self.query = query;
  const found = await use.source.find(query).catch((error) => {
    problem = error.message;
    return [];
  });
  if (!self.popup || self.query !== query) return; // Closed, or typed on, meanwhile.
  self.options = found;
  draw(self, problem ?? (query || !use.source.wants ? "Nothing found" : use.source.wants));
  const chosen = self.options.findIndex((option) => [self.value].flat().includes(option.value));
  activate(self, Math.max(chosen, 0));
}

function draw(self, empty) {
  const { popup, options, list, value } = self;
  popup.replaceChildren();
  if (options.length === 0) add(popup, h("div", { class: "listbox-empty", role: "status" }, empty));
  let group = { label: null, node: popup };
  options.forEach((option, index) => {
    if (option.group !== group.label && option.group) {
      group = {
        label: option.group,
        node: h(
          "div",
          { role: "group", "aria-label": option.group },
          h("div", { class: "menu-heading", "aria-hidden": "true" }, option.group),
        ),
      };
      popup.append(group.node);
    }
    const chosen = [value].flat().includes(option.value);
    const row = h("div", {
      role: "option",
      id: `${list}-${index}`,
      class: "option",
      "aria-selected": String(chosen),
      on: { click: () => pick(self, option) },
    });
    add(
      row,
      option.face,
      h(
        "span",
        { class: "menu-text" },
        h("span", {}, option.label),
        option.hint && h("span", { class: "menu-hint" }, option.hint),
      ),
      chosen && icon("check"),
    );
    group.node.append(row);
  });
  popup.classList.remove("above");
  place(popup);
}

function activate(self, index) {
  const rows = [...self.popup.querySelectorAll("[role=option]")];
  self.at = index;
  rows.forEach((row, number) => row.classList.toggle("active", number === index));
  if (!rows[index]) return;
  self.input.setAttribute("aria-activedescendant", rows[index].id);
  rows[index].scrollIntoView({ block: "nearest" });
}

/** Take an option, or with several give it back; the list closes, because it covers what comes next. */
function pick(self, { value }) {
  close(self);
  if (!self.use.several) choose(self, value);
  else
    choose(self, self.value.includes(value) ? self.value.filter((other) => other !== value) : [...self.value, value]);
}

async function choose(self, value) {
  const before = self.value;
  self.value = value;
  show(self);
  if (await changed(self.item, self.use, self.root, value)) return;
  self.value = before;
  self.use.context.keep(self.use.block, self.item, before);
  show(self);
}

function close(self) {
  clearTimeout(self.timer);
  self.popup?.remove();
  self.popup = null;
  self.at = -1;
  self.input.setAttribute("aria-expanded", "false");
  self.input.removeAttribute("aria-activedescendant");
  word(self);
}
