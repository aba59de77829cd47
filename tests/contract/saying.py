"""Short ways to put things into a world."""

from bot.domain.entries import said
from bot.domain.facts import Declared, Fact
from bot.domain.terms import IncidentId, PersonId, Severity, Words
from bot.effects.book import LedgerWork, Row
from bot.ports import Effect, Promised, Promises, Timer
from tests.contract.conftest import World

INC = IncidentId(1)
ADA = PersonId("U1")
NOTHING = Promises()


async def declare(world: World, title: str, *facts: Fact) -> IncidentId:
    async def body(work: LedgerWork) -> IncidentId:
        incident_id = await work.incidents.allocate()
        first = Declared(Words(title), Severity.SEV2)
        entries = said([first, *facts], actor=ADA, now=world.clock(), after=0)
        await work.timelines.append(incident_id, entries, after=0, promises=NOTHING)
        return incident_id

    return await world.store.transact("act:declare", body)


async def plan(world: World, *promised: Effect | Timer) -> None:
    promises = Promises(
        effects=tuple(each for each in promised if isinstance(each, Effect)),
        timers=tuple(each for each in promised if isinstance(each, Timer)),
    )
    await world.store.transact("act:plan", lambda work: work.effects.plan(promises))


async def find(world: World, key: str) -> Promised:
    found = await world.store.look(lambda work: work.effects.find(key))
    assert found is not None
    return found


async def take(world: World, key: str) -> Row:
    row = await world.store.transact("act:take", lambda work: work.book.take(key))
    assert row is not None
    return row


async def put(world: World, row: Row, *, fence: int) -> bool:
    return await world.store.transact("act:put", lambda work: work.book.put(row, fence=fence))


async def waiting(world: World) -> list[str]:
    found = await world.store.look(lambda work: work.book.waiting(100))
    return [each.key for each in found]
