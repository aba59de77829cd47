"""A process that dies at a chosen place, and the one that is started after it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.dispatch.in_process import Dispatcher
from bot.domain.facts import ChannelOpened, Declared
from bot.domain.terms import ChannelId, IncidentId, PersonId, Words
from bot.effects.book import Store as AnyStore
from bot.effects.faultpoints import FaultPoint, unharmed
from bot.effects.ledger import Ledger
from bot.ports import Delivery, Done, Json, Performer, Promised, Work
from bot.storage.deliveries import SqlDeliveries
from bot.storage.store import Store
from bot.workflows.declare import declare
from bot.workflows.record import Saying
from tests.fakes.clock import NOON, ManualClock
from tests.fakes.outside import Outside
from tests.storage.stores import opened

INC = IncidentId(1)
SLASH = Delivery("act:T1:13.37", "slash", "/incident", "5f2a", NOON)
PATIENCE = timedelta(seconds=30)
ROUNDS = 100
"""More than any scenario here needs until nothing waits any more."""


class Died(BaseException):
    """The process died; what was not committed is gone. Nothing that catches errors sees it."""


def die(name: str, key: str) -> None:
    raise Died(f"{name} {key}")


Look: TypeAlias = Callable[[Promised, Outside], Awaitable[Done | None]]


async def honestly(effect: Promised, outside: Outside) -> Done | None:
    return done(effect) if effect.key in outside.made else None


async def blindly(_effect: Promised, _outside: Outside) -> Done | None:
    """Say that nothing happened, whatever happened."""
    return None


@dataclass(frozen=True)
class Caller:
    """Makes every call at once, and tells afterwards whether it was made."""

    outside: Outside
    look: Look = honestly
    within: timedelta = timedelta(seconds=10)

    async def perform(self, effect: Promised) -> Done:
        self.outside.made.append(effect.key)
        return done(effect)

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        return await self.look(effect, self.outside)


def done(effect: Promised) -> Done:
    if effect.kind == "slack.channel.create":
        return Done("C1", tell=lambda _: [ChannelOpened(ChannelId("C1"), "inc-1-checkout")])
    return Done(f"ref of {effect.key}")


class AllKinds(Mapping[str, Performer]):
    """One performer for every kind there is."""

    def __init__(self, performer: Performer) -> None:
        self._performer = performer

    def __getitem__(self, kind: str) -> Performer:
        return self._performer

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


async def decide(work: Work) -> Json:
    saying = Saying(actor=PersonId("U1"), now=NOON)
    return {
        "incident": await declare([Declared(Words("Checkout is down"))], saying=saying, work=work)
    }


@dataclass
class Machine:
    """What outlives a process: the file, the outside and the time."""

    url: str
    look: Look = honestly
    clock: ManualClock = field(default_factory=ManualClock)
    outside: Outside = field(default_factory=Outside)

    async def live(self, fp: FaultPoint = unharmed, *, is_delivered: bool = True) -> None:
        """Start a process, deliver the declaration, and run until nothing waits any more."""
        async with opened(self.url, clock=self.clock) as store:
            dispatcher = self.dispatcher(store, fp)
            await dispatcher.repair()
            if is_delivered:
                front = SqlDeliveries(store, lambda: "E7", dispatcher.kick, PATIENCE, fp)
                assert await front.decide(SLASH, decide) == {"incident": 1}
            await until_quiet(dispatcher, self.clock)

    def dispatcher(self, store: Store, fp: FaultPoint) -> Dispatcher:
        return Dispatcher(
            ledger(store, self.clock, Caller(self.outside, self.look), fp), clock=self.clock
        )


def ledger(
    store: AnyStore, clock: ManualClock, performer: Performer, fp: FaultPoint = unharmed
) -> Ledger:
    return Ledger(
        store=store,
        kinds=AllKinds(performer),
        clock=clock,
        monotonic=clock.monotonic,
        chance=lambda: 0.5,
        new_error_id=lambda: "E7",
        fp=fp,
    )


async def until_quiet(dispatcher: Dispatcher, clock: ManualClock) -> None:
    """Let time pass from one due call to the next."""
    for _ in range(ROUNDS):
        await dispatcher.drain()
        due = await dispatcher.next_at()
        if due is None:
            return
        clock.now = max(clock.now, due)
    raise AssertionError("it never becomes quiet")
