"""Several replicas tick at once: nothing is lost, nothing happens twice."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.terms import IncidentId
from bot.ports import Promises, Timer
from bot.storage.ledger import by_its_own_clock
from bot.storage.store import SqlWork, Store
from bot.storage.timers import SqlTimers
from tests.fakes.clock import NOON
from tests.storage.stores import INC, opened

MANY = 1_000


def timers() -> list[Timer]:
    """Return timers of many incidents; one in ten is repeated."""
    kinds = ("remind.mitigation.owner", *["remind.update.lead"] * 9)
    return [
        Timer(f"inc-{number}/t", kinds[number % 10], IncidentId(number % 50 + 1), NOON)
        for number in range(MANY)
    ]


async def arm(store: Store, *armed: Timer) -> None:
    async def body(work: SqlWork) -> None:
        await work.effects.plan(Promises(timers=armed))

    await store.transact("act", body)


async def generation(store: Store, key: str) -> int:
    async def body(work: SqlWork) -> int:
        return await work.effects.generation(key)

    return await store.look(body)


async def fired(store: Store) -> Counter[str]:
    """Count how often each timer has become a call."""

    async def body(work: SqlWork) -> Counter[str]:
        of = [await work.effects.of(IncidentId(number)) for number in range(1, 51)]
        return Counter(str(each.payload["timer"]) for found in of for each in found)

    return await store.look(body)


async def test_each_of_a_thousand_timers_fires_once_while_two_replicas_tick(
    postgres_url: str,
) -> None:
    async with AsyncExitStack() as stack:
        replicas = [await stack.enter_async_context(opened(postgres_url)) for _ in range(2)]
        await arm(replicas[0], *timers())

        async with asyncio.TaskGroup() as group:
            ticks = [
                group.create_task(SqlTimers(store).fire(NOON + timedelta(minutes=minute)))
                for minute in range(5)
                for store in replicas
            ]

        assert sum(tick.result() for tick in ticks) == MANY
        counted = await fired(replicas[0])
        assert counted == Counter(timer.key for timer in timers())


async def test_snoozing_and_firing_at_once_leave_one_call_that_counts(postgres_url: str) -> None:
    """Whoever comes first: what fired before the snooze is known to be late."""
    async with AsyncExitStack() as stack:
        one, two = [await stack.enter_async_context(opened(postgres_url)) for _ in range(2)]
        for number in range(20):
            key = f"inc-1/t{number}"
            await arm(one, Timer(key, "remind.update.lead", INC, NOON))
            later = Timer(key, "remind.update.lead", INC, NOON + timedelta(hours=1))

            async with asyncio.TaskGroup() as group:
                group.create_task(SqlTimers(one).fire(NOON))
                group.create_task(arm(two, later))

            assert await generation(one, key) == 2
        assert await SqlTimers(one).fire(NOON) == 0
        assert await SqlTimers(two).fire(NOON + timedelta(hours=1)) == 20


@pytest.mark.parametrize(("due_in", "wrong_by", "fires"), [(30, 60, 0), (-1, -60, 1)])
async def test_a_replica_whose_clock_is_wrong_fires_when_others_would(
    postgres_url: str, due_in: int, wrong_by: int, fires: int
) -> None:
    async with opened(postgres_url) as store:
        replica = replace(store, moment=by_its_own_clock)
        present = await replica.look(lambda work: work.book.now())
        due = present + timedelta(minutes=due_in)
        await arm(replica, Timer("inc-1/t", "remind.update.lead", INC, due))

        fired = await SqlTimers(replica).fire(present + timedelta(minutes=wrong_by))

        assert fired == fires
        assert (await SqlTimers(replica).next_due() == due) is (fires == 0)
