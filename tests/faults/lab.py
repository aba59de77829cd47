"""Parts of the bot over a real SQLite file, put together so that any of them can be replaced."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar, cast

from bot.dispatch.in_process import Dispatcher
from bot.effects.book import Store as AnyStore
from bot.effects.faultpoints import FaultPoint, unharmed
from bot.effects.ledger import Ledger, Timing
from bot.ports import (
    Deliveries,
    Effect,
    Performer,
    Promised,
    Promises,
    StatusPage,
    Timer,
    Timers,
)
from bot.slack.listener import Listener
from bot.storage.deliveries import SqlDeliveries
from bot.storage.store import Store
from bot.storage.timers import SqlTimers
from tests.fakes.clock import ManualClock
from tests.faults.ledger_lives import AllKinds
from tests.storage.stores import INC, declared, opened

T = TypeVar("T")

LINE = Effect("inc-1/slack.line/2", "slack.line", INC, lane="inc-1")
NEXT = Effect("inc-1/slack.line/3", "slack.line", INC, lane="inc-1")


def same(part: T) -> T:
    """Leave the part as it is."""
    return part


@dataclass(frozen=True)
class Safeguards:
    """How each part is used: as it is, unless a mutant says otherwise."""

    deliveries: Callable[[Deliveries], Deliveries] = same
    listener: type[Listener] = Listener
    store: Callable[[AnyStore], AnyStore] = same
    performer: Callable[[Performer], Performer] = same
    timing: Timing = field(default_factory=Timing)
    page: Callable[[StatusPage], StatusPage] = same
    timers: Callable[[Store], Timers] = SqlTimers


INTACT = Safeguards()


@dataclass
class Lab:
    """One database and one clock, for as many processes as an experiment needs."""

    url: str
    safeguards: Safeguards = INTACT
    clock: ManualClock = field(default_factory=ManualClock)

    @asynccontextmanager
    async def process(self, fp: FaultPoint = unharmed) -> AsyncIterator["Process"]:
        """Begin a process; at its end what it did not commit is gone."""
        async with opened(self.url, clock=self.clock) as store:
            yield Process(self, store, fp)


@dataclass(frozen=True)
class Process:
    """The parts of one process, which may die at a fault point."""

    lab: Lab
    store: Store
    fp: FaultPoint

    @property
    def deliveries(self) -> Deliveries:
        front = SqlDeliveries(self.store, lambda: "E7", lambda: None, fp=self.fp)
        return self.lab.safeguards.deliveries(front)

    @property
    def timers(self) -> Timers:
        return self.lab.safeguards.timers(self.store)

    def ledger(self, performer: Performer) -> Ledger:
        """Return a ledger in which this performer makes calls of every kind."""
        safeguards = self.lab.safeguards
        return Ledger(
            store=safeguards.store(cast("AnyStore", self.store)),
            kinds=AllKinds(safeguards.performer(performer)),
            clock=self.lab.clock,
            monotonic=self.lab.clock.monotonic,
            chance=lambda: 0.5,
            new_error_id=lambda: "E7",
            timing=safeguards.timing,
            fp=self.fp,
        )

    def dispatcher(self, performer: Performer) -> Dispatcher:
        return Dispatcher(self.ledger(performer), clock=self.lab.clock)

    async def promise(self, *effects: Effect) -> None:
        """Put INC-1 on record, and promise these calls."""
        await declared(self.store)
        promises = Promises(effects=effects)
        await self.store.transact("test", lambda work: work.effects.plan(promises))

    async def arm(self, timer: Timer) -> None:
        """Arm a timer, or arm it anew."""
        promises = Promises(timers=(timer,))
        await self.store.transact("test", lambda work: work.effects.plan(promises))

    async def promised(self) -> list[Promised]:
        return await self.store.look(lambda work: work.effects.of(INC))

    async def row(self, key: str = LINE.key) -> Promised:
        return next(each for each in await self.promised() if each.key == key)
