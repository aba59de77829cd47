/** Three things to try, for somebody who is here for the first time. */

import { propose } from "./acts.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { set, watch } from "./store.js";

const KEY = "tips-dismissed";
const DEFAULT_TIPS = [
  "Type `/incident checkout is failing for EU customers`",
  "Open the new channel and press *Take lead* on the card",
  "Write what you see, and put :pushpin: on it",
];

/** Keep `root` showing the tips until they are dismissed. */
export function mountBanner(root) {
  root.setAttribute("aria-label", "Things to try");
  set({ tipsOff: localStorage.getItem(KEY) === "yes" });
  watch(
    (state) => [state.tips, state.tried, state.tipsOff, state.app],
    (state) => draw(root, state),
  );
}

/** Show the tips again. */
export function showTips() {
  localStorage.removeItem(KEY);
  set({ tipsOff: false });
}

function draw(root, { tips, tried, tipsOff, app }) {
  root.hidden = tipsOff || !app;
  if (root.hidden) return;
  const shown = (tips.length > 0 ? tips : DEFAULT_TIPS).map(marked);
  const done = shown.map((tip) => fulfilled(tip, tried));
  const next = done.indexOf(false);
  const title =
    next < 0
      ? `That is ${app.name} in a nutshell. Next: follow the step card, then type /incident resolve`
      : shown.length === 3
        ? "New here? Three things to try"
        : "Things to try";
  const step = next >= 0 && h("span", { class: "tips-step only-narrow" }, ` ${next + 1} of ${shown.length}`);
  root.classList.toggle("all-done", next < 0);
  fill(
    root,
    h(
      "div",
      { class: "tips-head" },
      h("h2", {}, title, step),
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": "Dismiss the tips",
          title: "Dismiss",
          "data-focus": "dismiss",
          on: { click: dismiss },
        },
        icon("close"),
      ),
    ),
    h(
      "ol",
      { class: "tips" },
      shown.map((tip, index) => line(tip, index, { done: done[index], next: index === next })),
    ),
  );
}

function line(tip, index, { done, next }) {
  const command = /`(\/[^`]+)`/.exec(tip)?.[1];
  return h(
    "li",
    { class: `tip${done ? " done" : ""}${next ? " next" : ""}` },
    h(
      "span",
      { class: "tip-number", role: done ? "img" : null, "aria-label": done ? "done" : null },
      done ? icon("check") : index + 1,
    ),
    h("span", { class: "tip-text text" }, mrkdwn(tip)),
    command &&
      !done &&
      h(
        "button",
        {
          type: "button",
          class: "button button-small",
          "aria-label": `Try it: ${command}`,
          "data-focus": `try-${index}`,
          on: { click: () => propose(command) },
        },
        "Try it",
      ),
  );
}

/** A tip whose command stands out, also when it was written without back-ticks. */
const marked = (tip) => (tip.includes("`") ? tip : tip.replace(/(?<=^|\s)\/[a-z].*$/i, "`$&`"));

/** Whether one of the acts of this page's person is what the tip asks for. */
function fulfilled(tip, tried) {
  if (/(?:^|[\s`])\/\w/.test(tip)) return tried.includes("slash");
  if (/:[a-z_]+:/.test(tip)) return tried.includes("react");
  if (/\bpin\b/i.test(tip)) return tried.includes("pin");
  return tried.some((act) => act.startsWith("press ") && tip.includes(act.slice("press ".length)));
}

function dismiss() {
  localStorage.setItem(KEY, "yes");
  set({ tipsOff: true });
  document.getElementById("message-field")?.focus();
}
