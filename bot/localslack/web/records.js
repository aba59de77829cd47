/** Message records: where each belongs, and catching up an answer that left before they came. */

const KEPT = 200;
let recent = [];

/** Keep a record for answers that are still on their way. */
export function keep(record) {
  recent = [...recent.slice(1 - KEPT), record];
}

export const forget = () => {
  recent = [];
};

/** Whether a record changes what stands in its channel: roots, and replies that were sent there too. */
export const stands = (record) => !isReply(record) || record.message?.subtype === "thread_broadcast";

/** Whether a record changes what stands in a thread: its root and its replies. */
export const belongs = (record, thread) =>
  record.channel === thread.channel && [record.ts, record.thread_ts].includes(thread.ts);

const isReply = (record) => record.thread_ts !== null && record.thread_ts !== record.ts;

/** The messages of an answer with everything that happened after it was written. */
export function caughtUp(answer, wanted) {
  return recent.filter((record) => record.seq > answer.seq && wanted(record)).reduce(merged, answer.messages);
}

/** A list of messages with one record applied. */
export function merged(list, record) {
  const others = list.filter((message) => message.ts !== record.ts);
  if (record.message === null) return others;
  const isNew = others.length === list.length;
  // A change of something that was never loaded must not stand at the top of the list.
  if (isNew && record.change === "changed" && list.length > 0 && record.ts < list[0].ts) return list;
  return [...others, record.message].sort((one, other) => (one.ts < other.ts ? -1 : 1));
}
