/** Round pictures of people and of the app, from letters and shades alone. */

import { h } from "./dom.js";
import { emojiOf } from "./emoji.js";
import { icon } from "./icons.js";
import { authorOf, lookOf, nameOf, person } from "./names.js";
import { get } from "./store.js";

/** A person's avatar; the bot of this workspace has its own mark. */
export function avatar(id, size = "") {
  const looks = `avatar ${size}`.trim();
  if (id === get().app?.bot_user)
    return h(
      "span",
      { class: `${looks} avatar-app`, "aria-hidden": "true" },
      h("img", { src: "/web/icon.svg", alt: "" }),
    );
  const { initials, shade } = lookOf(id ?? "", nameOf(id));
  const known = person(id)?.is_bot ? icon("bolt") : initials;
  return h("span", { class: `${looks} shade-${shade}`, "aria-hidden": "true" }, known);
}

/** The avatar of a message's author, who may go by another name or emoji. */
export function authorAvatar(message) {
  const author = authorOf(message);
  const symbol = author.iconEmoji && emojiOf(author.iconEmoji.replaceAll(":", ""));
  if (symbol) return h("span", { class: "avatar avatar-emoji", "aria-hidden": "true" }, symbol);
  if (author.ours) return avatar(get().app.bot_user);
  return h("span", { class: `avatar shade-${author.shade}`, "aria-hidden": "true" }, author.initials);
}
