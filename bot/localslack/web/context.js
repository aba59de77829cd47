/** Where blocks stand: what was entered there, and how a click there reaches the bot. */

import { busy, isBusy } from "./dom.js";
import { confirm } from "./dialogs.js";
import { entriesOf, fromState, initialOf } from "./forms.js";
import { bareObject, textObject } from "./mrkdwn.js";
import { get, set } from "./store.js";
import { attempt, report } from "./toasts.js";
import { actAs } from "./wire.js";

// What the bot has not answered yet: a message may be drawn anew meanwhile, and its button must still turn.
const working = new Set();

const nameOf = (place, block, element) => `${place} ${block.block_id}/${element.action_id}`;

/** The blocks of a message. */
export function inMessage(message) {
  return context(
    "message",
    `message:${message.channel}:${message.ts}`,
    { channel: message.channel, ts: message.ts },
    message.blocks,
  );
}

/** The blocks of a modal or of the App Home. */
export function inView(view) {
  const where = view.type === "home" ? { home: true } : { view_id: view.id };
  return context(view.type, `view:${view.id}`, where, view.blocks, view.state?.values ?? {});
}

function context(surface, place, where, blocks, state = {}) {
  const entries = entriesOf(place, blocks);
  return {
    surface,
    entries,
    /** The present value of an element, or undefined. */
    value(block, element) {
      const kept = entries.get(block.block_id, element.action_id);
      if (kept !== undefined) return kept;
      return fromState(state[block.block_id]?.[element.action_id]) ?? initialOf(element);
    },
    keep: (block, element, value) => entries.keep(block.block_id, element.action_id, value),
    act: (block, element, node, value) =>
      click(where, entries, { block, element, node, value, name: nameOf(place, block, element) }),
    /** Mark a freshly drawn element as working if the bot still owes an answer. */
    resume(block, element, node) {
      node.dataset.act = nameOf(place, block, element);
      busy(node, working.has(node.dataset.act));
    },
    suggest: (block, element, query) =>
      actAs(get().as, "suggest", { ...where, block_id: block.block_id, action_id: element.action_id, query }),
  };
}

/** Tell the bot of a click: asks first where the element wants it, shows that it works, and says when it did not. */
async function click(where, entries, { block, element, node, value, name }) {
  if (isBusy(node)) return false;
  if (element.confirm && !(await confirm(questionOf(element.confirm)))) return false;
  busy(node, true);
  working.add(name);
  if (element.text) set({ tried: [...get().tried, `press ${bareObject(element.text)}`] });
  const body = {
    ...where,
    block_id: block.block_id,
    action_id: element.action_id,
    values: entries.all(),
    confirm: true,
  };
  if (value !== undefined) body.value = value;
  const answer = await attempt(() => actAs(get().as, "click", body));
  working.delete(name);
  for (const drawn of [node, ...document.querySelectorAll("[data-act][aria-busy]")]) {
    if (drawn === node || drawn.dataset.act === name) busy(drawn, false);
  }
  return report(answer);
}

function questionOf(dialog) {
  return {
    title: dialog.title.text,
    text: textObject(dialog.text),
    yes: dialog.confirm.text,
    no: dialog.deny.text,
    danger: dialog.style === "danger",
  };
}
