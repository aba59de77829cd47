/** Times in the reader's own zone. */

import { h } from "./dom.js";

const DAY_MS = 86400000;

function format(date, options) {
  return new Intl.DateTimeFormat(undefined, options).format(date);
}

/** A `ts`, seconds since 1970, or ISO text, as a Date. */
export function asDate(value) {
  return typeof value === "string" && value.includes("T") ? new Date(value) : new Date(Number(value) * 1000);
}

export const clock = (date) => format(date, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export const clockSeconds = (date) =>
  format(date, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

export const full = (date) =>
  format(date, {
    weekday: "long",
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  });

/** "Today", "Yesterday" or the day in words, as the line between two days says it. */
export function dayName(date) {
  const name = relativeDay(date);
  if (name) return name[0].toUpperCase() + name.slice(1);
  return format(date, { weekday: "long", month: "long", day: "numeric", ...yearUnlessThis(date) });
}

function relativeDay(date) {
  const midnight = (moment) => new Date(moment).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(date) - midnight(Date.now())) / DAY_MS);
  return { 0: "today", 1: "tomorrow", "-1": "yesterday" }[days] ?? null;
}

function yearUnlessThis(date) {
  return date.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" };
}

/** "3 minutes ago", "in 2 hours". */
export function ago(date) {
  const seconds = Math.round((date - Date.now()) / 1000);
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  for (const [unit, size] of [
    ["day", 86400],
    ["hour", 3600],
    ["minute", 60],
  ]) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(seconds, "second");
}

const long = { year: "numeric", month: "long", day: "numeric" };
const short = { year: "numeric", month: "short", day: "numeric" };

/** What each part of Slack's date format shows. Vendor: docs.slack.dev/messaging/formatting-message-text */
const PARTS = {
  date_num: (date) =>
    [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-"),
  date_slash: (date) => format(date, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (date) => format(date, { month: "long", day: "numeric", ...yearUnlessThis(date) }),
  date_long: (date) => format(date, { weekday: "long", ...long }),
  date_long_full: (date) => format(date, { weekday: "long", ...long }),
  date_short: (date) => format(date, short),
  date_pretty: (date) => relativeDay(date) ?? PARTS.date(date),
  date_short_pretty: (date) => relativeDay(date) ?? PARTS.date_short(date),
  date_long_pretty: (date) => relativeDay(date) ?? PARTS.date_long(date),
  day_divider_pretty: (date) => relativeDay(date) ?? format(date, { weekday: "long", month: "long", day: "numeric" }),
  time: clock,
  time_secs: clockSeconds,
  ago,
};

/** `<!date^stamp^format|fallback>`: the time as the reader's clock shows it; the fallback when it is no time. */
export function slackDate(stamp, pattern, fallback) {
  const date = new Date(Number(stamp) * 1000);
  if (!/^-?\d{1,12}$/.test(stamp) || Number.isNaN(date.getTime())) return document.createTextNode(fallback);
  const text = pattern.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(PARTS, name) ? PARTS[name](date) : whole));
  return h("time", { datetime: date.toISOString(), title: full(date) }, text);
}
