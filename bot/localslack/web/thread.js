/** A thread beside its channel. */

import { fill, h } from "./dom.js";
import { composer } from "./composer.js";
import { feed, showMessage } from "./feed.js";
import { icon } from "./icons.js";
import { channelLabel, namesIn } from "./names.js";
import { channelById, get, set, watch } from "./store.js";

export function mountThread(root) {
  const header = h("header", { class: "side-header" });
  const messages = feed({ inThread: true });
  const field = composer({
    id: "thread-field",
    thread: true,
    onSay: messages.toEnd,
    place: () => ({ channel: channelById(get().thread?.channel), threadTs: get().thread?.ts }),
  });
  const foot = h("div", { class: "channel-foot" }, field.root);
  root.append(header, messages.root, foot);

  watch(
    (state) => [state.thread, state.as],
    ({ thread }) => {
      root.hidden = thread === null;
      if (!thread) return;
      drawHeader(header, thread);
      field.refresh();
      field.focus();
    },
  );
  watch(
    (state) => [state.thread, state.replies, namesIn(state), state.editing],
    (state) => {
      if (!state.thread) return;
      messages.show(state.replies, {
        key: `${state.as} ${state.thread.ts}`,
        label: "Messages of the thread",
        names: namesIn(state),
      });
    },
  );
  watch(
    (state) => [state.thread && state.channels],
    ({ thread }) => {
      const channel = thread && channelById(thread.channel);
      foot.hidden = !channel || !channel.is_member || channel.is_archived;
    },
  );
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });
}

/** Close the thread and go back to the message it belongs to. */
function close() {
  const { ts } = get().thread;
  set({ thread: null, replies: [], overlay: null });
  requestAnimationFrame(() => showMessage(ts, "nearest"));
}

function drawHeader(header, thread) {
  fill(
    header,
    h(
      "button",
      { type: "button", class: "icon-button only-narrow", "aria-label": "Back to the channel", on: { click: close } },
      icon("back"),
    ),
    h(
      "div",
      { class: "channel-title" },
      h("h2", {}, "Thread"),
      h("div", { class: "topic" }, channelLabel(channelById(thread.channel))),
    ),
    h(
      "button",
      {
        type: "button",
        class: "icon-button only-wide",
        "aria-label": "Close thread",
        title: "Close thread",
        on: { click: close },
      },
      icon("close"),
    ),
  );
}
