"""A ledger over the fake store, with one declared incident."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.entries import Entry, said
from bot.domain.facts import Declared, Fact
from bot.domain.terms import IncidentId, PersonId, Words
from bot.effects.ledger import Ledger, Timing
from bot.ports import Effect, Performer, Promised, Promises
from tests.fakes.clock import ManualClock
from tests.fakes.outside import Outside, Scripted
from tests.fakes.store import MemoryStore, MemoryWork

INC = IncidentId(1)
ADA = PersonId("U1")
POST = Effect("inc-1/slack.line/2", "slack.line", INC, lane="inc-1")
NO_TIME = Timing(settle=timedelta())


@dataclass
class World:
    clock: ManualClock
    store: MemoryStore
    outside: Outside
    kinds: dict[str, Performer]
    timing: Timing = field(default_factory=Timing)

    @property
    def ledger(self) -> Ledger:
        return Ledger(
            store=self.store,
            kinds=self.kinds,
            clock=self.clock,
            monotonic=self.clock.monotonic,
            chance=lambda: 0.5,
            new_error_id=lambda: "E7",
            timing=self.timing,
        )

    async def plan(self, *promised: Effect) -> None:
        promises = Promises(effects=promised)
        await self.store.transact("act:1", lambda work: work.effects.plan(promises))

    async def row(self, key: str = POST.key) -> Promised:
        found = await self.store.look(lambda work: work.effects.find(key))
        assert found is not None
        return found

    async def facts(self) -> list[Fact]:
        entries: list[Entry] = await self.store.look(lambda work: work.timelines.read(INC))
        return [entry.fact for entry in entries[1:]]

    async def lets_pass(self, seconds: float) -> None:
        self.clock.pass_(timedelta(seconds=seconds))


async def declared(
    kinds: Mapping[str, Scripted] | None = None, *, timing: Timing | None = None
) -> World:
    """Return a world with INC-1 and the performers of `kinds`, which share one outside."""
    outside = next((each.outside for each in (kinds or {}).values()), Outside())
    clock = ManualClock()
    store = MemoryStore(clock)

    async def body(work: MemoryWork) -> None:
        entries = said([Declared(Words("Checkout is down"))], actor=ADA, now=clock(), after=0)
        incident_id = await work.incidents.allocate()
        await work.timelines.append(incident_id, entries, after=0, promises=Promises())

    await store.transact("act:0", body)
    return World(clock, store, outside, dict(kinds or {}), timing or Timing())


async def posting(*replies: object, **settings: object) -> tuple[World, Scripted]:
    """Return a world where POST is promised and its performer gives these replies."""
    performer = Scripted(Outside(), list(replies), **settings)  # type: ignore[arg-type] # passed on
    world = await declared({POST.kind: performer})
    await world.plan(POST)
    return world, performer
