/** Short notices at the edge of the screen, and what an action of a person came to. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const SHOWN_MS = { error: 12000, news: 9000, info: 5000 };
const MOST = 3;

const SENTENCES = {
  operation_timeout:
    "The bot did not answer within 3 seconds, so Slack would show an error here (operation_timeout). Try again.",
  dispatch_failed: "The bot is not connected or answered with an error (dispatch_failed). Try again once it runs.",
  timeout: "The bot did not answer the form within 3 seconds. Your entries are still here: try again.",
  failed: "The bot answered the form with an error. Your entries are still here: try again.",
};

/** Show a notice: kind "error", "news" or "info"; `action` with `href` is a link in it. */
export function toast(text, { kind = "info", action = null, href = null } = {}) {
  const host = stack();
  const close = h(
    "button",
    { class: "icon-button", type: "button", "aria-label": "Dismiss", on: { click: () => notice.remove() } },
    icon("close"),
  );
  const link = action && h("a", { class: "toast-action", href, on: { click: () => notice.remove() } }, action);
  const notice = h(
    "div",
    { class: `toast toast-${kind}`, role: kind === "error" ? "alert" : "status" },
    icon({ error: "warn", news: "bell", info: "check" }[kind]),
    h("p", {}, text),
    link,
    close,
  );
  for (const same of [...host.children].filter((child) => child.textContent === notice.textContent)) same.remove();
  host.append(notice);
  while (host.children.length > MOST) host.firstElementChild.remove();
  setTimeout(() => notice.remove(), SHOWN_MS[kind]);
}

/** Where notices stand: inside an open dialog, because everything outside of it is out of reach. */
function stack() {
  const dialogs = document.querySelectorAll("dialog[open]");
  const parent = dialogs[dialogs.length - 1] ?? document.body;
  let host = parent.querySelector(":scope > .toasts");
  if (!host) {
    host = h("div", { class: "toasts" });
    parent.append(host);
  }
  return host;
}

/** Do something; an error becomes a notice. Returns the answer, or null when it was refused. */
export async function attempt(doing) {
  try {
    return await doing();
  } catch (error) {
    toast(error.message, { kind: "error" });
    return null;
  }
}

/** Show what came of a click, command or shortcut when the bot did not acknowledge it. True when all is well. */
export function report(answer) {
  if (answer === null) return false;
  if (answer.outcome === undefined || ["acked", "sent"].includes(answer.outcome)) return true;
  toast(sentence(answer), { kind: "error" });
  return false;
}

export const sentence = ({ outcome, notice }) =>
  notice && !SENTENCES[outcome] ? notice : (SENTENCES[outcome] ?? `Something went wrong (${outcome}).`);
