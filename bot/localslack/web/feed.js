/** A list of messages: days, the line above what is new, staying at the end, and arrow keys. */

import { answerIn } from "./answers.js";
import { asDate, dayName } from "./dates.js";
import { h, reconcile } from "./dom.js";
import { messageView } from "./message.js";
import { authorOf } from "./names.js";
import { scrolling } from "./scrolling.js";
import { get } from "./store.js";

const TOGETHER_S = 300;

/**
 * A feed in its own scrolling box. Returns {root, show(messages, options), clear(), toEnd()}; when `names` has changed,
 * people or channels are called otherwise, and every message is drawn anew.
 */
export function feed({ onEarlier = null, inThread = false } = {}) {
  const list = h("div", { role: "feed", class: "feed", "aria-label": "Messages" });
  const earlier = earlierButton(onEarlier);
  const intro = h("div", { class: "intro" });
  const box = scrolling(list, earlier, intro);
  let place = null;
  let shown = [];
  list.addEventListener("keydown", (event) => move(event, list));
  list.addEventListener("focusin", (event) => rove(list, event.target.closest("article")));
  // Before the click is heard below: who unfolds a file reads on from there.
  list.addEventListener("click", (event) => event.target.closest(".link-button") && box.letGo(), true);

  function show(messages, { key, more = false, firstUnread = null, label, opening = null, names = "" }) {
    const fresh = key !== place;
    list.setAttribute("aria-label", label);
    earlier.hidden = !more;
    if (fresh) intro.replaceChildren(opening ?? "");
    intro.hidden = more || !opening;
    const draw = () => reconcile(list, rows(messages, { firstUnread, inThread, names }));
    const due = fresh
      ? unreadCard(messages, firstUnread)
      : (answer(shown, messages) ?? (box.atEnd() && newCard(shown, messages)));
    box.changing(draw, { wanted: fresh, answer: () => articleOf(list, due), ...grown(shown, messages) });
    rove(list, list.contains(document.activeElement) ? document.activeElement.closest("article") : null);
    place = key;
    shown = messages;
  }

  /** Nothing, until what belongs here has come. */
  function clear() {
    place = null;
    shown = [];
    intro.replaceChildren();
    list.replaceChildren();
    earlier.hidden = true;
  }

  return { root: box.root, show, clear, toEnd: box.toEnd };
}

function earlierButton(onEarlier) {
  const click = () => onEarlier();
  return h(
    "button",
    { type: "button", class: "button button-small earlier", hidden: true, on: { click } },
    "Show earlier messages",
  );
}

const answer = (before, now) =>
  answerIn(
    now.filter((message) => message.ts > (before.at(-1)?.ts ?? "")),
    get().as,
  );

/** The pinned card that somebody who comes in has not read: reading begins there. Who only joined has read nothing. */
function unreadCard(now, firstUnread) {
  const last = firstUnread && now.find((one) => one.ts === firstUnread);
  const since = last?.subtype === "channel_join" ? "0" : firstUnread;
  return since && now.find((one) => one.pinned && one.ts > since);
}

/** The first card that is pinned while somebody watches. */
const newCard = (before, now) => !before.some((one) => one.pinned) && now.find((one) => one.pinned);

const articleOf = (list, message) =>
  message && [...list.querySelectorAll("article")].find((article) => article.dataset.ts === message.ts);

/** Whether messages came at the beginning, or at the end. */
const grown = (before, now) => ({ earlier: now[0]?.ts < before[0]?.ts, later: now.at(-1)?.ts > before.at(-1)?.ts });

function rows(messages, { firstUnread, inThread, names }) {
  const out = [];
  let before = null;
  let lined = false;
  for (const message of messages) {
    const day = asDate(message.ts).toDateString();
    const newDay = !before || asDate(before.ts).toDateString() !== day;
    if (newDay && !inThread)
      out.push({
        key: `day-${day}`,
        signature: dayName(asDate(message.ts)),
        build: () => divider("day", dayName(asDate(message.ts))),
      });
    if (firstUnread && !lined && message.ts > firstUnread) {
      lined = true;
      if (before) out.push({ key: "unread", signature: "", build: () => divider("unread", "New") });
    }
    const follows = !newDay && together(before, message);
    out.push({
      key: message.ts,
      signature: [names, follows, get().editing === message.ts, JSON.stringify(message)].join(" "),
      build: () => messageView(message, { follows, inThread }),
    });
    before = message;
  }
  return out;
}

function together(before, message) {
  const plain = [before, message].every((one) => !one.subtype && !one.ephemeral && !one.pinned);
  return (
    plain &&
    before.user === message.user &&
    authorOf(before).name === authorOf(message).name &&
    Number(message.ts) - Number(before.ts) < TOGETHER_S
  );
}

function divider(kind, text) {
  return h("div", { class: `line line-${kind}`, role: "none" }, h("span", {}, text));
}

/** Only one message is a stop of the Tab key; the arrow keys go to the others. */
function rove(list, wanted) {
  const all = [...list.querySelectorAll("article")];
  const chosen = wanted ?? all.at(-1);
  for (const node of all) node.tabIndex = node === chosen ? 0 : -1;
}

function move(event, list) {
  const at = event.target.closest("article");
  if (event.target !== at) return;
  const all = [...list.querySelectorAll("article")];
  const index = all.indexOf(at);
  const next = { ArrowUp: all[index - 1], ArrowDown: all[index + 1], Home: all[0], End: all.at(-1) }[event.key];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** Bring a message into view and point it out. */
export function showMessage(ts, block = "center") {
  const node = [...document.querySelectorAll("article")].find((article) => article.dataset.ts === ts);
  node?.scrollIntoView({ block });
  node?.focus({ preventScroll: true });
}
