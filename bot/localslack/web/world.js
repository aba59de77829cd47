/** Load what one person sees, and keep it in step with the live records. */

import { announce } from "./dom.js";
import { authorOf, channelLabel } from "./names.js";
import { bare } from "./mrkdwn.js";
import { belongs, caughtUp, forget, keep, merged, stands } from "./records.js";
import { channelById, currentChannel, get, set } from "./store.js";
import { toast } from "./toasts.js";
import { record as keepRecord } from "./trace.js";
import { actAs, fetchJson, listen } from "./wire.js";

const PAGE = 60;
const SETTLE_MS = 40;
let stop = () => {};
let timer = null;
// An answer that left the workspace earlier must not undo a later one.
let newest = { world: 0, views: 0 };

/** Become `person`: load the world as they see it and follow what happens. */
export async function become(person) {
  stop();
  const world = await fetchJson("/_sim/world", { as: person });
  startOver();
  set({ messages: {}, thread: null, replies: [], editing: null, line: "opening" });
  take(world);
  sessionStorage.setItem("as", get().as);
  stop = listen(get().as, world.seq, {
    onRecord: heed,
    onOpen: (again) => {
      set({ line: "open" });
      if (again) {
        startOver();
        reloadAll();
      }
    },
    onLost: () => set({ line: "lost" }),
  });
  const { current } = get();
  if (!current || !channelById(current)) return;
  await loadMessages(current);
  await markRead();
}

function startOver() {
  newest = { world: 0, views: 0 };
  forget();
}

function take(world) {
  if (world.seq < newest.world) return;
  newest.world = world.seq;
  const { me, people, team, groups, app, channels, commands, shortcuts, links, tips, limits } = world;
  set({
    as: me.id,
    me,
    people: new Map(people.map((person) => [person.id, person])),
    team,
    groups,
    app,
    channels,
    commands,
    shortcuts,
    links,
    tips,
    limits,
    connections: world.connections,
    violations: world.violations,
    profile: world.profile,
  });
  takeViews(world);
}

function takeViews({ seq, views, home }) {
  if (seq < newest.views) return;
  newest.views = seq;
  set({ views, home });
}

/** Fetch the world again, once for a burst of reasons. */
function reloadSoon() {
  timer ??= setTimeout(async () => {
    timer = null;
    const before = get();
    const world = await quietly(() => fetchJson("/_sim/world", { as: before.as }));
    if (!world || get().as !== before.as) return;
    take(world);
    welcome(before.channels);
  }, SETTLE_MS);
}

async function reloadAll() {
  reloadSoon();
  const { current, thread, messages } = get();
  set({ messages: messages[current] ? { [current]: messages[current] } : {} });
  if (current) await loadMessages(current);
  if (thread) await loadReplies();
}

async function quietly(fetching) {
  try {
    return await fetching();
  } catch {
    return null; // The live line reports a workspace that is gone, and asks again once it is back.
  }
}

function welcome(before) {
  if (before.length === 0) return;
  const joined = new Set(before.filter((channel) => channel.is_member).map((channel) => channel.id));
  for (const channel of get().channels) {
    if (channel.is_im || !channel.is_member || joined.has(channel.id) || channel.id === get().current) continue;
    toast(`You were added to ${channelLabel(channel)}.`, { action: "Open", href: `#/${channel.id}`, kind: "news" });
  }
}

/** Fetch the newest messages of a channel; with `before`, the ones ahead of it. */
export async function loadMessages(channel, before = null) {
  const person = get().as;
  const answer = await quietly(() => fetchJson("/_sim/messages", { as: person, channel, limit: PAGE, before }));
  if (!answer || get().as !== person) return;
  const now = get().messages[channel]?.list ?? [];
  const list = before
    ? [...answer.messages, ...now]
    : caughtUp(answer, (record) => record.channel === channel && stands(record));
  set({ messages: { ...get().messages, [channel]: { list, more: answer.has_more } } });
}

/** Fetch the forms on the person's screen. */
export async function loadViews() {
  const { as } = get();
  const answer = await quietly(() => fetchJson("/_sim/views", { as }));
  if (answer && get().as === as) takeViews(answer);
}

/** Fetch the thread on the screen. */
async function loadReplies() {
  const { as, thread } = get();
  const answer = await quietly(() =>
    fetchJson("/_sim/messages", { as, channel: thread.channel, thread_ts: thread.ts, limit: 200 }),
  );
  if (answer && get().thread === thread && get().as === as)
    set({ replies: caughtUp(answer, (record) => belongs(record, thread)) });
}

/** Show a channel, load it, and count it as read. */
export async function openChannel(id) {
  const channel = channelById(id);
  if (!channel || get().current === id) return;
  const firstUnread = channel.unread > 0 ? (channel.last_read ?? "0") : null;
  set({
    current: id,
    overlay: null,
    editing: null,
    firstUnread,
    ...(get().thread?.channel === id ? {} : { thread: null, replies: [] }),
  });
  sessionStorage.setItem("channel", id);
  await loadMessages(id);
  await markRead();
}

/** Count the channel on the screen as read, if anybody is looking. */
export async function markRead() {
  const channel = currentChannel();
  if (!channel?.is_member || channel.unread === 0 || document.hidden) return;
  await quietly(() => actAs(get().as, "read", { channel: channel.id }));
}

export async function openThread(channel, ts) {
  set({ thread: { channel, ts }, replies: [], overlay: "thread" });
  await loadReplies();
}

const KINDS = {
  state: (record) => STATES[record.what]?.(record),
  socket: (record) =>
    typeof record.connections === "number" ? set({ connections: record.connections }) : reloadSoon(),
  person: (record) => record.user === get().as && set({ tried: [...new Set([...get().tried, record.what])] }),
  violation: () => set({ violations: get().violations + 1 }),
  control: (record) => {
    if (record.what === "profile") reloadSoon();
    if (["reset", "restored", "lost"].includes(record.what)) reloadAll();
  },
};

const STATES = {
  message: heedMessage,
  channel: reloadSoon,
  view: loadViews,
  person: reloadSoon,
};

function heed(record) {
  keepRecord(record);
  KINDS[record.kind]?.(record);
}

function heedMessage(record) {
  const { current, messages, thread } = get();
  keep(record);
  if (stands(record) && messages[record.channel]) {
    const { list, more } = messages[record.channel];
    set({ messages: { ...messages, [record.channel]: { more, list: merged(list, record) } } });
  }
  if (thread && belongs(record, thread)) set({ replies: merged(get().replies, record) });
  if (record.change === "added") {
    speak(record);
    if (record.channel === current) setTimeout(markReadSoon, SETTLE_MS);
    reloadSoon();
  }
}

async function markReadSoon() {
  reloadSoon();
  const channel = currentChannel();
  if (channel?.is_member && !document.hidden) await quietly(() => actAs(get().as, "read", { channel: channel.id }));
}

function speak({ channel, message }) {
  if (!message || channel !== get().current || message.user === get().as) return;
  announce(`${authorOf(message).name}: ${bare(message.text).slice(0, 200)}`);
}
