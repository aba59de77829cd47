/** The field where people write: commands, completion, history, and the app's global shortcuts. */

import { post, shortcut, slash } from "./acts.js";
import { add, busy, h, isBusy, newId, shorten } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { channelLabel, nameOf } from "./names.js";
import { get, watch } from "./store.js";
import { commandIn, suggestions, withMarks } from "./suggest.js";
import { toast } from "./toasts.js";

const KEPT = 50;
const MOST_ROWS = 8;
const drafts = new Map();

/**
 * `place()` gives {channel, threadTs?}; `onSay()` is told when something is sent. Returns {root, refresh}; refresh after
 * the place or the person has changed.
 */
export function composer({ id, place, onSay, thread = false }) {
  const list = newId("suggestions");
  const field = h("textarea", {
    id,
    class: "composer-field",
    rows: 1,
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-controls": list,
    enterkeyhint: "send",
  });
  const popup = h("div", {
    id: list,
    class: "suggestions",
    role: "listbox",
    "aria-label": "Suggestions",
    hidden: true,
  });
  const hint = h("div", { class: "composer-hint", role: "status" });
  const send = h(
    "button",
    { type: "submit", class: "send", "aria-label": thread ? "Send reply" : "Send message", title: "Send" },
    icon("send"),
  );
  const also = h("input", { type: "checkbox" });
  const alsoRow = thread && h("label", { class: "also" }, also, h("span", {}, "Also send to the channel"));
  const bar = h(
    "div",
    { class: "composer-bar" },
    !thread && shortcuts(),
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Mention somebody",
        title: "Mention somebody",
        on: { click: () => insert(self, "@") },
      },
      h("span", { class: "at", "aria-hidden": "true" }, "@"),
    ),
    alsoRow,
    hint,
    send,
  );
  const root = h("form", { class: "composer", on: { submit } }, popup, h("div", { class: "composer-box" }, field, bar));
  const self = { field, popup, hint, send, also, place, onSay, thread, list, options: [], at: 0, key: null, recall: -1 };
  self.sending = Promise.resolve();

  function submit(event) {
    event.preventDefault();
    say(self);
  }
  field.addEventListener("input", () => {
    self.recall = -1;
    look(self);
  });
  field.addEventListener("keydown", (event) => key(self, event));
  field.addEventListener("click", () => look(self));
  field.addEventListener("blur", () => hide(self));
  popup.addEventListener("pointerdown", (event) => event.preventDefault());
  if (!thread)
    watch(
      (state) => [state.proposed],
      ({ proposed }) => proposed && put(self, proposed.text),
    );
  return { root, refresh: () => refresh(self), focus: () => field.focus() };
}

function refresh(self) {
  const { channel, threadTs } = self.place();
  if (!channel) return;
  const key = `${get().as} ${channel.id} ${threadTs ?? ""}`;
  if (key !== self.key) {
    if (self.key) drafts.set(self.key, self.field.value);
    self.key = key;
    self.field.value = drafts.get(key) ?? "";
    hide(self);
  }
  const whom = channelLabel(channel);
  self.field.setAttribute("aria-label", self.thread ? "Reply" : `Message ${whom}`);
  self.field.placeholder = self.thread
    ? `Reply as ${nameOf(get().as)}`
    : `Message ${shorten(whom, innerWidth < 420 ? 16 : 24)} as ${nameOf(get().as)}`;
  look(self, false);
}

function shortcuts() {
  const items = () => {
    const own = get().shortcuts.filter((item) => item.type === "global");
    if (own.length === 0) return [{ heading: "This app has no shortcuts" }];
    return [
      { heading: get().app.name },
      ...own.map((item) => ({
        label: item.name,
        hint: item.description,
        icon: "bolt",
        run: () => shortcut(item.callback_id),
      })),
    ];
  };
  return menuButton("Shortcuts", items, { face: icon("bolt") });
}

/** Write a text into the field, as if it had been typed. */
function put(self, text) {
  self.field.value = text;
  self.field.focus();
  self.field.setSelectionRange(text.length, text.length);
  look(self);
}

function insert(self, text) {
  const { field } = self;
  const gap = field.selectionStart > 0 && !/\s$/.test(field.value.slice(0, field.selectionStart)) ? " " : "";
  field.setRangeText(gap + text, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  look(self);
}

/** Bring suggestions, hint and height in step with the text. */
function look(self, suggesting = true) {
  const { field, popup, hint, thread } = self;
  field.rows = Math.min(MOST_ROWS, field.value.split("\n").length);
  self.send.classList.toggle("ready", field.value.trim() !== "");
  const command = commandIn(field.value);
  hint.textContent =
    command && field.value.includes(" ") && !isBusy(self.send) ? `${command.command} ${command.usage_hint ?? ""}` : "";
  if (thread && field.value.startsWith("/")) hint.textContent = "Commands cannot be used in threads";
  self.options = suggesting ? suggestions(field.value, field.selectionStart, !thread) : [];
  popup.hidden = self.options.length === 0;
  popup.replaceChildren();
  self.options.forEach((option, index) => {
    const row = h("div", {
      role: "option",
      id: `${self.list}-${index}`,
      class: "option",
      on: { click: () => take(self, option) },
    });
    popup.append(
      add(
        row,
        option.face,
        h(
          "span",
          { class: "menu-text" },
          h("span", {}, option.label),
          option.hint && h("span", { class: "menu-hint" }, option.hint),
        ),
      ),
    );
  });
  activate(self, 0);
}

function activate(self, index) {
  self.at = index;
  const rows = [...self.popup.children];
  rows.forEach((row, number) => {
    row.classList.toggle("active", number === index);
    row.setAttribute("aria-selected", String(number === index));
  });
  if (rows[index]) self.field.setAttribute("aria-activedescendant", rows[index].id);
  else self.field.removeAttribute("aria-activedescendant");
  rows[index]?.scrollIntoView({ block: "nearest" });
}

function hide(self) {
  self.options = [];
  self.popup.hidden = true;
  self.field.removeAttribute("aria-activedescendant");
}

function take(self, option) {
  self.field.setRangeText(option.insert, option.from, self.field.selectionStart, "end");
  self.field.focus();
  look(self);
  hide(self);
}

function key(self, event) {
  if (event.isComposing) return;
  const open = self.options.length > 0;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (open && step) activate(self, (self.at + step + self.options.length) % self.options.length);
  else if (open && (event.key === "Tab" || (event.key === "Enter" && !complete(self))))
    take(self, self.options[self.at]);
  else if (open && event.key === "Escape") hide(self);
  else if (event.key === "Enter" && !event.shiftKey) say(self);
  else if (step && remember(self, step)) hide(self);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** The command is there already, letter for letter: Enter sends it instead of completing it. */
function complete(self) {
  return self.field.value === self.options[self.at].insert.trim() && self.options[self.at].insert.startsWith("/");
}

/** Arrow up in an empty field brings back what was sent before; arrow down goes forward again. */
function remember(self, step) {
  const past = history();
  const recalled = self.recall >= 0;
  if ((!recalled && self.field.value !== "") || past.length === 0) return false;
  const next = self.recall - step;
  if (next < -1 || next >= past.length || (!recalled && step > 0)) return false;
  self.recall = next;
  const text = next < 0 ? "" : past[past.length - 1 - next];
  self.field.value = text;
  self.field.setSelectionRange(text.length, text.length);
  look(self, false);
  return true;
}

const history = () => JSON.parse(sessionStorage.getItem(`history ${get().as}`) ?? "[]");

function keep(text) {
  const past = history().filter((old) => old !== text);
  sessionStorage.setItem(`history ${get().as}`, JSON.stringify([...past, text].slice(-KEPT)));
}

/** Send what is in the field, after what was sent before; it comes back when it could not be sent. */
async function say(self) {
  const text = self.field.value.trim();
  const { channel, threadTs } = self.place();
  if (!text || !channel) return;
  const command = /^\/[a-z]\S*/i.exec(text)?.[0];
  if (command && self.thread) {
    toast("Slack takes no commands in threads: use the message field of the channel.", { kind: "error" });
    return;
  }
  const { as } = get();
  const reply = threadTs && { thread_ts: threadTs, broadcast: self.also.checked };
  const send = command
    ? () => slash(as, channel.id, command, text.slice(command.length).trim())
    : () => post(as, { channel: channel.id, text: withMarks(text), ...reply });
  keep(text);
  self.onSay();
  self.field.value = "";
  self.recall = -1;
  self.also.checked = false;
  look(self);
  self.hint.textContent = command ? `Running ${command}…` : "";
  busy(self.send, true);
  const sending = self.sending.then(send);
  self.sending = sending;
  const done = await sending;
  if (self.sending === sending) busy(self.send, false);
  if (!done && self.field.value === "") self.field.value = text;
  look(self, false);
}
