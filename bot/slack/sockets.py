"""Socket Mode: two connections, so that a refresh of one leaves no gap, watched by a watchdog.

One that is dead is opened again, one that was silent for a while is replaced, and both are when
what Muster says does not come back.
Vendor: https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import logging
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.domain.errors import Unavailable
from bot.effects.faultpoints import FaultPoint, unharmed
from bot.slack.calls import SlackRefused, TokenRefused, once
from bot.slack.gate_shape import COMMAND, EVENT, INTERACTION, Misshapen, readable
from bot.slack.hearing import SILENT, Hearing
from bot.slack.shapes import tally

log = logging.getLogger(__name__)

CONNECTIONS = 2
EVERY = timedelta(seconds=10)
CONNECT_WITHIN = timedelta(seconds=8)
ANSWER_WITHIN = timedelta(seconds=2)

KINDS: Mapping[str, str] = {"slash_commands": COMMAND, "events_api": EVENT}
"""What each type of envelope holds; all others hold an interaction."""

NOT_CONNECTED = "no connection to Slack"
NOTHING_HEARD = "connected to Slack, but nothing that happens there is heard"

UNKNOWN = 404
"""What Bolt answers to a type of payload that nobody listens to."""


class Sockets:
    """Keeps the connections open until told to stop.

    `pause` waits between two looks, `monotonic` counts seconds.
    """

    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        *,
        pause: Callable[[float], Awaitable[None]],
        monotonic: Callable[[], float],
        fp: FaultPoint = unharmed,
    ) -> None:
        self._app, self._app_token, self._fp = app, app_token, fp
        self._handlers = [
            AsyncSocketModeHandler(app, app_token, web_client=app.client, ping_interval=10)
            for _each in range(CONNECTIONS)
        ]
        for handler in self._handlers:
            handler.client.proxy = app.client.proxy
            handler.client.socket_mode_request_listeners = [self._hear]
            handler.client.issue_new_wss_url = self._address  # type: ignore[method-assign]  # see there
        self._pause, self._monotonic = pause, monotonic
        self.hearing = Hearing(monotonic)
        self._fresh_at: dict[AsyncSocketModeHandler, float] = {}
        self._renewed_at, self._again_at = monotonic(), monotonic()
        self._alive = 0
        self._first = asyncio.Event()
        self._told = ""
        self._is_closing = False
        self._under_way = 0
        self._ignored: Counter[str] = Counter()
        self._quiet = asyncio.Event()
        self._quiet.set()

    @property
    def is_connected(self) -> bool:
        """Whether at least one connection was alive at the last look."""
        return self._alive > 0

    @property
    def trouble(self) -> str:
        """Say why Slack is not heard; "" as far as we know that it is."""
        if not self.is_connected:
            return f"no connection to Slack: {self._told}" if self._told else NOT_CONNECTED
        return NOTHING_HEARD if self.hearing.is_deaf() else ""

    async def connected(self) -> None:
        """Wait for the first connection."""
        await self._first.wait()

    async def run(self) -> None:
        """Connect, then look every ten seconds and connect anew what has died."""
        while True:
            self._alive = sum([await self._look_after(handler) for handler in self._handlers])
            if self._alive:
                self._first.set()
                await self._renew()
            await self._pause((EVERY if self._alive == CONNECTIONS else EVERY / 5).total_seconds())

    async def close(self) -> None:
        """Answer what is under way, then close; what was not acknowledged comes again."""
        self._is_closing, self._alive = True, 0
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_WITHIN.total_seconds()):
                await self._quiet.wait()
        for handler in self._handlers:
            await handler.client.close()  # type: ignore[no-untyped-call]  # the SDK is not typed

    async def _hear(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        if self._is_closing:  # nobody could be answered any more
            return
        self.hearing.heard(request.payload)
        for handler in self._handlers:
            if handler.client is client:
                self._fresh_at[handler] = self._monotonic()
        self._under_way += 1
        self._quiet.clear()
        try:
            answer = await self.answered(request)
            self._fp("delivery.before_ack", request.envelope_id)
            await send_async_response(client, request, answer, 0.0)
            self._fp("delivery.acked", request.envelope_id)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._quiet.set()

    async def answered(self, request: SocketModeRequest) -> BoltResponse:
        """Return what Bolt answers; what it cannot read or does not know is acknowledged unread."""
        kind = KINDS.get(request.type, INTERACTION)
        try:
            request.payload = readable(kind, request.payload)
        except Misshapen as misshapen:
            return self._ignore(kind, str(misshapen))
        answer: BoltResponse = await run_async_bolt_app(self._app, request)
        return self._ignore(kind, "type") if answer.status == UNKNOWN else answer

    def _ignore(self, kind: str, fault: str) -> BoltResponse:
        times = tally(self._ignored, kind)
        if times:
            log.warning("delivery.ignored", extra={"kind": kind, "at": fault, "times": times})
        return BoltResponse(status=200)

    async def _look_after(self, handler: AsyncSocketModeHandler) -> bool:
        return await handler.client.is_connected() or await self._connect(handler)

    async def _renew(self) -> None:
        """Replace the connection that has been silent longest, both when we seem to be deaf."""
        now, silent = self._monotonic(), SILENT.total_seconds()
        if self.hearing.is_deaf():
            fresh = {each: self._fresh_at.get(each, -math.inf) for each in self._handlers}
            stale = [each for each, at in fresh.items() if now - at >= EVERY.total_seconds()]
        else:
            longest = min(self._handlers, key=lambda each: self._fresh_at.get(each, now))
            is_silent = now - self._fresh_at.get(longest, now) >= silent
            stale = [longest] if is_silent and now - self._renewed_at >= silent else []
        for handler in stale:
            self._renewed_at = now
            await self._connect(handler)

    async def _connect(self, handler: AsyncSocketModeHandler) -> bool:
        if self._monotonic() < self._again_at:
            return False
        client = handler.client
        try:
            async with asyncio.timeout(CONNECT_WITHIN.total_seconds()):
                await client.connect_to_new_endpoint(force=True)
        except (SlackRefused, Unavailable, aiohttp.ClientError, OSError) as failure:
            self._wait(getattr(failure, "retry_after", None))
            self._tell(_why(failure))
            return False
        self._told = ""
        self._fresh_at[handler] = self._monotonic()
        return bool(await client.is_connected())

    async def _address(self) -> str:
        """Ask Slack where to connect to; the SDK breaks down over an answer that it cannot read.

        Vendor: https://docs.slack.dev/reference/methods/apps.connections.open
        """
        method = "apps.connections.open"
        url = (await once(self._app.client, method, app_token=self._app_token)).get("url")
        if isinstance(url, str) and url.startswith(("wss://", "ws://")):
            return url
        raise Unavailable(f"Slack's answer to {method} names no address")

    def _wait(self, asked: timedelta | None) -> None:
        """Leave Slack alone for as long as it asks, or until it may take our token again."""
        if asked is None:
            return
        self._again_at = self._monotonic() + asked.total_seconds()
        for handler in self._handlers:
            handler.client.auto_reconnect_enabled = False  # until it is connected again

    def _tell(self, why: str) -> None:
        """Log a reason once, however often it keeps us from connecting."""
        if why != self._told:
            log.warning("socket.not_connected", extra={"why": why})
        self._told = why


def _why(failure: Exception) -> str:
    if isinstance(failure, (SlackRefused, TokenRefused)):
        return f"Slack refuses a connection: {failure.code}; muster doctor says more"
    return str(failure) or type(failure).__name__
