/** How well Slack works today: the profile of faults that the workspace plays. */

import { fill, h } from "./dom.js";
import { set, watch } from "./store.js";
import { attempt } from "./toasts.js";
import { fetchJson, tellWorkspace } from "./wire.js";

const SENTENCES = {
  perfect: "Perfect",
  typical: "Typical: a little slow",
  bad_day: "A bad day: slow, losing answers",
  outage: "Outage: every call fails",
  deaf: "Deaf: the bot hears nothing",
};

/** A choice of the weather at the top of the panel. */
export async function mountWeather(root) {
  const choice = h("select", { class: "weather", id: "weather", on: { change } });
  root.append(h("label", { for: "weather" }, "Slack today"), choice);
  const known = await attempt(() => fetchJson("/_sim/profile"));
  if (!known) return;
  fill(
    choice,
    known.profiles.map((name) => h("option", { value: name }, SENTENCES[name] ?? name)),
  );
  watch(
    (state) => [state.profile],
    ({ profile }) => {
      choice.value = profile;
    },
  );

  async function change() {
    const name = choice.value;
    const answer = await attempt(() => tellWorkspace("profile", { name }));
    if (answer) set({ profile: answer.name });
  }
}
