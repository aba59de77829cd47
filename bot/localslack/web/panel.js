/** What the bot just did: every delivery it got and every call it made, errors and violations in red. */

import { clockSeconds } from "./dates.js";
import { fill, h, reconcile, shorten } from "./dom.js";
import { icon } from "./icons.js";
import { nameOf } from "./names.js";
import { get, set, watch } from "./store.js";
import { clear } from "./trace.js";
import { mountWeather } from "./weather.js";

const DEEP = 6000;
const CHANNEL_LENGTH = 22;

export function mountPanel(root) {
  const header = h("header", { class: "side-header" });
  const totals = h("div", { class: "wire-totals" });
  const empty = h(
    "p",
    { class: "wire-empty" },
    "Nothing yet. Type a command or press a button, and everything that goes over the wire shows up here.",
  );
  const list = h("ol", { class: "wire-list" });
  const weather = h("div", { class: "wire-weather" });
  root.append(header, weather, totals, h("div", { class: "wire-box" }, empty, list));
  mountWeather(weather);

  const shut = () => set({ wireOpen: false, overlay: null });
  fill(
    header,
    h(
      "button",
      { type: "button", class: "icon-button only-narrow", "aria-label": "Back to the channel", on: { click: shut } },
      icon("back"),
    ),
    h(
      "div",
      { class: "channel-title" },
      h("h2", {}, "What the bot just did"),
      h("div", { class: "topic" }, "Live, newest first"),
    ),
    h("button", { type: "button", class: "button button-small", on: { click: clear } }, "Clear"),
    h(
      "button",
      {
        type: "button",
        class: "icon-button only-wide",
        "aria-label": "Close the panel",
        title: "Close",
        on: { click: shut },
      },
      icon("close"),
    ),
  );
  watch(
    (state) => [state.wireOpen],
    ({ wireOpen }) => {
      root.hidden = !wireOpen;
    },
  );
  watch(
    (state) => [state.wire, state.wireOpen, state.violations, state.people, state.channels],
    (state) => {
      if (!state.wireOpen) return;
      empty.hidden = state.wire.length > 0;
      fill(totals, sums(state));
      const newestFirst = [...state.wire].reverse();
      reconcile(
        list,
        newestFirst.map((entry) => ({
          key: String(entry.seq),
          signature: entry.ack?.outcome ?? "",
          build: () => line(entry),
        })),
      );
    },
  );
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") shut();
  });
}

function sums({ wire, violations }) {
  const calls = wire.filter((entry) => entry.kind === "call");
  const failed = calls.filter((call) => !call.ok).length;
  const one = (count, name, { several = name, bad = false } = {}) =>
    h(
      "span",
      { class: bad && count > 0 ? "sum bad" : "sum" },
      h("strong", {}, count),
      ` ${count === 1 ? name : several}`,
    );
  return [
    one(wire.filter((entry) => entry.kind === "delivery").length, "delivery", { several: "deliveries" }),
    one(calls.length, "call", { several: "calls" }),
    one(failed, "failed", { bad: true }),
    one(violations, "violation", { several: "violations", bad: true }),
  ];
}

const LINES = { call, delivery, fault, violation, socket };

function line(entry) {
  const { face, title, about, ms, bad, detail, mark, quiet } = LINES[entry.kind](entry);
  const head = [
    h("span", { class: "wire-time" }, clockSeconds(new Date(entry.at))),
    h("span", { class: "wire-mark", "aria-hidden": "true" }, mark),
    h("span", { class: "wire-title", title }, face, face && " ", title),
    ms !== undefined && ms !== null && h("span", { class: "wire-ms" }, `${Math.round(ms)} ms`),
  ];
  const looks = `wire-line wire-${entry.kind}${bad ? " bad" : ""}${quiet ? " quiet" : ""}`;
  if (!detail)
    return h(
      "li",
      { class: looks },
      h("div", { class: "wire-head" }, head),
      about && h("div", { class: "wire-about" }, about),
    );
  const body = h("pre", { tabindex: "0" });
  const open = (event) => {
    if (event.currentTarget.open) body.textContent = JSON.stringify(detail, null, 2).slice(0, DEEP);
  };
  return h(
    "li",
    { class: looks },
    h(
      "details",
      { on: { toggle: open } },
      h("summary", {}, h("div", { class: "wire-head" }, head), about && h("div", { class: "wire-about" }, about)),
      body,
    ),
  );
}

function call(entry) {
  const violations = entry.violations ?? [];
  const problems = [
    !entry.ok && `error: ${entry.error ?? `HTTP ${entry.status}`}`,
    entry.warning && `warning: ${entry.warning}`,
    entry.fault && `fault: ${entry.fault}`,
    ...violations.map((code) => `violation: ${code}`),
  ].filter(Boolean);
  const about = problems.length > 0 ? problems.join(" · ") : subject(entry.args ?? {});
  const detail = {
    arguments: entry.args,
    status: entry.status,
    error: entry.error,
    tier: entry.tier,
    encoding: entry.encoding,
  };
  return { mark: "←", title: entry.method, about, ms: entry.ms, bad: !entry.ok || violations.length > 0, detail };
}

/** What a call is about, in a few words. */
function subject(args) {
  const channel = args.channel ?? args.channel_id;
  const place = channel ? get().channels.find((one) => one.id === channel) : null;
  const words = [
    place && `#${shorten(place.name, CHANNEL_LENGTH)}`,
    args.name,
    args.topic,
    typeof args.text === "string" && args.text,
    args.users && [args.users].flat().join(", "),
    args.user && nameOf(args.user),
  ];
  return words.filter(Boolean).join(" · ").slice(0, 140);
}

const KINDS = {
  slash_commands: "command",
  block_actions: "click",
  view_submission: "form sent",
  view_closed: "form closed",
  event_callback: "event",
  shortcut: "shortcut",
  message_action: "shortcut",
  block_suggestion: "search",
};

function delivery(entry) {
  const outcome = entry.ack?.outcome;
  const bad = outcome !== undefined && outcome !== "acked";
  const who = entry.user && nameOf(entry.user);
  const again = entry.attempt > 0 && `attempt ${entry.attempt + 1}`;
  const quiet = entry.what === "event_callback" && !bad && outcome !== undefined;
  const state = outcome === undefined ? "waiting for the bot" : bad ? outcome : "acknowledged";
  return {
    mark: "→",
    face: h("span", { class: "wire-kind" }, KINDS[entry.what] ?? entry.what),
    title: entry.type,
    about: quiet ? "" : [who, again, state].filter(Boolean).join(" · "),
    quiet,
    ms: entry.ack?.ms,
    bad,
    detail: entry.payload,
  };
}

function fault(entry) {
  return {
    mark: "⚡",
    title: `fault ${entry.rule}`,
    about: `${entry.on} ${JSON.stringify(entry.do ?? {})}`,
    bad: true,
  };
}

function violation(entry) {
  return {
    mark: "!",
    title: entry.code,
    about: [entry.where, entry.detail, entry.pointer].filter(Boolean).join(" · "),
    bad: true,
  };
}

function socket(entry) {
  return {
    mark: "·",
    title: `socket ${entry.what}`,
    about: entry.connections === undefined ? "" : `${entry.connections} connected`,
  };
}
