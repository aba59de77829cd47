/** Which addresses may become links. */

import { h } from "./dom.js";

const SCHEMES = new Set(["http:", "https:", "mailto:"]);

/** The address in normal form if it is absolute and http, https or mailto; otherwise null. */
export function safeUrl(text) {
  try {
    const url = new URL(text);
    return SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link, or its plain text when the address is not allowed. Links to this workspace stay in this window. */
export function linkTo(address, children, props = {}) {
  const href = safeUrl(address);
  if (href === null) return h("span", { class: "dead-link" }, children);
  if (isHere(href)) return h("a", { href, ...props }, children);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", ...props }, children);
}

function isHere(href) {
  return new URL(href).origin === location.origin && placeOf(href) !== null;
}

/** The {channel, ts} that a permalink of this workspace names, or null. */
export function placeOf(href) {
  const url = new URL(href, location.href);
  const found = /^\/archives\/([A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?\/?$/.exec(url.pathname);
  if (url.origin !== location.origin || !found) return null;
  return {
    channel: found[1],
    ts: found[2] ? `${found[2]}.${found[3]}` : null,
    thread: url.searchParams.get("thread_ts"),
  };
}
