/** Talk to the workspace: requests of the control API, and its live records. */

import { answered } from "./answers.js";

const RETRY_MS = 1500;
// Records are the same on every machine, so they name the workspace like this.
const RECORDED_BASE = "http://local-slack/";

/** The workspace said no: `code` for the page, `message` for a person, `body` is the whole answer. */
export class Refused extends Error {
  constructor(code, detail, body = {}) {
    super(detail);
    this.code = code;
    this.body = body;
  }
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
  } catch {
    throw new Refused("unreachable", "The workspace does not answer. Is it still running?");
  }
  let body;
  try {
    body = await response.json();
  } catch {
    throw new Refused("bad_answer", `The workspace answered something odd (HTTP ${response.status}).`);
  }
  if (!response.ok || body.ok === false) throw new Refused(body.error ?? "unknown", body.detail ?? body.error, body);
  return body;
}

/** GET a control address; parameters that are null are left out. */
export function fetchJson(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined) query.set(name, value);
  }
  const text = query.toString();
  return ask(text ? `${path}?${text}` : path);
}

/** Do something as a person: POST /_sim/as/{person}/{verb}. */
export const actAs = (person, verb, body) =>
  answered(verb, () => tellWorkspace(`as/${encodeURIComponent(person)}/${verb}`, body));

/** Direct the workspace itself: POST /_sim/{name}. */
export function tellWorkspace(name, body) {
  return ask(`/_sim/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/**
 * Follow the records of one person after `since`. `onOpen(again)` is told of each connection, `onLost()` of each loss.
 * Returns a function that stops listening.
 */
export function listen(person, since, { onRecord, onOpen, onLost }) {
  let source = null;
  let timer = null;
  let last = since;
  let opened = false;

  function connect() {
    const query = new URLSearchParams({ as: person, since: String(last) });
    source = new EventSource(`/_sim/live?${query}`);
    source.addEventListener("open", () => {
      onOpen(opened);
      opened = true;
    });
    source.addEventListener("message", (event) => {
      const record = JSON.parse(event.data.replaceAll(RECORDED_BASE, `${location.origin}/`));
      if (typeof record.seq === "number") last = record.seq;
      onRecord(record);
    });
    source.addEventListener("error", () => {
      // Not left to the browser: it gives up for good when a restarting server refuses once.
      source.close();
      onLost();
      timer = setTimeout(connect, RETRY_MS);
    });
  }

  connect();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
