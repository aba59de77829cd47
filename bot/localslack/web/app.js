/** Start the page: load the world, draw the panes, follow the address. */

import { mountChannel } from "./channel.js";
import { showMessage } from "./feed.js";
import { mountModal } from "./modal.js";
import { firstPerson } from "./people.js";
import { mountPanel } from "./panel.js";
import { mountSidebar } from "./sidebar.js";
import { channelById, get, set, watch } from "./store.js";
import { mountThread } from "./thread.js";
import { toast } from "./toasts.js";
import { placeOf } from "./urls.js";
import { become, markRead, openChannel, openThread } from "./world.js";

const AGAIN_MS = 1500;
const wide = matchMedia("(min-width: 1024px)");

async function start() {
  const starting = document.getElementById("starting");
  try {
    await become(firstPerson());
  } catch (error) {
    if (error.code === "unknown_person") sessionStorage.removeItem("as");
    starting.textContent =
      error.code === "unreachable" ? "The workspace does not answer yet. Trying again…" : error.message;
    setTimeout(start, AGAIN_MS);
    return;
  }
  starting.remove();
  const app = document.getElementById("app");
  app.removeAttribute("aria-busy");
  set({ wireOpen: matchMedia("(min-width: 1200px)").matches });
  mountSidebar(document.getElementById("sidebar"));
  mountChannel(document.getElementById("channel"));
  mountThread(document.getElementById("thread"));
  mountPanel(document.getElementById("wire"));
  mountModal();
  watch(
    (state) => [state.overlay, state.thread, state.wireOpen],
    (state) => layOut(app, state),
  );
  watch((state) => [state.channels, state.current], stayInside);
  listen();
  await follow();
  if (wide.matches) document.getElementById("message-field")?.focus();
}

function listen() {
  addEventListener("hashchange", follow);
  document.addEventListener("visibilitychange", markRead);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const place = link && !link.target && !link.download && placeOf(link.href);
    if (!place || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    goTo(place);
  });
  document.getElementById("scrim").addEventListener("click", () => set({ overlay: null }));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && get().overlay === "sidebar") set({ overlay: null });
  });
  wide.addEventListener("change", () => set({ overlay: null }));
}

/** Show the channel of the address: "#/C0GENERAL1", a permalink, else the last one, else the general one. */
async function follow() {
  const wanted = /^#\/([A-Z0-9]+)$/.exec(location.hash)?.[1];
  const place = wanted ? { channel: wanted } : placeOf(location.href);
  if (place && channelById(place.channel)) await goTo(place);
  else await openChannel(fallback());
}

function fallback() {
  const last = channelById(sessionStorage.getItem("channel") ?? "");
  const { channels } = get();
  return (last ?? channels.find((channel) => channel.is_general) ?? channels.find((channel) => channel.is_member))?.id;
}

async function goTo({ channel, ts = null, thread = null }) {
  if (!channelById(channel)) {
    toast("You cannot see that channel. Act as one of its members.", { kind: "error" });
    return;
  }
  if (location.hash !== `#/${channel}`) history.pushState(null, "", `/#/${channel}`);
  await openChannel(channel);
  if (thread && thread !== ts) await openThread(channel, thread);
  if (ts) requestAnimationFrame(() => showMessage(ts));
}

/** Somebody else may not see the channel that was on the screen. */
function stayInside({ channels, current }) {
  if (channels.length > 0 && current && !channels.some((channel) => channel.id === current)) openChannel(fallback());
}

/** On a narrow screen one pane covers the others; on a wide one the thread takes the place of the panel. */
function layOut(app, { overlay, thread, wireOpen }) {
  app.dataset.overlay = overlay ?? "none";
  app.classList.toggle("with-thread", thread !== null);
  app.classList.toggle("with-wire", wireOpen);
  const covered = !wide.matches && overlay !== null;
  document.getElementById("channel").inert = covered;
  if (overlay === "sidebar") document.querySelector("#sidebar .only-narrow")?.focus();
}

start();
