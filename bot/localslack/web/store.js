/** The one state of the page: replaced, never changed in place; watchers run when what they selected is new. */

const EMPTY = {
  as: "",
  me: null,
  people: new Map(),
  team: null,
  groups: [],
  app: null,
  channels: [],
  views: [],
  home: null,
  commands: [],
  shortcuts: [],
  links: [],
  tips: [],
  limits: { total: 0, unverified: 0 },
  connections: 0,
  violations: 0,
  profile: "",
  current: null,
  messages: {},
  thread: null,
  replies: [],
  firstUnread: null,
  wire: [],
  line: "opening",
  overlay: null,
  wireOpen: false,
  editing: null,
  proposed: null,
  tried: [],
};

let state = Object.freeze({ ...EMPTY });
const watchers = new Set();
let queued = false;

export const get = () => state;

/** Merge `patch` into a new state; panes are redrawn once all changes of this turn are in. */
export function set(patch) {
  state = Object.freeze({ ...state, ...patch });
  if (queued) return;
  queued = true;
  queueMicrotask(flush);
}

/** Run `draw(state)` now and whenever one of the values that `select(state)` lists has changed. */
export function watch(select, draw) {
  const watcher = { select, draw, seen: select(state) };
  watchers.add(watcher);
  draw(state);
}

function flush() {
  queued = false;
  for (const watcher of watchers) {
    const now = watcher.select(state);
    if (now.length === watcher.seen.length && now.every((value, index) => Object.is(value, watcher.seen[index])))
      continue;
    watcher.seen = now;
    watcher.draw(state);
  }
}

/** The channel on the screen, or undefined. */
export const currentChannel = (from = state) => from.channels.find((channel) => channel.id === from.current);

export const channelById = (id) => state.channels.find((channel) => channel.id === id);

/** What is loaded of a channel: messages ascending, and whether there are earlier ones. */
export const loaded = (id, from = state) => from.messages[id];
