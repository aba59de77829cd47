/** What went over the wire between the workspace and the bot: the newest entries, an answer joined to its delivery. */

import { get, set } from "./store.js";

const KEPT = 300;
const SHOWN = new Set(["call", "delivery", "fault", "violation", "socket"]);

/** Keep a live record if it belongs to the wire. */
export function record(entry) {
  const { wire } = get();
  if (entry.kind === "ack") {
    set({
      wire: wire.map((kept) =>
        kept.kind === "delivery" && kept.delivery === entry.delivery ? { ...kept, ack: entry } : kept,
      ),
    });
  } else if (SHOWN.has(entry.kind)) {
    set({ wire: [...wire.slice(-KEPT + 1), entry] });
  }
}

export const clear = () => set({ wire: [] });
