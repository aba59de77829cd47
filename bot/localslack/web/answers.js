/** Tell the answer to what the person on this page has just done from what everybody else says. */

const ACTIONS = new Set(["slash", "post", "click", "submit", "shortcut"]);
const LATER_MS = 3000;
let under = 0;
let until = 0;

/** Do something as the person; what is said to them meanwhile, or soon after, is the answer. */
export async function answered(verb, doing) {
  if (!ACTIONS.has(verb)) return doing();
  under += 1;
  try {
    return await doing();
  } finally {
    under -= 1;
    until = performance.now() + LATER_MS;
  }
}

/** Of the messages that have just come: the first one of the person, or to the person alone, if one is due. */
export function answerIn(fresh, person) {
  if (under === 0 && performance.now() > until) return undefined;
  return fresh.find((message) => message.ephemeral || message.user === person);
}
