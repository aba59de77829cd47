"""Two connections that are looked after: one of them lives whatever happens to the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.app import composed
from bot.cli.manifest import MANIFEST
from bot.localslack.hub import Options
from bot.localslack.workspace import Workspace
from bot.slack.sockets import Sockets
from tests.slack.town import settings_of


@dataclass
class Watch:
    """Lets the watchdog look only when the test says so; keeps how long it wanted to wait."""

    waits: list[float] = field(default_factory=list)
    looks: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    looked: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def pause(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.looked.release()
        await self.looks.acquire()

    async def look(self) -> None:
        self.looks.release()
        await self.looked.acquire()


@dataclass
class Line:
    workspace: Workspace
    sockets: Sockets
    watch: Watch

    @property
    def connections(self) -> int:
        return len(self.workspace.hub.deliveries.sockets.connections)

    def is_up(self) -> bool:
        return self.sockets.is_connected

    async def has(self, connections: int) -> None:
        """Wait until there are so many connections."""
        records = self.workspace.hub.journal
        async with asyncio.timeout(10):
            while self.connections != connections:
                await records.beyond(records.seq)

    async def answers(self) -> bool:
        answer = await self.workspace.person("ana").slash("#general", "/incident list")
        return bool(answer["outcome"] == "acked")

    async def do(self, what: str) -> None:
        await self.workspace.director.send("POST", "sockets", {"do": what})


@asynccontextmanager
async def line(database_url: str) -> AsyncIterator[Line]:
    watch = Watch()
    async with Workspace(Options(manifest=MANIFEST, rate_scale=0)) as workspace:
        settings = settings_of(workspace, database_url, {})
        async with composed(settings) as muster, muster.errands.open():
            token = settings.slack_app_token.get_secret_value()
            sockets = Sockets(muster.bolt, token, pause=watch.pause)
            async with asyncio.TaskGroup() as group:
                running = group.create_task(sockets.run())
                await watch.looked.acquire()
                try:
                    yield Line(workspace, sockets, watch)
                finally:
                    running.cancel()
                    await sockets.close()


async def test_two_connections_are_opened(sqlite_url: str) -> None:
    async with line(sqlite_url) as alive:
        assert alive.connections == 2
        assert alive.sockets.is_connected
        assert alive.watch.waits == [10]
        assert await alive.answers()

    assert not alive.sockets.is_connected


async def test_a_refresh_leaves_no_gap(sqlite_url: str) -> None:
    async with line(sqlite_url) as alive:
        await alive.workspace.director.send("POST", "sockets", {"do": "refresh", "connection": 1})

        assert await alive.answers()
        await alive.has(2)


async def test_connections_that_were_cut_are_opened_again(sqlite_url: str) -> None:
    async with line(sqlite_url) as alive:
        await alive.do("drop")
        await alive.has(0)

        async with asyncio.timeout(10):
            while alive.connections < 2:
                await alive.watch.look()

        assert await alive.answers()


async def test_while_slack_is_away_the_watchdog_looks_more_often(sqlite_url: str) -> None:
    async with line(sqlite_url) as alive:
        await alive.workspace.director.fault(
            {"on": "api", "match": {"method": "apps.connections.open"},
             "do": {"kind": "error", "code": "internal_error"}}
        )  # fmt: skip
        await alive.do("drop")
        await alive.has(0)

        async with asyncio.timeout(10):
            while alive.is_up():
                await alive.watch.look()
        assert alive.watch.waits[-1] == 2

        await alive.workspace.director.send("DELETE", "faults", None)
        await alive.watch.look()
        assert alive.is_up()
        assert await alive.answers()
