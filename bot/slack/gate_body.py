"""Read a request body that may be endless, late or cut."""

import asyncio
import re
from datetime import timedelta

from starlette.types import Receive

from bot.slack.gate_signature import Headers

MAX_BYTES = 1 << 20
LENGTH = re.compile(rb"[0-9]{1,19}")


class Unread(Exception):
    """The body was not read to its end; `status` is what HTTP calls the reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Gone(Exception):
    """The sender was gone before the body was complete."""


async def read_body(headers: Headers, receive: Receive, *, within: timedelta) -> bytes:
    """Return the whole body; raises Unread or Gone.

    Never holds more than 1 MiB and one chunk, whatever is sent or announced.
    """
    for key, value in headers:
        if key == b"content-length":
            _check_length(value)
    try:
        async with asyncio.timeout(within.total_seconds()):
            return await _streamed(receive)
    except TimeoutError as error:
        raise Unread(408, "body too slow") from error


def _check_length(value: bytes) -> None:
    if not LENGTH.fullmatch(value):
        raise Unread(400, "content length malformed")
    if int(value) > MAX_BYTES:
        raise Unread(413, "body too large")


async def _streamed(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        body += message.get("body", b"")
        if len(body) > MAX_BYTES:
            raise Unread(413, "body too large")
        if not message.get("more_body", False):
            return bytes(body)
