"""Two connections that are looked after: one of them lives whatever happens to the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.app import Muster, composed
from bot.cli.manifest import MANIFEST
from bot.localslack.hub import Options
from bot.localslack.shapes import Obj
from bot.localslack.workspace import Workspace
from bot.slack.sockets import Sockets
from tests.slack.town import settings_of


@dataclass
class Watch:
    """Lets the watchdog look only when the test says so; keeps how long it wanted to wait."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    looks: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    looked: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def pause(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.looked.release()
        await self.looks.acquire()

    async def look(self, *, after: float = 0.0) -> None:
        """Let it look, so many seconds later."""
        self.seconds += after
        self.looks.release()
        await self.looked.acquire()


@dataclass
class Line:
    workspace: Workspace
    muster: Muster
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
async def line(database_url: str, *faults: Obj) -> AsyncIterator[Line]:
    watch = Watch()
    async with Workspace(Options(manifest=MANIFEST, rate_scale=0)) as workspace:
        await workspace.director.fault(*faults)
        settings = settings_of(workspace, database_url, {})
        async with composed(settings) as muster, muster.errands.open():
            token = settings.slack_app_token.get_secret_value()
            sockets = Sockets(
                muster.bolt, token, pause=watch.pause, monotonic=lambda: watch.seconds
            )
            muster.token.slack.said = sockets.hearing.said
            async with asyncio.TaskGroup() as group:
                running = group.create_task(sockets.run())
                await watch.looked.acquire()
                try:
                    yield Line(workspace, muster, sockets, watch)
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


def opened(alive: Line) -> int:
    """Return how often a connection was asked for."""
    calls = alive.workspace.hub.journal.since(0, kinds=["call"])
    return len([call for call in calls if call["method"] == "apps.connections.open"])


async def hears(alive: Line) -> bool:
    """Tell whether a command reaches the bot now, over whichever connection."""
    return all([await alive.answers() for _each in range(4)])


async def speaks(alive: Line) -> None:
    """Let the bot say something where it hears its own words."""
    world = alive.workspace.hub.world
    [room] = [each for each in world.channels if each.name == "incidents"]
    await alive.muster.token.slack.call("conversations.join", channel=room.id)
    await alive.muster.token.slack.call("chat.postMessage", channel=room.id, text="hello")


async def settled(alive: Line) -> None:
    async with asyncio.timeout(10):
        while alive.workspace.hub.deliveries.unanswered:
            await alive.workspace.hub.deliveries.settled()


async def test_in_a_quiet_night_one_connection_a_minute_is_replaced(sqlite_url: str) -> None:
    async with line(sqlite_url) as alive:
        for _each in range(30):
            await alive.watch.look(after=10)
            assert alive.sockets.trouble == ""

        assert opened(alive) == 2 + 5
        await alive.has(2)
        assert await hears(alive)


async def test_connections_that_deliver_nothing_are_replaced_though_nobody_notices(
    sqlite_url: str,
) -> None:
    async with line(sqlite_url) as alive:
        await alive.do("zombie")

        for _each in range(13):
            await alive.watch.look(after=10)

        assert await hears(alive)


async def test_words_of_our_own_that_do_not_come_back_are_noticed_within_a_minute(
    sqlite_url: str,
) -> None:
    async with line(sqlite_url) as alive:
        await speaks(alive)
        await settled(alive)
        await alive.do("zombie")

        await speaks(alive)
        for _each in range(2):
            await alive.watch.look(after=10)
        assert alive.sockets.trouble == ""
        await alive.watch.look(after=10)

        assert "nothing that happens there is heard" in alive.sockets.trouble
        await alive.has(2)
        assert await hears(alive)
        assert alive.sockets.trouble == ""


async def test_who_is_deaf_over_the_only_connection_there_ever_was_is_not_ready_but_goes_on(
    sqlite_url: str,
) -> None:
    opening: Obj = {"on": "api", "match": {"method": "apps.connections.open"}}
    first = opening | {"nth": 1, "do": {"kind": "slow", "ms": 0}}
    others = opening | {"do": {"kind": "error", "code": "internal_error"}}
    async with line(sqlite_url, first, others) as alive:
        assert alive.connections == 1
        await speaks(alive)
        await settled(alive)
        await alive.do("zombie")
        await speaks(alive)

        await alive.watch.look(after=31)
        assert "nothing that happens there is heard" in alive.sockets.trouble
        await alive.workspace.director.send("DELETE", "faults", None)
        await alive.watch.look(after=10)

        assert await hears(alive)


async def test_where_nothing_is_heard_in_general_nothing_is_expected(sqlite_url: str) -> None:
    async with line(sqlite_url) as alive:
        alive.sockets.hearing.said("C0PRIVATE")

        for _each in range(6):
            await alive.watch.look(after=10)

        assert alive.sockets.trouble == ""


async def test_who_was_deaf_is_ready_again_a_while_after_all_was_connected_anew(
    sqlite_url: str,
) -> None:
    async with line(sqlite_url) as alive:
        await speaks(alive)
        await settled(alive)
        await alive.do("zombie")
        await speaks(alive)
        await alive.watch.look(after=31)
        assert alive.sockets.trouble

        for _each in range(6):
            await alive.watch.look(after=10)

        assert alive.sockets.trouble == ""


async def test_a_removed_app_asks_for_a_connection_once_a_minute_and_says_why(
    sqlite_url: str,
) -> None:
    async with line(sqlite_url) as alive:
        await alive.workspace.director.send("POST", "admin", {"do": "uninstall"})
        await alive.do("drop")
        await alive.has(0)
        async with asyncio.timeout(10):
            while alive.is_up():
                await alive.watch.look()
        seen = opened(alive)

        for _each in range(30):
            await alive.watch.look(after=6)

        assert opened(alive) - seen <= 3
        assert "account_inactive" in alive.sockets.trouble
