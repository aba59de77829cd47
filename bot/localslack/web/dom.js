/** Build and update elements: text is always text, a listener is always a function. */

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "indeterminate", "open"]);
const signatures = new WeakMap();
let counter = 0;

/** One new element. `props.on` maps event names to functions; null, undefined and false leave an attribute out. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "on") {
      for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
    } else if (PROPERTIES.has(name)) {
      if (value !== undefined && value !== null) node[name] = value;
    } else if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  return add(node, ...children);
}

/** Append children, nested lists and strings included; null, undefined and false are nothing. */
export function add(parent, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return parent;
}

/** Replace everything inside, keeping the keyboard focus on the element with the same `data-focus`. */
export function fill(parent, ...children) {
  const focus = focusKey(parent);
  parent.replaceChildren();
  add(parent, ...children);
  restoreFocus(parent, focus);
  return parent;
}

/** An id that no other element has. */
export function newId(stem) {
  counter += 1;
  return `${stem}-${counter}`;
}

/** Make the children of `parent` match `items` ({key, signature, build}), rebuilding only what changed. */
export function reconcile(parent, items) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let cursor = parent.firstElementChild;
  for (const item of items) {
    let node = old.get(item.key);
    old.delete(item.key);
    if (!node || signatures.get(node) !== item.signature) {
      const fresh = item.build();
      fresh.dataset.key = item.key;
      signatures.set(fresh, item.signature);
      if (node) {
        if (cursor === node) cursor = fresh;
        swap(node, fresh);
      }
      node = fresh;
    }
    if (node === cursor) cursor = node.nextElementSibling;
    else parent.insertBefore(node, cursor);
  }
  for (const node of old.values()) node.remove();
}

function swap(node, fresh) {
  const focus = focusKey(node);
  node.replaceWith(fresh);
  restoreFocus(fresh, focus);
}

function focusKey(parent) {
  const active = document.activeElement;
  if (!active || !parent.contains(active)) return null;
  return active.closest("[data-focus]")?.dataset.focus ?? null;
}

function restoreFocus(parent, key) {
  if (key === null) return;
  const all = [parent, ...parent.querySelectorAll("[data-focus]")];
  all.find((node) => node.dataset.focus === key)?.focus({ preventScroll: true });
}

/** Say something to people who listen instead of looking. */
export function announce(text) {
  document.getElementById("said").textContent = text;
}

/** Cut a long text for a label. */
export function shorten(text, length) {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}

/** Mark an element as working, so that a second press does nothing and everybody can see why. */
export function busy(node, on) {
  if (on) {
    node.setAttribute("aria-busy", "true");
    node.setAttribute("aria-disabled", "true");
  } else {
    node.removeAttribute("aria-busy");
    node.removeAttribute("aria-disabled");
  }
}

export const isBusy = (node) => node.getAttribute("aria-busy") === "true";
