"""The local workspace as one thing to start and stop."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from types import TracebackType
from typing import Self

import httpx

from bot.localslack.actor import Actor, Director, loopback_client
from bot.localslack.app import build_app
from bot.localslack.clock import Clock
from bot.localslack.delivery.http_transport import HttpTransport
from bot.localslack.hub import Hub, Options
from bot.localslack.manifest import read_manifest
from bot.localslack.server import LoopbackServer
from bot.localslack.shapes import Obj
from bot.localslack.state.snapshot import load

HTTP_LIMIT_S = 30.0
SAVE_EVERY_S = 5.0
Start = Callable[[Coroutine[object, object, object]], object]


class Workspace:
    """A Slack on 127.0.0.1: `async with Workspace(Options(manifest=path)) as ws: ...`.

    Port 0 takes a free one. A tool that drives the time passes its own `Clock("manual", start)`.
    """

    def __init__(self, options: Options, *, port: int = 0, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        manifest = read_manifest(options.manifest, without=options.without_scopes)
        self.hub = Hub(options, manifest, self.clock)
        self._port = port
        self._stack = AsyncExitStack()
        self._director: Director | None = None
        self._saved_seq = -1

    @property
    def base_url(self) -> str:
        """Return the address, without a slash at its end."""
        return self.hub.base_url

    @property
    def api_url(self) -> str:
        """Return what `AsyncWebClient(base_url=...)` takes."""
        return f"{self.hub.base_url}/api/"

    @property
    def bot_token(self) -> str:
        """Return the token for the Web API."""
        return self.hub.world.app.bot_token

    @property
    def app_token(self) -> str:
        """Return the token for Socket Mode."""
        return self.hub.world.app.app_token

    @property
    def signing_secret(self) -> str:
        """Return the secret that HTTP deliveries are signed with."""
        return self.hub.world.app.signing_secret

    @property
    def director(self) -> Director:
        """Return the client that looks, waits and changes conditions."""
        if self._director is None:
            raise RuntimeError("The workspace is not running.")
        return self._director

    def person(self, name: str) -> Actor:
        """Return somebody to act as."""
        return Actor(self.director, name)

    async def until_message(
        self, channel: str, text: str, *, since: int = 0, count: int = 1
    ) -> Obj:
        """Wait for a message (text or /pattern/) in a channel ("#inc-1-*") and return it."""
        return await self.director.until_message(channel, text, since=since, count=count)

    def assert_clean(self) -> None:
        """Fail when the bot did something wrong unannounced, or a fault rule never fired."""
        wrong = [f"{v['code']} in {v['where']}: {v['detail']}" for v in self.hub.violations.found]
        idle = [f"fault {rule.id} never fired" for rule in self.hub.faults.rules if not rule.fired]
        assert not wrong + idle, "; ".join(wrong + idle)  # noqa: S101 - this is what it is for

    async def deliver_to(self, request_url: str) -> None:
        """Tell the bot by signed HTTP requests to this address from now on."""
        transport = loopback_client(request_url)
        transport.follow_redirects, transport.max_redirects = True, 2
        transport.timeout = httpx.Timeout(HTTP_LIMIT_S)
        client = await self._stack.enter_async_context(transport)
        self.hub.deliveries.http = HttpTransport(request_url, self.signing_secret, client)

    def save(self) -> None:
        """Write the state file, if there is one and anything happened since."""
        path = self.hub.options.state
        self.hub.journal.flush()
        if path is None or self._saved_seq == self.hub.journal.seq:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(path.name + ".new")
        fresh.write_text(json.dumps(self.hub.snapshot()), encoding="ascii")
        fresh.replace(path)
        self._saved_seq = self.hub.journal.seq

    async def __aenter__(self) -> Self:
        self._restore()
        server = LoopbackServer(self._port)
        self.hub.base_url = server.url
        self.hub.settle_in()
        self.hub.deliveries.sockets.transport_of = server.transport_of
        start = await self._stack.enter_async_context(_background())
        self.hub.deliveries.start = start
        self.clock.settled = self.hub.deliveries.settled
        start(self.clock.run())
        if self.hub.options.transport == "http":
            await self.deliver_to(self.hub.options.request_url)
        client = await self._stack.enter_async_context(loopback_client(server.url))
        self._director = Director(client)
        self._stack.push_async_callback(server.close)
        self._stack.callback(self._say_goodbye)
        await server.open(build_app(self.hub, server))
        self._save_later()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.save()
        await self._stack.aclose()
        self.hub.journal.close()

    def _restore(self) -> None:
        """Take up the state file; the manifest decides anew what is granted."""
        path = self.hub.options.state
        if path is None or not path.exists():
            return
        try:
            world = load(json.loads(path.read_text(encoding="ascii")), self.hub.ids)
        except ValueError as error:
            message = f"{path} is no state of the local workspace ({error}): move it away"
            raise ValueError(message) from error
        world.app.scopes = list(self.hub.manifest.scopes)
        self.hub.take(world)

    def _save_later(self) -> None:
        if self.hub.options.state is not None and self.clock.mode == "wall":
            self.clock.later(SAVE_EVERY_S, "save", self._save_and_again)

    def _save_and_again(self) -> None:
        self.save()
        self._save_later()

    def _say_goodbye(self) -> None:
        self.hub.closing.set()
        self.hub.journal.write("control", what="closing")


@asynccontextmanager
async def _background() -> AsyncIterator[Start]:
    """Run coroutines beside everything else; at the end the unfinished ones are cancelled."""
    running: set[asyncio.Task[object]] = set()
    async with asyncio.TaskGroup() as group:

        def start(work: Coroutine[object, object, object]) -> object:
            task = group.create_task(work)
            running.add(task)
            task.add_done_callback(running.discard)
            return task

        try:
            yield start
        finally:
            for task in list(running):
                task.cancel()
