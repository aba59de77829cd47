"""Start all parts of a composed Muster, and stop them so that nothing is lost."""

import asyncio
import logging
import signal
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from fastapi import FastAPI

from bot.app import Muster
from bot.cli._database import explained
from bot.cli._door import door
from bot.cli._server import Server
from bot.domain.errors import Rejected, Unavailable
from bot.ids import new_id
from bot.slack.gate import EventsDropped, Gate, Rules
from bot.slack.gate_bolt import bolt_behind_gate, events_behind_gate
from bot.slack.patience import AUTH
from bot.slack.sockets import Sockets
from bot.web.app import Site, create_app
from bot.web.console import console_for
from bot.web.health import Condition

log = logging.getLogger(__name__)

GRACE = timedelta(seconds=5)
"""How long calls under way may take at the end; supervisors kill after ten seconds."""

LAG = timedelta(seconds=60)
"""A promised call that waits longer than this makes Muster not ready."""

ELSEWHERE = "Set MUSTER_HTTP_HOST and MUSTER_HTTP_PORT to what is free on this machine."


@asynccontextmanager
async def running(muster: Muster) -> AsyncIterator[asyncio.Event]:
    """Run until the end of the block: the promised calls, the timers, Slack and the web pages.

    Gives what is set once people can begin. Raises Rejected when the port is taken, Unavailable
    when the database cannot be written.
    """
    ready = asyncio.Event()
    await _repair(muster)
    listening = bound(muster.settings.http_host, muster.settings.http_port)
    sockets = _sockets(muster)
    server = Server(_site(muster, sockets))
    async with asyncio.TaskGroup() as group, muster.errands.open(), door(muster):
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


async def _repair(muster: Muster) -> None:
    with explained(muster.settings.database_url):
        await muster.dispatcher.repair()


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


def _site(muster: Muster, sockets: Sockets | None) -> FastAPI:
    settings = muster.settings

    async def readiness() -> Sequence[Condition]:
        return [*await standing(muster), _hearing(sockets)]

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
    events = events_behind_gate(muster.listener.noted, muster.fp)
    rules = Rules(secrets=known)
    return Gate(inner, rules, clock=muster.clock, on_dropped=_dropped, on_event=events)


async def _dropped(dropped: EventsDropped) -> None:
    log.error("slack.events_dropped", extra={"dropped": str(dropped)})


async def standing(muster: Muster) -> Sequence[Condition]:
    """Find out whether promised calls get through."""
    try:
        stats = await muster.dispatcher.stats()
        refusal = await muster.store.look(lambda work: work.effects.why_blocked(AUTH))
    except Unavailable:
        return [Condition("database", is_met=False, reason="the database does not answer")]
    late, refusal = stats.lag > LAG, refusal or muster.token.refusal
    return [
        Condition("promised calls", not late, "promised calls wait too long" if late else ""),
        Condition("slack token", not refusal, refusal),
    ]


def _hearing(sockets: Sockets | None) -> Condition:
    trouble = sockets.trouble if sockets else ""
    return Condition("slack", not trouble, trouble)
