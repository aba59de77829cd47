/** A box of messages that stays at its end while somebody reads there, and elsewhere stands still. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const NEAR_END_PX = 80;

/** Returns {root, changing, toEnd, letGo, atEnd}: wrap every change of what is inside in `changing`. */
export function scrolling(list, ...above) {
  const down = h(
    "button",
    { type: "button", class: "jump-down", hidden: true, on: { click: () => toEnd("smooth") } },
    icon("down"),
    "New messages",
  );
  const box = h("div", { class: "feed-box", "data-viewport": "" }, ...above, list);
  let stick = true;
  // The answer that somebody reads: what comes behind it does not push it off the screen.
  let held = null;
  let top = 0;

  function toEnd(behavior = "instant") {
    stick = true;
    held = null;
    box.scrollTo({ top: box.scrollHeight, behavior });
    top = box.scrollTop;
    down.hidden = true;
  }
  function scrolled() {
    top = box.scrollTop;
    stick = box.scrollHeight - top - box.clientHeight < NEAR_END_PX;
    if (stick) down.hidden = true;
  }
  box.addEventListener("scroll", scrolled);
  // The event comes with the next frame, and what somebody reads may be moved before.
  const look = () => box.scrollTop !== top && scrolled();
  // Whatever grows by itself (a picture, a card that is edited, the keyboard of a phone): who was at the end stays there.
  const resized = new ResizeObserver(() => {
    look();
    if (stick) follow();
  });
  resized.observe(list);
  resized.observe(box);

  /** Go to the end, but no further than to the beginning of what is held. */
  function follow() {
    const answer = held;
    toEnd();
    if (!answer?.isConnected) return;
    held = answer;
    const above = box.getBoundingClientRect().top - answer.getBoundingClientRect().top;
    if (above <= 0) return;
    stick = false;
    box.scrollTop -= Math.ceil(above);
    top = box.scrollTop;
  }

  /**
   * Change what is inside: go to the end if that is wanted or was so, to the answer() if there is one, else stand still,
   * whatever came before or after.
   */
  function changing(change, { wanted, answer, earlier, later }) {
    look();
    const height = box.scrollHeight;
    change();
    const node = answer();
    if (node) {
      held = node;
      follow();
    } else if (wanted) toEnd();
    else if (stick) {
      follow();
      down.hidden = stick || !later;
    } else if (earlier) box.scrollTop += box.scrollHeight - height;
    else if (later) down.hidden = false;
  }

  const letGo = () => {
    stick = false;
  };
  return { root: h("div", { class: "feed-frame" }, box, down), changing, toEnd: () => toEnd(), letGo, atEnd: () => stick };
}
