"""Dispatchers over a real database in real time, and an outside that counts every call."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from time import monotonic  # noqa: TID251 - these tests run in real time

from bot.dispatch import in_process, postgres
from bot.dispatch.queue import defer
from bot.dispatch.rhythm import Rhythm
from bot.effects.faultpoints import FaultPoint, unharmed
from bot.effects.ledger import Ledger, Timing
from bot.ports import Clock, Dispatcher, Done, Effect, Promised, Promises
from bot.storage.database import connect
from bot.storage.ledger import by_its_own_clock
from bot.storage.planning import rows_are_the_queue
from bot.storage.postgres import conninfo
from bot.storage.store import Store
from tests.effects.worlds import INC
from tests.fakes.outside import Outside
from tests.fakes.runbooks import KeptRunbooks
from tests.faults.ledger_lives import AllKinds

PATIENCE_S = 60
OPEN = ("planned", "intent")


def milliseconds(number: int) -> timedelta:
    return timedelta(milliseconds=number)


BRISK = Rhythm(
    poll=milliseconds(50),
    beat=milliseconds(200),
    stalled=milliseconds(1000),
    stuck=milliseconds(2000),
    sweep=milliseconds(200),
    answer=milliseconds(2000),
    again=milliseconds(100),
    longest=milliseconds(500),
)
SHORT = Timing(settle=milliseconds(50), lease=milliseconds(2500), margin=milliseconds(200))


def utc_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the same


@dataclass
class Calls:
    """The outside: it lists what is done to it, and holds calls back while `gate` is shut."""

    outside: Outside = field(default_factory=Outside)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    reached: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    within: timedelta = timedelta(milliseconds=800)
    replies: dict[str, list[Exception]] = field(default_factory=dict)

    async def perform(self, effect: Promised) -> Done:
        self.reached.release()
        replies = self.replies.get(effect.key)
        if replies:
            raise replies.pop(0)
        await self.gate.wait()
        self.outside.made.append(effect.key)
        return Done("ref")

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        self.outside.asked.append(effect.key)
        return Done("ref") if effect.key in self.outside.made else None


@dataclass
class Replica:
    """One process, as far as its database can tell."""

    store: Store
    ledger: Ledger
    dispatcher: Dispatcher

    async def plan(self, *promised: Effect) -> None:
        promises = Promises(effects=promised)
        await self.store.transact("act:1", lambda work: work.effects.plan(promises))

    async def settle(self, key: str, verdict: str) -> None:
        await self.store.transact("act:2", lambda work: work.effects.settle(key, verdict))

    async def states(self) -> dict[str, str]:
        effects = await self.store.look(lambda work: work.effects.of(INC))
        return {each.key: each.state for each in effects}

    async def until_quiet(self) -> None:
        await eventually(self._is_quiet)

    async def until(self, key: str, state: str) -> None:
        async def is_there() -> bool:
            return (await self.states())[key] == state

        await eventually(is_there)

    async def _is_quiet(self) -> bool:
        return not any(state in OPEN for state in (await self.states()).values())


async def eventually(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(PATIENCE_S):
        while not await condition():  # noqa: ASYNC110 - a database sets no event here
            await asyncio.sleep(0.02)


@asynccontextmanager
async def replica(
    url: str,
    calls: Calls,
    *,
    clock: Clock = utc_now,
    rhythm: Rhythm = BRISK,
    fp: FaultPoint = unharmed,
) -> AsyncIterator[Replica]:
    """Open the database as one replica does; nothing runs yet."""
    database, salts = connect(url), count(1)
    is_shared = url.startswith("postgresql")
    store = Store(
        database,
        clock,
        lambda: f"salt {next(salts)}",
        KeptRunbooks,
        defer if is_shared else rows_are_the_queue,
        by_its_own_clock if is_shared else None,
    )
    ledger = Ledger(store, AllKinds(calls), clock, monotonic, lambda: 0.5, lambda: "E7", SHORT, fp)
    dispatcher: Dispatcher = (
        postgres.Dispatcher(ledger, conninfo(url), clock=clock, rhythm=rhythm)
        if is_shared
        else in_process.Dispatcher(ledger, clock=clock)
    )
    try:
        yield Replica(store, ledger, dispatcher)
    finally:
        await database.close()


@asynccontextmanager
async def at_work(each: Replica, *, grace: timedelta = timedelta(seconds=5)) -> AsyncIterator[None]:
    """Let a replica run calls until the end of the block."""
    async with asyncio.TaskGroup() as group:
        group.create_task(each.dispatcher.run())
        try:
            yield
        finally:
            await each.dispatcher.stop(grace)


@asynccontextmanager
async def working(url: str, calls: Calls, *, number: int = 1) -> AsyncIterator[list[Replica]]:
    """Let so many replicas run calls until the end of the block."""
    async with AsyncExitStack() as stack:
        replicas = [await stack.enter_async_context(replica(url, calls)) for _ in range(number)]
        for each in replicas:
            await each.dispatcher.repair()
            await stack.enter_async_context(at_work(each))
        yield replicas
