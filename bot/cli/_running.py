"""Start all parts of a composed Muster, and stop them so that nothing is lost."""

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import uvicorn
from fastapi import FastAPI

from bot.app import Muster, new_id
from bot.domain.errors import Rejected, Unavailable
from bot.slack.gate import EventsDropped, Gate, Rules
from bot.slack.gate_bolt import bolt_behind_gate
from bot.slack.sockets import Sockets
from bot.web.app import Site, create_app
from bot.web.console import console_for
from bot.web.health import Condition

log = logging.getLogger(__name__)

GRACE = timedelta(seconds=5)
"""How long calls under way may take at the end; supervisors kill after ten seconds."""

CLOSING_S = 2
"""How long somebody who reads a page may still read it."""

LAG = timedelta(seconds=60)
"""A promised call that waits longer than this makes Muster not ready."""

ELSEWHERE = "Set MUSTER_HTTP_HOST and MUSTER_HTTP_PORT to what is free on this machine."


class Server(uvicorn.Server):
    """Uvicorn without hands on the signals of the process, which are ours; `up` once it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self.up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


@asynccontextmanager
async def running(muster: Muster) -> AsyncIterator[asyncio.Event]:
    """Run until the end of the block: the promised calls, the timers, Slack and the web pages.

    Gives what is set once people can begin. Raises Rejected when the port is taken.
    """
    ready = asyncio.Event()
    listening = bound(muster.settings.http_host, muster.settings.http_port)
    sockets = _sockets(muster)
    server = Server(_config(_site(muster, sockets)))
    await muster.dispatcher.repair()
    async with asyncio.TaskGroup() as group, muster.errands.open():
        group.create_task(muster.dispatcher.run())
        serving = group.create_task(server.serve(sockets=[listening]))
        hearing = group.create_task(sockets.run()) if sockets else None
        telling = group.create_task(_watch(ready, muster, server, sockets))
        muster.ticker.start()
        try:
            yield ready
        finally:
            log.info("muster.stopping")
            telling.cancel()
            if sockets and hearing:
                hearing.cancel()
                await sockets.close()
            server.should_exit = True
            await serving
            muster.ticker.stop()
            await muster.dispatcher.stop(GRACE)


def bound(host: str, port: int, otherwise: str = ELSEWHERE) -> socket.socket:
    """Take the address; raises Rejected, saying what to do, when that is not possible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        problem = f"Port {port} on {host} cannot be used: {error.strerror}."
        raise Rejected(f"{problem} {otherwise}") from error
    return taken


async def until_stopped() -> None:
    """Wait for Ctrl-C or SIGTERM."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stopped.set)
    await stopped.wait()


async def _watch(
    ready: asyncio.Event, muster: Muster, server: Server, sockets: Sockets | None
) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(muster.token.watch(asyncio.sleep))
        group.create_task(_tell(ready, muster, server, sockets))


async def _tell(
    ready: asyncio.Event, muster: Muster, server: Server, sockets: Sockets | None
) -> None:
    """Say when people can begin: the pages are served, and Slack is heard."""
    await server.up.wait()
    if sockets:
        await sockets.connected()
    how = "Socket Mode" if sockets else f"requests to {muster.settings.page_url}/slack/events"
    log.info("muster.ready", extra={"slack": how, "pages": f"{muster.settings.page_url}/status"})
    ready.set()


def _sockets(muster: Muster) -> Sockets | None:
    token = muster.settings.slack_app_token.get_secret_value()
    if not token:
        return None
    pause, seconds = asyncio.sleep, asyncio.get_running_loop().time
    sockets = Sockets(muster.bolt, token, pause=pause, monotonic=seconds, fp=muster.fp)
    muster.token.slack.said = sockets.hearing.said
    return sockets


def _config(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=CLOSING_S
    )


def _site(muster: Muster, sockets: Sockets | None) -> FastAPI:
    settings = muster.settings

    async def readiness() -> Sequence[Condition]:
        return [await _ledger(muster), _token(muster), _hearing(sockets)]

    site = Site(
        posts=muster.posts,
        readiness=readiness,
        templates=settings.templates,
        clock=muster.clock,
        new_error_id=new_id,
        url=settings.page_url,
        gate=None if sockets else _gate(muster),
        console=console_for(
            muster.archive,
            bound_to=settings.http_host,
            url=settings.page_url,
            is_allowed=settings.console,
        ),
    )
    return create_app(site)


def _gate(muster: Muster) -> Gate:
    settings = muster.settings
    secrets = (settings.slack_signing_secret, settings.slack_signing_secret_previous)
    known = tuple(each.get_secret_value() for each in secrets if each.get_secret_value())
    inner = bolt_behind_gate(muster.bolt, muster.fp)
    return Gate(inner, Rules(secrets=known), clock=muster.clock, on_dropped=_dropped)


async def _dropped(dropped: EventsDropped) -> None:
    log.error("slack.events_dropped", extra={"dropped": str(dropped)})


async def _ledger(muster: Muster) -> Condition:
    try:
        stats = await muster.dispatcher.stats()
    except Unavailable:
        return Condition("database", is_met=False, reason="the database does not answer")
    late = stats.lag > LAG
    return Condition("promised calls", not late, "promised calls wait too long" if late else "")


def _token(muster: Muster) -> Condition:
    return Condition("slack token", not muster.token.refusal, muster.token.refusal)


def _hearing(sockets: Sockets | None) -> Condition:
    trouble = sockets.trouble if sockets else ""
    return Condition("slack", not trouble, trouble)
