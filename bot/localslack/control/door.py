"""The front door of the control API: who may ask, what was asked, what is answered."""

import json
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from bot.localslack.acting.scene import Asked, Scene, find_person, outcome_of
from bot.localslack.acting.table import ACTS
from bot.localslack.control.admin import admin
from bot.localslack.control.directing import DIRECT
from bot.localslack.control.live import follow
from bot.localslack.control.waiting import wait
from bot.localslack.control.watching import WATCH, journal_lines
from bot.localslack.errors import Refused
from bot.localslack.hub import Hub
from bot.localslack.shapes import Obj
from bot.localslack.wire import BODY_BYTES, UPLOAD_BYTES, TooLarge, json_answer, read_body

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
CHANGES = DIRECT | {("POST", "admin"): admin, ("POST", "wait"): wait}


def check_loopback(request: Request) -> None:
    """Refuse whoever does not speak from this machine to this machine.

    The server binds loopback only; a name that somebody made point here, and a page from elsewhere
    that a browser has open, are what is left. Raises Refused (not_loopback, foreign_origin).
    """
    host = request.headers.get("host", "")
    if _name(host) not in LOOPBACK:
        raise Refused("not_loopback", "This workspace serves the machine that it runs on.")
    origin = request.headers.get("origin")
    if origin is not None and origin not in {f"http://{host}", f"https://{host}"}:
        raise Refused("foreign_origin", "A page from elsewhere may not use this workspace.")


class Control:
    """Answer `/_sim/*`."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    async def act(self, request: Request) -> Response:
        """Answer POST /_sim/as/{u}/{verb}."""
        return await self._answered(request, self._act)

    async def other(self, request: Request) -> Response:
        """Answer everything else under /_sim/."""
        return await self._answered(request, self._other)

    async def _answered(
        self, request: Request, work: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        try:
            check_loopback(request)
            return await work(request)
        except Refused as refusal:
            return json_answer(refusal.body(), refusal.status)
        except TooLarge:
            long = Refused("too_large", "That is more than this address takes.")
            return json_answer(long.body(), long.status)

    async def _act(self, request: Request) -> Response:
        verb = request.path_params["verb"]
        if verb not in ACTS:
            raise Refused("unknown_path", f"People cannot {verb!r}; they can: {', '.join(ACTS)}.")
        if request.method != "POST":
            raise Refused("method_not_allowed", "Acting is a POST.")
        asked = Asked(await _body(request, BODY_BYTES))
        person = find_person(self.hub, request.path_params["user"])
        if person.deleted or person.is_bot:
            raise Refused("deactivated", f"Nobody can act as {person.name}.")
        self.hub.journal.write("person", what=verb, user=person.id, args=asked.body)
        return await self._told(asked, await ACTS[verb](Scene(self.hub, person, asked)))

    async def _told(self, asked: Asked, answer: Obj) -> Response:
        """Answer once the bot acknowledged the events that this caused, or failed to."""
        waits = asked.body.get("wait", True) is not False
        for name in answer.get("deliveries", []) if waits else []:
            delivery = self.hub.deliveries.find(name)
            if delivery is not None:
                await outcome_of(delivery)
        return _ok(answer)

    async def _other(self, request: Request) -> Response:
        name, verb = request.path_params["name"], request.method
        if verb == "GET":
            return self._get(name, Asked(dict(request.query_params)), request)
        change = CHANGES.get((verb, name))
        if change is None:
            raise _wrong(name)
        most = UPLOAD_BYTES if name == "snapshot" else BODY_BYTES
        asked = Asked(dict(request.query_params) | await _body(request, most))
        return await self._told(asked, await change(self.hub, asked))

    def _get(self, name: str, asked: Asked, request: Request) -> Response:
        if name == "journal":
            lines = journal_lines(self.hub, asked)
            text = "".join(json.dumps(line) + "\n" for line in lines)
            return PlainTextResponse(text, media_type="application/x-ndjson")
        if name == "snapshot":
            return _ok(self.hub.snapshot())
        if name == "live":
            return self._live(asked, request)
        watch = WATCH.get(name)
        if watch is None:
            raise _wrong(name)
        return _ok(watch(self.hub, asked))

    def _live(self, asked: Asked, request: Request) -> Response:
        user = find_person(self.hub, asked.text("as")).id
        again = request.headers.get("last-event-id")
        known = {"since": again} if again else asked.body
        since = Asked(known).whole("since", 0) if "since" in known else None
        kinds = {kind for kind in (asked.maybe("kinds") or "").split(",") if kind}
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        stream = follow(self.hub, user, since, kinds)
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


async def _body(request: Request, most: int) -> Obj:
    """Return the body's JSON object; a list stands as {"rules": list}, nothing as {}."""
    raw = await read_body(request, most)
    if not raw:
        return {}
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Refused("bad_json", "The body is no JSON.") from error
    if isinstance(value, list):
        return {"rules": value}
    if not isinstance(value, dict):
        raise Refused("bad_json", "The body must be an object.")
    return value


def _ok(body: Obj) -> Response:
    return json_answer({"ok": True} | body, headers={"Cache-Control": "no-store"})


def _wrong(name: str) -> Refused:
    known = set(WATCH) | {known for _, known in CHANGES} | {"journal", "live", "snapshot"}
    if name in known:
        return Refused("method_not_allowed", f"/_sim/{name} is not asked like that.")
    return Refused(
        "unknown_path", f"There is no /_sim/{name}; there are: {', '.join(sorted(known))}."
    )


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
