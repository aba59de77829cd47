/** Images: only this server's own are loaded, of others the description and the address are shown. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { linkTo, safeUrl } from "./urls.js";

/** An image element of a section or context. */
export function image(item) {
  const own = ownAddress(item.image_url);
  if (own) return h("img", { class: "thumb", src: own, alt: item.alt_text });
  return h(
    "span",
    {
      class: "thumb thumb-off",
      role: "img",
      "aria-label": item.alt_text,
      title: `${item.alt_text} (${item.image_url ?? "image"})`,
    },
    icon("image"),
  );
}

/** An image block with its title and description. */
export function imageBlock(block) {
  const own = ownAddress(block.image_url);
  const title = block.title && h("figcaption", {}, block.title.text);
  if (own) return h("figure", { class: "picture" }, title, h("img", { src: own, alt: block.alt_text }));
  const address = block.image_url && safeUrl(block.image_url);
  return h(
    "figure",
    { class: "picture" },
    title,
    h(
      "div",
      { class: "picture-off" },
      icon("image"),
      h(
        "div",
        {},
        h("div", { class: "alt" }, block.alt_text),
        address && linkTo(address, address),
        h("div", { class: "hint" }, "Pictures from elsewhere are not loaded here."),
      ),
    ),
  );
}

function ownAddress(address) {
  if (!address) return null;
  try {
    const url = new URL(address, location.href);
    const inside = url.origin === location.origin || /^data:image\/(?:png|jpeg|gif|webp);/.test(url.href);
    return inside ? url.href : null;
  } catch {
    return null;
  }
}
