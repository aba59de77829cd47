"""A store without a database, and short ways to record and to look."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from bot.domain.declaring import declare as decided
from bot.domain.facts import Fact
from bot.domain.incident import Incident
from bot.domain.runbook import Runbook
from bot.domain.terms import IncidentId, PersonId, Severity
from bot.ports import Promised
from bot.workflows.declare import declare
from bot.workflows.record import Decide, Saying, record
from tests.fakes.clock import ManualClock
from tests.fakes.store import MemoryStore, MemoryWork

T = TypeVar("T")

ADA, BOB = PersonId("U1ADA"), PersonId("U2BOB")
INC = IncidentId(1)


class Office:
    """Everything durable, in memory, at noon."""

    def __init__(self, *runbooks: Runbook) -> None:
        self.clock = ManualClock()
        self.store = MemoryStore(self.clock, runbooks)

    def saying(self, person: PersonId = ADA, *, ago: timedelta | None = None) -> Saying:
        now = self.clock()
        return Saying(actor=person, now=now, occurred=now - ago if ago else None)

    async def do(self, body: Callable[[MemoryWork], Awaitable[T]]) -> T:
        return await self.store.transact("act:test", body)

    async def declare(self, title: str = "Checkout is down") -> IncidentId:
        facts = decided(title, severity=Severity.SEV2, now=self.clock())
        return await self.do(lambda work: declare(facts, saying=self.saying(), work=work))

    async def record(self, decide: Decide, *, by: PersonId = ADA) -> None:
        saying = self.saying(by)
        await self.do(lambda work: record(INC, decide, saying=saying, work=work))

    async def append(self, *facts: Fact) -> None:
        await self.record(lambda _incident: facts)

    async def incident(self) -> Incident:
        return Incident.replay(await self.store.look(lambda work: work.timelines.read(INC)))

    async def facts(self) -> Sequence[Fact]:
        return [entry.fact for entry in (await self.incident()).entries]

    async def promised(self) -> list[Promised]:
        return await self.store.look(lambda work: work.effects.of(INC))

    async def kinds(self) -> list[str]:
        return [each.kind for each in await self.promised()]

    def armed(self) -> dict[str, timedelta]:
        """Return which timers are armed, and how long until they fire."""
        return {
            armed.timer.kind: armed.timer.due - self.clock()
            for armed in self.store.state.timers.values()
            if armed.is_armed and armed.timer.due is not None
        }
