import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.domain.entries import Entry, said
from bot.domain.errors import Rejected
from bot.domain.facts import ChannelOpened, Declared, Fact, Noted, StampSet
from bot.domain.terms import ChannelId, IncidentId, PersonId, Severity, Stamp, Words
from bot.effects.book import LedgerWork
from bot.ports import Effect, Promises, Timer
from tests.contract.conftest import World
from tests.fakes.clock import NOON

INC = IncidentId(1)
ADA = PersonId("U1")
DECLARED = Declared(Words("Checkout is down"), Severity.SEV1, impact=Words("nobody can pay"))
NOTED = Noted(Words("the pool is exhausted"))
NOTHING = Promises()


async def append(world: World, *facts: Fact, after: int, promises: Promises = NOTHING) -> None:
    entries = said(facts, actor=ADA, now=world.clock(), after=after)

    async def body(work: LedgerWork) -> None:
        await work.timelines.append(INC, entries, after=after, promises=promises)

    await world.store.transact("act:1", body)


async def read(world: World, incident_id: IncidentId = INC) -> list[Entry]:
    return await world.store.look(lambda work: work.timelines.read(incident_id))


async def test_entries_come_back_as_they_were_said(world: World) -> None:
    opened = ChannelOpened(ChannelId("C1"), "inc-1-checkout")
    stamp = StampSet(Stamp.IMPACT, NOON - timedelta(hours=1), Words("from the graph"))

    await append(world, DECLARED, opened, stamp, NOTED, after=0)

    assert await read(world) == said([DECLARED, opened, stamp, NOTED], actor=ADA, now=NOON, after=0)


async def test_the_three_times_keep_their_microseconds_and_become_utc(world: World) -> None:
    there = timezone(timedelta(hours=5, minutes=30))
    occurred = datetime(2026, 11, 3, 16, 59, 59, 123456, tzinfo=there)
    heard = datetime(2026, 11, 3, 11, 30, 0, 1, tzinfo=UTC)
    entry = Entry(1, DECLARED, ADA, occurred, heard, NOON)

    await world.store.transact(
        "act:1", lambda work: work.timelines.append(INC, [entry], after=0, promises=NOTHING)
    )

    [kept] = await read(world)
    assert (kept.occurred, kept.observed, kept.recorded) == (occurred, heard, NOON)


async def test_an_incident_that_does_not_exist_is_refused_by_name(world: World) -> None:
    with pytest.raises(Rejected, match="There is no INC-7"):
        await read(world, IncidentId(7))


async def test_second_writer_is_turned_away(world: World) -> None:
    await append(world, DECLARED, after=0)

    with pytest.raises(Rejected, match="first"):
        await append(world, DECLARED, after=0)

    assert len(await read(world)) == 1


async def test_a_writer_that_is_ahead_is_turned_away_too(world: World) -> None:
    await append(world, DECLARED, after=0)

    with pytest.raises(Rejected, match="first"):
        await append(world, NOTED, after=5)


async def test_a_hole_between_positions_is_a_bug(world: World) -> None:
    holed = [
        *said([DECLARED], actor=ADA, now=NOON, after=0),
        *said([NOTED], actor=ADA, now=NOON, after=4),
    ]

    with pytest.raises(ValueError, match="do not follow"):
        await world.store.transact(
            "act:1", lambda work: work.timelines.append(INC, holed, after=0, promises=NOTHING)
        )


async def test_no_entries_leave_no_trace_even_with_promises(world: World) -> None:
    await append(world, after=0, promises=Promises(effects=(Effect("inc-1/x/1", "x", INC),)))

    with pytest.raises(Rejected):
        await read(world)
    assert await world.store.look(lambda work: work.effects.of(INC)) == []


async def test_entries_summary_calls_and_timers_stand_and_fall_together(world: World) -> None:
    promises = Promises(
        effects=(Effect("inc-1/x/1", "x", INC),),
        timers=(Timer("inc-1/nudge", "nudge", INC, NOON),),
    )
    entries = said([DECLARED], actor=ADA, now=NOON, after=0)

    async def fails(work: LedgerWork) -> None:
        await work.timelines.append(INC, entries, after=0, promises=promises)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await world.store.transact("act:1", fails)

    with pytest.raises(Rejected):
        await read(world)
    assert await world.store.look(lambda work: work.incidents.list(only_open=False, limit=9)) == []
    assert await world.store.look(lambda work: work.effects.of(INC)) == []
    assert await world.timers.next_due() is None


async def test_what_a_transaction_added_it_reads_itself(world: World) -> None:
    async def body(work: LedgerWork) -> int:
        first = said([DECLARED], actor=ADA, now=NOON, after=0)
        await work.timelines.append(INC, first, after=0, promises=NOTHING)
        second = said([NOTED], actor=ADA, now=NOON, after=1)
        await work.timelines.append(INC, second, after=1, promises=NOTHING)
        return len(await work.timelines.read(INC))

    assert await world.store.transact("act:1", body) == 2
    assert len(await read(world)) == 2


async def test_what_was_rolled_back_is_not_read_later(world: World) -> None:
    await append(world, DECLARED, after=0)

    async def fails(work: LedgerWork) -> None:
        entries = said([NOTED], actor=ADA, now=NOON, after=1)
        await work.timelines.append(INC, entries, after=1, promises=NOTHING)
        await work.timelines.read(INC)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await world.store.transact("act:1", fails)
    await append(world, Noted(Words("another one")), after=1)

    assert [entry.fact for entry in await read(world)] == [DECLARED, Noted(Words("another one"))]


async def test_of_writers_at_the_same_moment_exactly_one_wins(world: World) -> None:
    await append(world, DECLARED, after=0)

    async def attempt(number: int) -> bool:
        try:
            await append(world, Noted(Words(f"writer {number}")), after=1)
        except Rejected:
            return False
        return True

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(attempt(number)) for number in range(5)]

    assert sum(task.result() for task in tasks) == 1
    assert len(await read(world)) == 2


async def test_of_first_entries_at_the_same_moment_exactly_one_wins(world: World) -> None:
    async def attempt(number: int) -> bool:
        try:
            await append(world, Declared(Words(f"declared by {number}")), after=0)
        except Rejected as refusal:
            assert "first" in str(refusal)  # noqa: PT017 - the others must not be refused
            return False
        return True

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(attempt(number)) for number in range(5)]

    assert sum(task.result() for task in tasks) == 1
    assert len(await read(world)) == 1


async def test_an_entry_without_words_needs_none(world: World) -> None:
    await append(world, DECLARED, after=0)
    await append(world, ChannelOpened(ChannelId("C1"), "inc-1"), after=1)

    assert (await read(world))[1].fact == ChannelOpened(ChannelId("C1"), "inc-1")
