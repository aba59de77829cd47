"""Decide before Bolt which requests are Slack's own, whole and well-shaped."""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeAlias

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.ports import Clock, Json
from bot.slack.gate_body import Gone, Unread, read_body
from bot.slack.gate_replays import Replays
from bot.slack.gate_shape import CERTIFICATE_CHECK, JSON, ROUTES, Misshapen, Shaped, senders, shaped
from bot.slack.gate_signature import Unsigned, checked_signature, only
from bot.slack.shapes import tally

log = logging.getLogger(__name__)

BODIES: Mapping[int, bytes] = {
    200: b"",
    400: b'{"error":"bad request"}',
    401: b'{"error":"unauthorized"}',
    404: b'{"error":"not found"}',
    405: b'{"error":"method not allowed"}',
    408: b'{"error":"request timeout"}',
    413: b'{"error":"payload too large"}',
}

EXTRA_HEADERS: Mapping[int, tuple[tuple[bytes, bytes], ...]] = {
    405: ((b"allow", b"POST"),),
    408: ((b"connection", b"close"),),
    413: ((b"connection", b"close"),),
}
"""What is left of a body that was not read to its end must not be taken for the next request."""

PASSED_ON = frozenset({b"host", b"x-slack-retry-num", b"x-slack-retry-reason"})
"""No other header reaches Bolt, which obeys some, like x-slack-bolt-lazy-only; none is signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Whom the gate lets in.

    `secrets` are the signing secrets that count: the current one, then during rotation the
    previous one. Empty `apps` or `teams` means any.
    """

    secrets: tuple[str, ...] = field(repr=False)
    apps: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    body_within: timedelta = timedelta(seconds=2)

    def __post_init__(self) -> None:
        """Refuse a gate that anybody could open."""
        if not self.secrets or not all(self.secrets):
            raise ValueError("the gate needs a signing secret, and none may be empty")


@dataclass(frozen=True, slots=True)
class EventsDropped:
    """Slack dropped events of a workspace during this minute: it had sent too many."""

    team: str
    minute: datetime


class TurnedAway(Exception):
    """The request was turned away with this status; `reason` is a constant, for the log."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


OnEvent: TypeAlias = Callable[[Json, Callable[[], Awaitable[int]]], Awaitable[int]]
"""Takes an event and what acknowledges it, and returns the status that was answered."""


class Gate:
    """ASGI app in front of Bolt: lets in what Slack signed just now and Bolt can read.

    All else is answered 400, 401, 404, 405, 408 or 413 with a constant body, and counted. Bolt
    (`inner`) gets the body as JSON and no header that it could misunderstand, so its own check of
    the signature must be off. A request that Bolt has answered with 2xx is answered 200 without
    effect when it comes again. `app_rate_limited` never reaches Bolt, which knows no such thing:
    it goes to `on_dropped`, and is answered 200 when that returns. With `on_event` events go there
    and not to Bolt. Slack's check of our
    certificate (`ssl_check=1`, signed) is answered 200 here, too. Nothing is caught here that
    `inner`, `on_dropped` or `on_event` raise.
    Vendor: https://docs.slack.dev/reference/events/app_rate_limited
    """

    def __init__(
        self,
        inner: ASGIApp,
        rules: Rules,
        *,
        clock: Clock,
        on_dropped: Callable[[EventsDropped], Awaitable[None]],
        on_event: OnEvent | None = None,
    ) -> None:
        self.turned_away: Counter[str] = Counter()
        self._inner = inner
        self._rules = rules
        self._clock = clock
        self._on_dropped = on_dropped
        self._on_event = on_event
        self._replays = Replays()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        try:
            signature, found = await self._admitted(scope, receive)
        except TurnedAway as answer:
            self._count(answer.reason)
            await _answer(send, answer.status)
            return
        except Gone:
            self._count("sender gone")
            return
        if found.body.get("type") == "app_rate_limited":
            await self._on_dropped(_dropped(found))
            status = await _answer(send, 200)
        elif found.kind == CERTIFICATE_CHECK:
            status = await _answer(send, 200)
        elif self._on_event and found.body.get("type") == "event_callback":
            status = await self._on_event(found.body, partial(_answer, send, 200))
        else:
            status = await _relay(found, self._inner, scope, receive, send)
        if status in range(200, 300):
            self._replays.add(signature, now=self._clock())

    async def _admitted(self, scope: Scope, receive: Receive) -> tuple[bytes, Shaped]:
        if scope["path"] not in ROUTES:
            raise TurnedAway(404, "path")
        if scope["method"] != "POST":
            raise TurnedAway(405, "method")
        headers = scope["headers"]
        try:
            body = await read_body(headers, receive, within=self._rules.body_within)
            signature = checked_signature(
                headers, body, secrets=self._rules.secrets, now=self._clock()
            )
            found = shaped(scope["path"], only(headers, b"content-type"), body)
        except Unsigned as error:
            raise TurnedAway(401, str(error)) from error
        except Misshapen as error:
            raise TurnedAway(400, str(error)) from error
        except Unread as error:
            raise TurnedAway(error.status, str(error)) from error
        self._check_sender(found)
        if signature in self._replays:
            raise TurnedAway(200, "replay")
        return signature, found

    def _check_sender(self, found: Shaped) -> None:
        if found.kind == CERTIFICATE_CHECK or found.body.get("type") == "url_verification":
            return
        app, teams = senders(found.body)
        if self._rules.apps and app not in self._rules.apps:
            raise TurnedAway(401, "app not allowed")
        if self._rules.teams and not self._rules.teams & teams:
            raise TurnedAway(401, "workspace not allowed")

    def _count(self, reason: str) -> None:
        times = tally(self.turned_away, reason)
        if times:
            log.warning("slack.turned_away", extra={"reason": reason, "times": times})


def _dropped(found: Shaped) -> EventsDropped:
    minute = datetime.fromtimestamp(found.body["minute_rate_limited"], UTC)
    return EventsDropped(team=found.body.get("team_id") or "", minute=minute)


async def _relay(found: Shaped, inner: ASGIApp, scope: Scope, receive: Receive, send: Send) -> int:
    """Let `inner` answer the request, and return the status that it answered."""
    passed = [(key, value) for key, value in scope["headers"] if key in PASSED_ON]
    length = str(len(found.forwarded)).encode()
    headers = [*passed, (b"content-type", JSON), (b"content-length", length)]
    unread = [found.forwarded]
    answered = [0]

    async def receive_again() -> Message:
        if unread:
            return {"type": "http.request", "body": unread.pop(), "more_body": False}
        return await receive()

    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            answered[0] = message["status"]
        await send(message)

    await inner({**scope, "headers": headers, "query_string": b""}, receive_again, send_on)
    return answered[0]


async def _answer(send: Send, status: int) -> int:
    body = BODIES[status]
    headers = [
        (b"content-type", JSON),
        (b"content-length", str(len(body)).encode()),
        *EXTRA_HEADERS.get(status, ()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
    return status
