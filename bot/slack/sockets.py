"""Socket Mode: two connections, so that a refresh of one leaves no gap, watched by a watchdog.

Vendor: https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.effects.faultpoints import FaultPoint, unharmed
from bot.slack.gate_shape import COMMAND, EVENT, INTERACTION, Misshapen, readable
from bot.slack.shapes import tally

log = logging.getLogger(__name__)

CONNECTIONS = 2
EVERY = timedelta(seconds=10)
CONNECT_WITHIN = timedelta(seconds=8)
ANSWER_WITHIN = timedelta(seconds=2)

KINDS: Mapping[str, str] = {"slash_commands": COMMAND, "events_api": EVENT}
"""What each type of envelope holds; all others hold an interaction."""

UNKNOWN = 404
"""What Bolt answers to a type of payload that nobody listens to."""


class Sockets:
    """Keeps the connections open until told to stop. `pause` waits between two looks."""

    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        *,
        pause: Callable[[float], Awaitable[None]],
        fp: FaultPoint = unharmed,
    ) -> None:
        self._app, self._fp = app, fp
        self._handlers = [
            AsyncSocketModeHandler(app, app_token, web_client=app.client, ping_interval=10)
            for _each in range(CONNECTIONS)
        ]
        for handler in self._handlers:
            handler.client.proxy = app.client.proxy
            handler.client.socket_mode_request_listeners = [self._hear]
        self._pause = pause
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

    async def connected(self) -> None:
        """Wait for the first connection."""
        await self._first.wait()

    async def run(self) -> None:
        """Connect, then look every ten seconds and connect anew what has died."""
        while True:
            self._alive = sum([await self._look_after(handler) for handler in self._handlers])
            if self._alive:
                self._first.set()
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
        client = handler.client
        if await client.is_connected():
            return True
        try:
            async with asyncio.timeout(CONNECT_WITHIN.total_seconds()):
                await client.connect_to_new_endpoint(force=True)
        except SlackApiError as refusal:
            self._tell(
                f"Slack refuses a connection: {refusal.response['error']}; muster doctor says more"
            )
            return False
        except (aiohttp.ClientError, TimeoutError, OSError) as failure:
            self._tell(str(failure) or type(failure).__name__)
            return False
        self._told = ""
        return bool(await client.is_connected())

    def _tell(self, why: str) -> None:
        """Log a reason once, however often it keeps us from connecting."""
        if why != self._told:
            log.warning("socket.not_connected", extra={"why": why})
        self._told = why
