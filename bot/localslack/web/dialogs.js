/** Questions that must be answered before anything else: confirm dialogs. */

import { h, newId } from "./dom.js";

/** Ask yes or no; resolves to true for yes. Escape is no. */
export function confirm({ title, text, yes, no = "Cancel", danger = false }) {
  const id = newId("confirm");
  const { promise, resolve } = withResolvers();
  const dialog = h(
    "dialog",
    {
      class: "confirm",
      role: "alertdialog",
      "aria-labelledby": `${id}-title`,
      "aria-describedby": `${id}-text`,
      on: { close: () => done(dialog.returnValue === "yes") },
    },
    h("h2", { id: `${id}-title` }, title),
    h("div", { id: `${id}-text`, class: "text" }, text),
    h(
      "div",
      { class: "dialog-buttons" },
      h("button", { type: "button", class: "button", on: { click: () => dialog.close("no") } }, no),
      h(
        "button",
        {
          type: "button",
          class: danger ? "button button-danger" : "button button-primary",
          autofocus: true,
          on: { click: () => dialog.close("yes") },
        },
        yes,
      ),
    ),
  );
  function done(answer) {
    dialog.remove();
    resolve(answer);
  }
  const opener = document.activeElement;
  document.body.append(dialog);
  dialog.showModal();
  return promise.finally(() => opener?.isConnected && opener.focus());
}

function withResolvers() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
