/** Menus that open from a button: arrow keys, typing, Escape, and a sheet at the bottom on a phone. */

import { add, h } from "./dom.js";
import { icon } from "./icons.js";

let close = () => {};

/**
 * A button with a menu. `items()` is asked each time it opens and lists {label, name?, icon?, face?, hint?, danger?, run} or
 * {heading} or {row: items}. Returns the element to place; `props` go to the button.
 */
export function menuButton(name, items, { face, className = "icon-button", props = {}, grid = false } = {}) {
  const button = h(
    "button",
    {
      type: "button",
      class: className,
      "aria-label": name,
      title: name,
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      ...props,
    },
    face ?? icon("more"),
  );
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-expanded") === "true") close();
    else if (button.getAttribute("aria-disabled") !== "true") openMenu(button, name, items(), { grid });
  });
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || button.getAttribute("aria-expanded") === "true") return;
    event.preventDefault();
    button.click();
  });
  return h("span", { class: "anchor" }, button);
}

/** Open a menu next to `button`, inside the anchor that holds it. */
export function openMenu(button, name, items, { grid = false, back = button } = {}) {
  close();
  const menu = h("div", { class: grid ? "menu menu-grid" : "menu", role: "menu", "aria-label": name });
  const choose = (item) => {
    shut(true);
    item.run();
  };
  add(
    menu,
    items.map((item) => entry(item, choose)),
  );
  button.setAttribute("aria-expanded", "true");
  button.after(menu);
  place(menu);

  function shut(focus) {
    close = () => {};
    button.setAttribute("aria-expanded", "false");
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    if (focus) back.focus();
  }
  function outside(event) {
    if (!menu.contains(event.target) && !button.contains(event.target)) shut(false);
  }
  close = () => shut(false);
  document.addEventListener("pointerdown", outside, true);
  menu.addEventListener("keydown", (event) => onKey(event, menu, shut));
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) shut(false);
  });
  menu.querySelector("[role=menuitem]")?.focus({ preventScroll: true });
}

function entry(item, choose) {
  if (item.heading) return h("div", { class: "menu-heading", role: "presentation" }, item.heading);
  if (item.row)
    return h(
      "div",
      { class: "menu-row", role: "presentation" },
      item.row.map((one) => menuItem(one, choose)),
    );
  return menuItem(item, choose);
}

function menuItem(item, choose) {
  const looks = item.danger ? "menu-item danger" : "menu-item";
  return h(
    "button",
    {
      type: "button",
      role: "menuitem",
      tabindex: "-1",
      class: looks,
      "aria-label": item.name,
      title: item.name,
      on: { click: () => choose(item) },
    },
    item.icon && icon(item.icon),
    item.face,
    h(
      "span",
      { class: "menu-text" },
      h("span", {}, item.label),
      item.hint && h("span", { class: "menu-hint" }, item.hint),
    ),
  );
}

function onKey(event, menu, shut) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: -1 }[
    event.key
  ];
  if (next !== undefined) items.at(next % items.length).focus();
  else if (event.key === "Escape" || event.key === "Tab") shut(true);
  else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== " ") {
    const rest = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    rest.find((item) => item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  } else return;
  event.stopPropagation();
  if (event.key !== "Tab") event.preventDefault();
}

/** Turn the menu upwards or leftwards where there is no room for it. */
export function place(popup) {
  const room = popup.closest("[data-viewport]")?.getBoundingClientRect() ?? {
    top: 0,
    bottom: innerHeight,
    right: innerWidth,
  };
  const box = popup.getBoundingClientRect();
  const anchor = popup.parentElement.getBoundingClientRect();
  if (box.bottom > Math.min(room.bottom, innerHeight) && anchor.top - room.top > room.bottom - anchor.bottom)
    popup.classList.add("above");
  if (box.right > Math.min(room.right, innerWidth) - 4) popup.classList.add("from-right");
  popup.scrollIntoView({ block: "nearest" });
}
