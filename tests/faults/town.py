"""People in a workspace, a database, and bots that die and start again."""

import asyncio
import json
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import httpx

from bot.app import utc_now
from bot.cli.manifest import MANIFEST
from bot.domain.entries import Entry
from bot.domain.errors import Unavailable
from bot.domain.terms import IncidentId
from bot.effects.ledger import Timing
from bot.effects.pacing import Pace
from bot.ids import new_id
from bot.localslack.actor import Actor, NotPossible
from bot.localslack.clock import Clock, Mode
from bot.localslack.hub import Options
from bot.localslack.shapes import Obj
from bot.localslack.state.snapshot import load
from bot.localslack.workspace import Workspace
from bot.settings import Settings
from bot.slack.health import OPEN
from bot.storage.database import connect
from bot.storage.store import SqlWork, Store
from bot.wiring import owed
from tests.fakes.runbooks import KeptRunbooks
from tests.faults import victim
from tests.faults.bots import PATIENCE_S, UNHARMED, Bot, Fate
from tests.faults.databases import Server
from tests.faults.ports import free_port

RUNBOOKS = Path(__file__).resolve().parents[1] / "slack" / "runbooks"
PAGE = "http://127.0.0.1:8080"
"""Where people would reach the pages; each bot listens on a port of its own."""

SOON_READ_S = 0.5
PAST_THE_ACK_S = 4
SLACK_REPEATS_S = 361
"""After this long Slack has told everything once more that nobody answered to."""

T = TypeVar("T")

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.faults.victim"])


UNANSWERED: Obj = {"outcome": "sent", "shown": None}


@dataclass(frozen=True)
class Stage:
    """A town as it was left, for others to begin with; `world` is the workspace, in JSON."""

    world: str
    database_url: str


@dataclass
class Town:
    """One workspace and one database, with as many bots as are started."""

    workspace: Workspace
    database_url: str
    folder: Path
    server: Server | None = None
    timing: Timing = victim.SOON
    pace: Pace = owed
    bots: list[Bot] = field(default_factory=list)
    _orders: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def settings(self) -> Settings:
        return Settings.model_validate(self._settings())

    @asynccontextmanager
    async def bot(self, fate: Fate = UNHARMED) -> AsyncIterator[Bot]:
        """Start one more bot and wait until it hears Slack; at the end let it come to rest."""
        started = await self.start(fate)
        try:
            yield started
            await started.rest()
        finally:
            started.send(signal.SIGKILL)  # one that is at rest does not mind
            self.bots.remove(started)

    async def start(self, fate: Fate = UNHARMED) -> Bot:
        """Start one more bot and wait until it hears Slack, or has met its fate.

        Another program may take its port first; then it gets another one.
        """
        if not self.is_alive:
            await eventually(lambda: self.connections == 0)  # those of the dead are gone
        async with asyncio.timeout(PATIENCE_S):
            while True:
                bot = await self._launched(fate)
                if bot.is_ready or bot.process.exitcode == -signal.SIGKILL:
                    return bot
                self.bots.remove(bot)

    async def _launched(self, fate: Fate) -> Bot:
        number = next(self._orders)
        names = {
            name: self.folder / f"{name}-{number}" for name in ("ready", "mark", "stop", "passed")
        }
        order = victim.Order(
            self._settings(http_port=free_port()),
            at=fate.at,
            strike=fate.strike,
            timing=self.timing,
            pace=self.pace,
            **names,
        )
        process = processes.Process(target=victim.live, args=(order,), daemon=True)
        process.start()
        bot = Bot(process, order)
        self.bots.append(bot)
        await eventually(lambda: bot.is_ready or not bot.is_alive)
        return bot

    @property
    def connections(self) -> int:
        """Count the live connections of all bots."""
        return len(self.workspace.hub.deliveries.sockets.connections)

    @property
    def is_alive(self) -> bool:
        """Tell whether any bot lives."""
        return any(each.is_alive for each in self.bots)

    @property
    def is_well(self) -> bool:
        """Tell whether every bot lives, is awake and hears Slack."""
        return bool(self.bots) and all(each.is_ready and each.is_awake for each in self.bots)

    def person(self, name: str) -> Actor:
        return self.workspace.person(name)

    async def room(self, who: str) -> str:
        """Wait until somebody is in the newest incident channel; "" when no bot will see to it."""
        await eventually(lambda: bool(self._room_of(who)) or not self.is_alive)
        return self._room_of(who)

    def _room_of(self, who: str) -> str:
        world = self.workspace.hub.world
        person = world.people.find(who)
        opened = [each for each in world.channels if each.name.startswith("inc-")]
        is_in = opened and person and person.id in opened[-1].members
        return opened[-1].id if is_in else ""

    async def heard(self, acting: Coroutine[Any, Any, Obj]) -> Obj:
        """Let somebody act and wait for the answer, but not for that of the dead."""
        async with asyncio.TaskGroup() as group:
            task = group.create_task(_answered(acting))
            await eventually(lambda: task.done() or not self.is_alive)
            if not task.done():
                await self.workspace.clock.advance(PAST_THE_ACK_S)
        return task.result()

    async def reads(self, words: str, *, since: int) -> bool:
        """Tell whether anybody reads these words soon."""
        with suppress(NotPossible):
            await self.workspace.director.until(
                "ephemeral", since=since, text=words, timeout_s=SOON_READ_S
            )
            return True
        return False

    async def timelines(self) -> dict[IncidentId, Sequence[Entry]]:
        """Return what is recorded of every incident now."""

        async def read(work: SqlWork) -> dict[IncidentId, Sequence[Entry]]:
            listed = await work.incidents.list(only_open=False, limit=1_000)
            ids = sorted(each.incident_id for each in listed)
            return {each: await work.timelines.read(each) for each in ids}

        return await self._look(read)

    async def promised(self) -> int:
        """Count the calls that were ever promised."""

        async def read(work: SqlWork) -> int:
            listed = await work.incidents.list(only_open=False, limit=1_000)
            return sum([len(await work.effects.of(each.incident_id)) for each in listed])

        return await self._look(read)

    async def idle(self) -> None:
        """Wait until every promised call is made."""

        async def is_open(work: SqlWork) -> bool:
            listed = await work.incidents.list(only_open=False, limit=1_000)
            states = [p.state for i in listed for p in await work.effects.of(i.incident_id)]
            return not OPEN.isdisjoint(states)

        async with asyncio.timeout(PATIENCE_S):
            while await self._look(is_open):  # noqa: ASYNC110 - another process sets no event
                await asyncio.sleep(0.05)

    async def told_again(self) -> None:
        """Let Slack tell once more what nobody answered to.

        Not before all calls are made: what is posted afterwards has another time than it had.
        """
        await self.idle()
        await self.workspace.clock.advance(SLACK_REPEATS_S)

    async def _look(self, question: Callable[[SqlWork], Awaitable[T]]) -> T:
        """Ask the database, again and again while it is away."""
        database = connect(self.database_url)
        store = Store(database, utc_now, new_id, KeptRunbooks)
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    with suppress(Unavailable):
                        return await store.look(question)
                    await asyncio.sleep(0.2)
        finally:
            await database.close()

    def leave(self) -> Stage:
        """Describe the town for those who want to begin here; no bot may be running."""
        return Stage(json.dumps(self.workspace.hub.snapshot()), self.database_url)

    def _settings(self, **more: Any) -> dict[str, Any]:
        port = self.workspace.base_url.rpartition(":")[2]
        return more | {
            "slack_bot_token": self.workspace.bot_token,
            "slack_app_token": self.workspace.app_token,
            "slack_api_url": self.workspace.api_url,
            "public_url": PAGE,
            "database_url": self.database_url,
            "runbooks_folder": RUNBOOKS,
            "variables": {"address": f"{self.workspace.base_url}/_sim/health"},
            "allow_hosts": (f"127.0.0.1:{port}",),
            "allow_networks": ("127.0.0.0/8",),
        }


@asynccontextmanager
async def founded(
    database_url: str, folder: Path, *, world: str = "", mode: Mode = "manual"
) -> AsyncIterator[Town]:
    """Open a workspace, empty or as another was left; its clock begins now."""
    await asyncio.to_thread(folder.mkdir, parents=True)
    options = Options(manifest=MANIFEST, rate_scale=0, seed=os.getpid())
    clock = Clock("manual", utc_now().timestamp()) if mode == "manual" else Clock()
    async with Workspace(options, clock=clock) as workspace:
        if world:
            workspace.hub.take(load(json.loads(world), workspace.hub.ids))
        yield Town(workspace, database_url, folder)


async def _answered(acting: Coroutine[Any, Any, Obj]) -> Obj:
    try:
        return await acting
    except httpx.TransportError:
        return UNANSWERED  # the connection to the workspace had just been closed as unused


async def eventually(condition: Callable[[], bool], within_s: float | None = PATIENCE_S) -> None:
    """Wait until a condition holds; raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 - another process sets no event here
            await asyncio.sleep(0.01)
