"""Send requests to an ASGI app, signed as Slack signs them or not."""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.slack.gate import EventsDropped, Gate, Rules

NOW = datetime(2026, 1, 5, 2, 14, tzinfo=UTC)
STAMP = str(int(NOW.timestamp())).encode()
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
JSON, FORM = b"application/json", b"application/x-www-form-urlencoded"

Pairs = list[tuple[bytes, bytes]]


def clock() -> datetime:
    return NOW


def signature(body: bytes, *, stamp: bytes = STAMP, secret: str = SECRET) -> bytes:
    digest = hmac.new(secret.encode(), b"v0:" + stamp + b":" + body, hashlib.sha256)
    return b"v0=" + digest.hexdigest().encode()


def headers(
    body: bytes, content_type: bytes = JSON, *, stamp: bytes = STAMP, secret: str = SECRET
) -> Pairs:
    return [
        (b"host", b"muster.example.com"),
        (b"content-type", content_type),
        (b"x-slack-request-timestamp", stamp),
        (b"x-slack-signature", signature(body, stamp=stamp, secret=secret)),
    ]


def event(**inner: Any) -> bytes:
    body = {
        "type": "event_callback",
        "team_id": "T1",
        "api_app_id": "A1",
        "event_id": "Ev1",
        "event": {"type": "message", "text": "hello", **inner},
    }
    return json.dumps(body).encode()


@dataclass(frozen=True)
class Answered:
    status: int
    body: bytes
    headers: dict[bytes, bytes]


@dataclass
class Inner:
    """What stands behind the gate in a test; keeps what it was given."""

    status: int = 200
    bodies: list[Any] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        self.bodies.append(json.loads(message["body"]))
        self.scopes.append(scope)
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": b"inner"})


async def knock(
    app: ASGIApp,
    body: bytes | Iterable[Message] = b"",
    *,
    sent: Pairs | None = None,
    path: str = "/slack/events",
    method: str = "POST",
) -> Answered | None:
    """Send one request and return the answer; None when there was none."""
    messages = [{"type": "http.request", "body": body}] if isinstance(body, bytes) else body
    incoming = chain(messages, [{"type": "http.disconnect"}])
    outgoing: list[Message] = []

    async def receive() -> Message:
        return dict(next(incoming))

    async def send(message: Message) -> None:
        outgoing.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": sent or [],
    }
    await app(scope, receive, send)
    if not outgoing:
        return None
    start, *rest = outgoing
    content = b"".join(message["body"] for message in rest)
    return Answered(start["status"], content, dict(start["headers"]))


async def nobody(dropped: EventsDropped) -> None:
    raise AssertionError(dropped)


def gate(inner: Inner, rules: Rules | None = None) -> Gate:
    return Gate(inner, rules or Rules(secrets=(SECRET,)), clock=clock, on_dropped=nobody)
