/** The common part of Markdown, for the markdown block and for previews of Markdown files. */

import { add, h } from "./dom.js";
import { emojiNode } from "./mrkdwn.js";
import { token } from "./tokens.js";
import { linkTo } from "./urls.js";

const INLINE = new RegExp(
  [
    "\\\\([!-/:-@[-`{-~])",
    "`([^`\\n]+)`",
    '!?\\[([^\\]\\n]{0,1000})\\]\\(([^()\\s]{1,2000})(?: "[^"\\n]{0,200}")?\\)',
    "<([^<>\\n]{1,3200})>",
    ":([a-z0-9_+'-]{1,60}):",
    "(https?:\\/\\/[^\\s<>|`)\\]]{1,2000})",
    "\\*\\*(?=\\S)((?:[^*\\n]|\\*(?!\\*))*?\\S)\\*\\*",
    "\\*(?=\\S)([^*\\n]*[^*\\s])\\*",
    "(?<![\\p{L}\\p{N}])_(?=\\S)([^_\\n]*[^_\\s])_(?![\\p{L}\\p{N}])",
    "~~(?=\\S)([^~\\n]*[^~\\s])~~",
  ].join("|"),
  "gu",
);
const ITEM = /^(\s{0,12})([-*+]|\d{1,9}[.)])\s+/;
const MAX_QUOTES = 6;
const TABLE_RULE = /^\s*\|?(?:\s*:?-+:?\s*\|)+\s*:?-*:?\s*$/;

/** Text to elements; what is not understood stays visible as it was written. */
export function markdown(text, quotes = 0) {
  const rows = text.replaceAll("\r\n", "\n").split("\n");
  const out = h("div", { class: "markdown text" });
  let index = 0;
  while (index < rows.length) {
    const [node, used] = blockAt(rows, index, quotes);
    add(out, node);
    index += used;
  }
  return out;
}

/** The block that begins at `rows[at]`, and how many rows it takes. */
function blockAt(rows, at, quotes) {
  const row = rows[at];
  if (!row.trim()) return [null, 1];
  const fence = /^\s{0,3}(```+|~~~+)/.exec(row)?.[1];
  if (fence) return fenced(rows, at, fence);
  const heading = /^(#{1,6})\s+(.*?)#*\s*$/.exec(row);
  if (heading)
    return [
      h(
        "div",
        { class: `heading h${heading[1].length}`, role: "heading", "aria-level": heading[1].length + 2 },
        inline(heading[2]),
      ),
      1,
    ];
  if (/^\s{0,3}([-*_])(?:\s*\1){2,}\s*$/.test(row)) return [h("hr"), 1];
  if (quotes < MAX_QUOTES && /^\s{0,3}>/.test(row)) return quoted(rows, at, quotes + 1);
  if (row.includes("|") && TABLE_RULE.test(rows[at + 1] ?? "")) return table(rows, at);
  if (ITEM.test(row)) return list(rows, at);
  return paragraph(rows, at);
}

function take(rows, at, wanted) {
  let end = at;
  while (end < rows.length && wanted(rows[end], end)) end += 1;
  return rows.slice(at, end);
}

function fenced(rows, at, fence) {
  const body = take(rows, at + 1, (row) => !row.trim().startsWith(fence));
  return [h("pre", { tabindex: "0" }, h("code", {}, body.join("\n"))), body.length + 2];
}

function quoted(rows, at, quotes) {
  const body = take(rows, at, (row) => /^\s{0,3}>/.test(row));
  return [
    h("blockquote", {}, markdown(body.map((row) => row.replace(/^\s{0,3}> ?/, "")).join("\n"), quotes)),
    body.length,
  ];
}

function table(rows, at) {
  const body = take(rows, at, (row) => row.includes("|"));
  const cells = (row) =>
    row
      .trim()
      .replace(/^\||\|$/g, "")
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
  const line = (row, tag) =>
    h(
      "tr",
      {},
      cells(row).map((cell) => h(tag, {}, inline(cell))),
    );
  const [head, , ...rest] = body;
  const node = h(
    "table",
    {},
    h("thead", {}, line(head, "th")),
    h(
      "tbody",
      {},
      rest.map((row) => line(row, "td")),
    ),
  );
  return [h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" }, node), body.length];
}

function list(rows, at) {
  const body = take(rows, at, (row, index) => ITEM.test(row) || (index > at && /^\s+\S/.test(row)));
  const ordered = /^\s*\d/.test(body[0]);
  const node = h(ordered ? "ol" : "ul", { start: ordered ? Number.parseInt(body[0].trim(), 10) : null });
  for (const row of body) {
    const item = ITEM.exec(row);
    if (item)
      node.append(
        h("li", { class: `depth-${Math.min(Math.floor(item[1].length / 2), 4)}` }, listItem(row.slice(item[0].length))),
      );
    else add(node.lastChild, " ", inline(row.trim()));
  }
  return [node, body.length];
}

function listItem(text) {
  const box = /^\[([ xX])\]\s+/.exec(text);
  if (!box) return inline(text);
  const done = box[1] !== " ";
  return [
    h("span", { class: "box", role: "img", "aria-label": done ? "done" : "to do" }, done ? "☑ " : "☐ "),
    inline(text.slice(box[0].length)),
  ];
}

function paragraph(rows, at) {
  const [first, ...others] = rows.slice(at);
  const more = take(others, 0, (row, index) => row.trim() && !startsBlock(others, index));
  const shown = [first, ...more];
  return [
    h(
      "p",
      {},
      shown.map((row, index) => [index > 0 && h("br"), inline(row.trim())]),
    ),
    shown.length,
  ];
}

function startsBlock(rows, at) {
  const row = rows[at];
  return /^(?:\s{0,3}(?:```|~~~|>)|#{1,6}\s)/.test(row) || ITEM.test(row) || TABLE_RULE.test(rows[at + 1] ?? "");
}

function inline(text) {
  const out = document.createDocumentFragment();
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    add(out, text.slice(from, found.index), marked(found));
    from = found.index + found[0].length;
  }
  return add(out, text.slice(from));
}

function marked([whole, escaped, code, label, address, inBrackets, emoji, typed, strong, em, em2, strike]) {
  if (escaped !== undefined) return escaped;
  if (code !== undefined) return h("code", {}, code);
  if (address !== undefined) return linkTo(address, inline(label || address));
  if (inBrackets !== undefined) return token(inBrackets) ?? whole;
  if (emoji !== undefined) return emojiNode(emoji);
  if (typed !== undefined) return linkTo(typed, typed);
  if (strong !== undefined) return h("strong", {}, inline(strong));
  if (strike !== undefined) return h("s", {}, inline(strike));
  return h("em", {}, inline(em ?? em2));
}
