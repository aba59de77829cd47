/** A box of messages that stays at its end while somebody reads there, and elsewhere stands still. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const NEAR_END_PX = 80;

/** Returns {root, changing, toEnd, letGo}: wrap every change of what is inside in `changing`. */
export function scrolling(list, ...above) {
  const down = h(
    "button",
    { type: "button", class: "jump-down", hidden: true, on: { click: () => toEnd("smooth") } },
    icon("down"),
    "New messages",
  );
  const box = h("div", { class: "feed-box", "data-viewport": "" }, ...above, list);
  let stick = true;

  function toEnd(behavior = "instant") {
    stick = true;
    box.scrollTo({ top: box.scrollHeight, behavior });
    down.hidden = true;
  }
  box.addEventListener("scroll", () => {
    stick = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    if (stick) down.hidden = true;
  });
  // Whatever grows by itself (a picture, a card that is edited, the keyboard of a phone): who was at the end stays there.
  const resized = new ResizeObserver(() => stick && toEnd());
  resized.observe(list);
  resized.observe(box);

  /** Go to the end, or to the beginning of this node if it would not be seen there. */
  function reveal(node) {
    toEnd();
    const above = box.getBoundingClientRect().top - node.getBoundingClientRect().top;
    if (above <= 0) return;
    stick = false;
    box.scrollTop -= above;
  }

  /**
   * Change what is inside: go to the end if that is wanted or was so, to the answer() if there is one, else stand still,
   * whatever came before or after.
   */
  function changing(change, { wanted, answer, earlier, later }) {
    const height = box.scrollHeight;
    change();
    const node = answer();
    if (node) reveal(node);
    else if (wanted || stick) toEnd();
    else if (earlier) box.scrollTop += box.scrollHeight - height;
    else if (later) down.hidden = false;
  }

  const letGo = () => {
    stick = false;
  };
  return { root: h("div", { class: "feed-frame" }, box, down), changing, toEnd: () => toEnd(), letGo };
}
