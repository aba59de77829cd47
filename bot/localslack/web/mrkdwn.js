/** Slack's own markup to elements: every character of the text ends up in a text node. */

import { add, h } from "./dom.js";
import { emojiOf } from "./emoji.js";
import { token, unescape } from "./tokens.js";
import { linkTo } from "./urls.js";

const WORD = "\\p{L}\\p{N}";
const style = (mark) =>
  `(?<![${WORD}${mark}])[${mark}](?=\\S)([^${mark}\\n]*[^${mark}\\s])[${mark}](?![${WORD}${mark}])`;
const INLINE = new RegExp(
  [
    "`([^`\\n]+)`",
    "<([^<>\\n]{1,3200})>",
    ":([a-z0-9_+'-]{1,60}(?:::skin-tone-[2-6])?):",
    "(https?:\\/\\/[^\\s<>|`]{1,2000})",
    style("*"),
    style("_"),
    style("~"),
  ].join("|"),
  "gu",
);
const QUOTE = /^(?:&gt;|>) ?/;
const REST_QUOTE = /^(?:&gt;&gt;&gt;|>>>) ?/;
const ITEM = /^(\s{0,12})([•◦▪‣-]|\d{1,3}[.)])\s+(?=\S)/u;

/** A whole text: fences, quotes and lists, then what stands inside a line. */
export function mrkdwn(text) {
  const out = document.createDocumentFragment();
  const parts = text.split(/```\n?([\s\S]*?)\n?```\n?/u);
  parts.forEach((part, index) => {
    if (index % 2) out.append(h("pre", { tabindex: "0" }, h("code", {}, codeText(part))));
    else lines(index < parts.length - 1 ? part.replace(/\n$/, "") : part, out);
  });
  return out;
}

/** A plain_text object: nothing but emoji names is markup. */
export function plain(text, emoji = true) {
  const out = document.createDocumentFragment();
  if (!emoji) return add(out, text);
  text.split(/:([a-z0-9_+'-]{1,60}):/).forEach((part, index) => add(out, index % 2 ? emojiNode(part) : part));
  return out;
}

/** A text object of Slack: {type: "mrkdwn" or "plain_text", text}. */
export const textObject = (object) =>
  object.type === "mrkdwn" ? mrkdwn(object.text ?? "") : plain(object.text ?? "", object.emoji !== false);

/** What a reader would see of a text, without any markup. */
export const bare = (text) => mrkdwn(text).textContent;

/** What a reader would see of a text object. */
export const bareObject = (object) => (object ? textObject(object).textContent : "");

/** An emoji by name: its character, or the name as it was written. */
export function emojiNode(name) {
  const character = emojiOf(name);
  if (character === null) return document.createTextNode(`:${name}:`);
  return h("span", { class: "emoji", role: "img", "aria-label": `:${name}:`, title: `:${name}:` }, character);
}

function lines(text, out) {
  const rows = text.split("\n");
  let index = 0;
  while (index < rows.length) {
    if (REST_QUOTE.test(rows[index])) {
      out.append(quote([rows[index].replace(REST_QUOTE, ""), ...rows.slice(index + 1)]));
      return;
    }
    const from = index;
    if (QUOTE.test(rows[index])) {
      while (index < rows.length && QUOTE.test(rows[index])) index += 1;
      out.append(quote(rows.slice(from, index).map((row) => row.replace(QUOTE, ""))));
    } else if (ITEM.test(rows[index])) {
      while (index < rows.length && ITEM.test(rows[index])) index += 1;
      out.append(list(rows.slice(from, index)));
    } else {
      add(out, inline(rows[index]), index < rows.length - 1 && h("br"));
      index += 1;
    }
  }
}

function quote(rows) {
  return h(
    "blockquote",
    {},
    rows.map((row, index) => [index > 0 && h("br"), inline(row)]),
  );
}

function list(rows) {
  // Slack shows the mark that was typed: a hyphen stays a hyphen.
  const items = rows.map((row) => {
    const [whole, indent, mark] = ITEM.exec(row);
    const depth = Math.min(Math.floor(indent.length / 2), 4);
    return h(
      "li",
      { class: `depth-${depth}` },
      h("span", { class: "bullet" }, `${mark} `),
      h("span", {}, inline(row.slice(whole.length))),
    );
  });
  return h("ul", { class: "typed-list" }, items);
}

function inline(text) {
  const out = document.createDocumentFragment();
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    add(out, unescape(text.slice(from, found.index)), marked(found));
    from = found.index + found[0].length;
  }
  return add(out, unescape(text.slice(from)));
}

function marked([whole, code, inBrackets, emoji, address, bold, italic, strike]) {
  if (code !== undefined) return h("code", {}, codeText(code));
  if (inBrackets !== undefined) return token(inBrackets) ?? unescape(whole);
  if (emoji !== undefined) return emojiNode(emoji);
  if (address !== undefined) return bareLink(address);
  if (bold !== undefined) return h("strong", {}, inline(bold));
  if (italic !== undefined) return h("em", {}, inline(italic));
  return h("s", {}, inline(strike));
}

/** A typed address; a full stop or bracket at its end belongs to the sentence. */
function bareLink(address) {
  const end = /(?:[.,;:!?)\]'"*_~]|&gt;|&lt;)+$/.exec(address)?.[0] ?? "";
  const href = unescape(address.slice(0, address.length - end.length));
  return [linkTo(href, href), unescape(end)];
}

function codeText(text) {
  const shown = text.replace(
    /<((?:[@#!]|https?:|mailto:)[^<>\n|]*)(?:\|([^<>\n]*))?>/g,
    (_, head, label) => label ?? head,
  );
  return unescape(shown);
}
