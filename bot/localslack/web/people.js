/** Who am I: one of three people, to see the same workspace with other eyes. */

import { avatar } from "./avatars.js";
import { attempt } from "./toasts.js";
import { fill, h } from "./dom.js";
import { get, watch } from "./store.js";
import { become } from "./world.js";
import { nameOf } from "./names.js";

export function mountPeople(root) {
  watch(
    (state) => [state.people, state.as],
    (state) => {
      const three = [...state.people.values()].filter((person) => person.switchable);
      fill(
        root,
        h("legend", {}, "You act as"),
        h(
          "div",
          { class: "faces" },
          three.map((person) => face(person, state.as)),
        ),
      );
    },
  );
}

function face(person, as) {
  const change = () => attempt(() => become(person.id));
  return h(
    "label",
    { class: "face", title: person.real_name },
    h("input", {
      type: "radio",
      name: "act-as",
      class: "unseen",
      checked: person.id === as,
      "aria-label": `Act as ${nameOf(person.id)}`,
      "data-focus": person.id,
      on: { change },
    }),
    avatar(person.id, "avatar-medium"),
    h("span", { class: "face-name" }, nameOf(person.id)),
  );
}

/** Who the page begins with: the address, else this tab's last choice, else the first who can be chosen. */
export const firstPerson = () =>
  new URLSearchParams(location.search).get("as") ?? sessionStorage.getItem("as") ?? get().as ?? "";
