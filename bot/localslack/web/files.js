/** Files under a message: name, size, the first lines of a text, all of it on request, and a download. */

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { attempt } from "./toasts.js";
import { Refused } from "./wire.js";

const FIRST_LINES = 12;
const UNITS = ["bytes", "kB", "MB", "GB"];

export function files(list) {
  return list.length > 0 && h("div", { class: "files" }, list.map(file));
}

function file(item) {
  const here = new URL(item.url, location.href);
  const href = here.origin === location.origin ? here.href : null;
  const head = h(
    "div",
    { class: "file-head" },
    h("span", { class: "file-icon" }, icon("file")),
    h(
      "div",
      { class: "file-names" },
      h("div", { class: "file-title" }, item.title || item.name),
      h("div", { class: "file-about" }, `${item.name} · ${sizeOf(item.size)}`),
    ),
    href &&
      h(
        "a",
        { class: "icon-button", href, download: item.name, "aria-label": `Download ${item.name}`, title: "Download" },
        icon("download"),
      ),
  );
  return h(
    "figure",
    { class: "file", "aria-label": `File ${item.name}` },
    head,
    item.preview !== null && preview(item, href),
  );
}

function preview(item, href) {
  const rows = item.preview.split("\n");
  const whole = rows.length <= FIRST_LINES && item.size <= item.preview.length * 4;
  const body = h("div", { class: "file-body" }, drawn(item, rows.slice(0, FIRST_LINES).join("\n")));
  if (whole || !href) return body;
  const toggle = h(
    "button",
    { type: "button", class: "link-button", "aria-expanded": "false", on: { click } },
    "Show all",
  );
  async function click() {
    if (toggle.getAttribute("aria-expanded") === "true") {
      fill(body, drawn(item, rows.slice(0, FIRST_LINES).join("\n")));
      toggle.setAttribute("aria-expanded", "false");
      toggle.textContent = "Show all";
      return;
    }
    const text = await attempt(() => textOf(href));
    if (text === null) return;
    fill(body, drawn(item, text));
    toggle.setAttribute("aria-expanded", "true");
    toggle.textContent = "Show less";
  }
  body.classList.add("file-cut");
  return [body, h("div", { class: "file-more" }, toggle)];
}

const isMarkdown = (item) => item.mimetype === "text/markdown" || /\.(?:md|markdown)$/i.test(item.name);

const drawn = (item, text) => (isMarkdown(item) ? markdown(text) : h("pre", { tabindex: "0" }, h("code", {}, text)));

async function textOf(href) {
  const response = await fetch(href, { cache: "no-store" });
  if (!response.ok) throw new Refused("no_file", "This file could not be read.");
  return response.text();
}

function sizeOf(bytes) {
  const step = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const amount = bytes / 1000 ** step;
  return `${step && amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${UNITS[step]}`;
}
