"""Send signed requests over many connections at once, as fast as they are answered."""

import asyncio
import hashlib
import hmac
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the requests: the answers by status, and how long each took."""

    statuses: tuple[int, ...]
    took_ms: tuple[float, ...]
    wall_s: float

    @property
    def accepted(self) -> int:
        """How many were answered with 200."""
        return self.statuses.count(200)

    def quantile_ms(self, share: float) -> float:
        """Return the time that this share of the answers did not exceed."""
        return sorted(self.took_ms)[int(len(self.took_ms) * share)]


def signed(body: bytes, secret: str, content_type: str = JSON) -> bytes:
    """Write the whole request, signed just now."""
    stamp = str(int(time.time()))
    base = b"v0:" + stamp.encode() + b":" + body
    signature = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={signature}\r\n\r\n"
    )
    return head.encode() + body


async def knock(port: int, requests: Sequence[bytes], *, connections: int = 32) -> Sent:
    """Send all requests, each connection its next one when the last was answered."""
    statuses: list[int] = []
    took: list[float] = []
    left = iter(requests)
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(_connection(port, left, statuses, took))
    return Sent(tuple(statuses), tuple(took), time.perf_counter() - began)


async def _connection(
    port: int, left: Iterator[bytes], statuses: list[int], took: list[float]
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in left:
        began = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_length(head))
        took.append((time.perf_counter() - began) * 1000)
        statuses.append(int(head[9:12]))
    writer.close()


def _length(head: bytes) -> int:
    """Return how long the body of an answer is; ours always say so."""
    lines = head.lower().split(b"\r\n")
    return next(
        (int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length")), 0
    )
