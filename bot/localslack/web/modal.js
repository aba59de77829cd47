/** Forms: the top of the stack on the screen, its errors, and sending it. */

import { blocks } from "./blocks.js";
import { inView } from "./context.js";
import { busy, h, isBusy, newId, reconcile } from "./dom.js";
import { forgetViews } from "./forms.js";
import { icon } from "./icons.js";
import { plain } from "./mrkdwn.js";
import { get, set, watch } from "./store.js";
import { attempt, sentence } from "./toasts.js";
import { actAs } from "./wire.js";
import { loadViews } from "./world.js";

/** Show the last of `views` as a dialog for as long as there is one. */
export function mountModal() {
  const id = newId("form");
  const title = h("h2", { id });
  const back = h(
    "button",
    { type: "button", class: "icon-button", "aria-label": "Back", hidden: true, on: { click: () => leave(false) } },
    icon("back"),
  );
  const shut = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": "Close form",
      title: "Close",
      on: { click: () => leave(true) },
    },
    icon("close"),
  );
  const notice = h("div", { class: "form-notice", role: "alert", hidden: true });
  const body = h("div", { class: "modal-body", "data-viewport": "" });
  const cancel = h("button", { type: "button", class: "button", on: { click: () => leave(false) } });
  const send = h("button", { type: "submit", class: "button button-primary" });
  const form = h(
    "form",
    { class: "modal-form", novalidate: true, on: { submit } },
    h("div", { class: "modal-head" }, back, title, shut),
    notice,
    body,
    h("div", { class: "dialog-buttons" }, cancel, send),
  );
  const dialog = h("dialog", { class: "modal", "aria-labelledby": id, on: { cancel: (event) => escape(event) } }, form);
  const self = { dialog, title, back, notice, body, cancel, send, view: null, opener: null };
  document.body.append(dialog);

  function submit(event) {
    event.preventDefault();
    if (self.view.submit) sendForm(self);
  }
  function escape(event) {
    event.preventDefault();
    leave(false);
  }
  function leave(all) {
    if (!isBusy(send)) attempt(() => closeForm(self, all));
  }
  // Enter in a field must not press the first button of the form.
  form.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.key !== "Enter" || target.tagName !== "INPUT" || event.defaultPrevented) return;
    if (!["text", "email", "url"].includes(target.type) || target.getAttribute("role") === "combobox")
      event.preventDefault();
  });
  watch(
    (state) => [state.views, state.people, state.channels],
    (state) => draw(self, state),
  );
}

function draw(self, { views }) {
  const view = views.at(-1);
  const before = self.view;
  self.view = view ?? null;
  forgetViews(views);
  if (!view) {
    hide(self);
    return;
  }
  self.title.replaceChildren(plain(view.title.text));
  self.back.hidden = views.length < 2;
  self.cancel.textContent = view.close?.text ?? (views.length > 1 ? "Back" : "Cancel");
  self.send.hidden = !view.submit;
  self.send.textContent = view.submit?.text ?? "";
  say(self, view.notice);
  const fresh = before?.id !== view.id;
  if (fresh) self.body.replaceChildren();
  const context = inView(view);
  reconcile(
    self.body,
    view.blocks.map((block, index) => ({
      key: `${view.id} ${block.block_id ?? index}`,
      signature: JSON.stringify([block, view.errors?.[block.block_id]]),
      build: () => blocks([block], context, view.errors ?? {})[0],
    })),
  );
  show(self, fresh);
  if (JSON.stringify(view.errors ?? {}) !== JSON.stringify((fresh ? {} : before.errors) ?? {})) toFirstError(self);
}

function show(self, fresh) {
  if (!self.dialog.open) {
    self.opener = document.activeElement;
    self.dialog.showModal();
  }
  if (!fresh) return;
  self.body.scrollTop = 0;
  const first = ["[autofocus]", ".input-block input, .input-block textarea", "button, input, a[href]"].map((wanted) =>
    self.body.querySelector(wanted),
  );
  (first.find(Boolean) ?? (self.view.submit ? self.send : self.cancel)).focus({ preventScroll: true });
}

function hide(self) {
  if (!self.dialog.open) return;
  self.dialog.close();
  busy(self.send, false);
  self.body.replaceChildren();
  const opener =
    self.opener?.isConnected && self.opener !== document.body ? self.opener : document.getElementById("message-field");
  opener?.focus({ preventScroll: true });
}

function say(self, text) {
  self.notice.hidden = !text;
  self.notice.textContent = text ?? "";
}

function toFirstError(self) {
  const first = self.body.querySelector(".has-error");
  first?.scrollIntoView({ block: "nearest" });
  first?.querySelector("input, textarea")?.focus({ preventScroll: true });
}

/** All that was entered, for every input of the form. */
async function sendForm(self) {
  if (isBusy(self.send)) return;
  const { view } = self;
  busy(self.send, true);
  say(self, null);
  const answer = await attempt(() =>
    actAs(get().as, "submit", { view_id: view.id, values: inView(view).entries.all() }),
  );
  await loadViews();
  busy(self.send, false);
  if (!answer) return;
  if (["timeout", "failed"].includes(answer.outcome) && self.dialog.open) say(self, answer.notice ?? sentence(answer));
  if (Object.keys(answer.errors ?? {}).length > 0 && self.view?.id === view.id) showErrors(view.id, answer.errors);
}

/** Errors that are not in the view itself, because the form never reached the bot. */
function showErrors(id, errors) {
  set({ views: get().views.map((view) => (view.id === id ? { ...view, errors } : view)) });
}

async function closeForm(self, all) {
  const { view } = self;
  await actAs(get().as, "close", { view_id: view.id, all });
  await loadViews();
}
