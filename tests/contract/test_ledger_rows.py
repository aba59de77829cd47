import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.dispatch.in_process import either
from bot.effects.book import LedgerWork, Waiting
from bot.ports import Effect, Promises
from tests.contract.conftest import World
from tests.contract.saying import INC, find, plan, put, take, waiting
from tests.effects.rows import moved
from tests.fakes.clock import NOON

FIRST, SECOND, THIRD = (
    Effect(f"inc-1/slack.line/{number}", "slack.line", INC, lane="inc-1") for number in (1, 2, 3)
)
FREE = Effect("inc-1/slack.invite/1", "slack.invite", INC)
LATER = NOON + timedelta(minutes=5)


async def test_only_the_head_of_a_lane_waits_and_free_calls_beside_it(world: World) -> None:
    await plan(world, FIRST, SECOND, FREE)

    assert await waiting(world) == [FIRST.key, FREE.key]
    assert (await take(world, FIRST.key)).is_next
    assert not (await take(world, SECOND.key)).is_next


@pytest.mark.parametrize("state", ["done", "failed", "unknown"])
async def test_the_next_in_a_lane_comes_when_the_first_has_ended(world: World, state: str) -> None:
    await plan(world, FIRST, SECOND)

    await put(world, moved(await take(world, FIRST.key), state), fence=0)

    assert await waiting(world) == [SECOND.key]


async def test_a_call_under_way_keeps_its_place(world: World) -> None:
    await plan(world, FIRST, SECOND)

    await put(world, moved(await take(world, FIRST.key), "intent"), fence=0)

    assert await waiting(world) == [FIRST.key]


async def test_calls_that_replace_each_other_do_not_overtake_each_other(world: World) -> None:
    edits = [Effect(f"inc-1/edit/{n}", "edit", INC, collapse="card") for n in (1, 2)]
    await plan(world, edits[0])
    await put(world, moved(await take(world, edits[0].key), "intent"), fence=0)

    await plan(world, edits[1])

    assert await waiting(world) == [edits[0].key]


async def test_an_edit_that_waits_for_its_turn_lets_the_next_pass(world: World) -> None:
    edit = Effect("inc-1/edit/1", "edit", INC, lane="inc-1", collapse="card")
    await plan(world, edit, FIRST, SECOND)
    assert await waiting(world) == [edit.key]
    row = await take(world, edit.key)
    later = replace(row, promised=replace(row.promised, not_before=LATER))

    await put(world, later, fence=0)

    assert await waiting(world) == [FIRST.key, edit.key]
    assert (await take(world, FIRST.key)).is_next

    await put(world, moved(later, "intent"), fence=0)

    assert await waiting(world) == [edit.key]


async def test_a_post_that_waits_for_its_turn_keeps_its_place(world: World) -> None:
    await plan(world, FIRST, SECOND)
    row = await take(world, FIRST.key)

    await put(world, replace(row, promised=replace(row.promised, not_before=LATER)), fence=0)

    assert await waiting(world) == [FIRST.key]


async def test_a_blocked_lane_waits_for_a_person_and_no_other_does(world: World) -> None:
    page = [Effect(f"inc-1/page.publish/{n}", "page.publish", INC, lane="page") for n in (1, 2)]
    await plan(world, *page, FIRST)
    await put(world, moved(await take(world, page[0].key), "unknown"), fence=0)
    await world.store.transact("x", lambda work: work.book.block("page", by=page[0].key))

    assert await waiting(world) == [FIRST.key]

    await world.store.transact("x", lambda work: work.effects.settle(page[0].key, "happened"))

    assert await waiting(world) == [page[1].key, FIRST.key]


async def test_a_call_without_a_lane_that_fails_stops_no_other(world: World) -> None:
    probes = [Effect(f"inc-1/run.probe/{n}", "run.probe", INC) for n in (1, 2)]
    await plan(world, *probes)
    await put(world, moved(await take(world, probes[0].key), "failed"), fence=0)

    await world.store.transact("x", lambda work: work.book.block("", by=probes[0].key))

    row = await take(world, probes[1].key)
    assert (row.is_next, row.is_blocked) == (True, False)


async def test_a_retried_call_runs_before_those_behind_it(world: World) -> None:
    page = [Effect(f"inc-1/page.publish/{n}", "page.publish", INC, lane="page") for n in (1, 2)]
    await plan(world, *page)
    await put(world, moved(await take(world, page[0].key), "failed"), fence=0)
    await world.store.transact("x", lambda work: work.book.block("page", by=page[0].key))

    await world.store.transact("x", lambda work: work.effects.settle(page[0].key, "retry"))

    assert await waiting(world) == [page[0].key]


async def test_the_soonest_call_is_first_and_its_moment_is_told(world: World) -> None:
    calls = [Effect(f"inc-1/x/{number}", "x", INC) for number in range(4)]
    await plan(world, *calls)
    row = await take(world, calls[0].key)
    postponed = replace(row, promised=replace(row.promised, not_before=LATER))
    await put(world, postponed, fence=0)
    leased = moved(await take(world, calls[1].key), "intent")
    await put(world, replace(leased, lease_until=NOON + timedelta(seconds=30)), fence=0)

    found = await world.store.look(lambda work: work.book.waiting(3))

    assert found == [
        Waiting(calls[2].key, None, NOON),
        Waiting(calls[3].key, None, NOON),
        Waiting(calls[1].key, NOON + timedelta(seconds=30), NOON),
    ]


async def test_of_two_moments_the_later_one_counts(world: World) -> None:
    await plan(world, FREE)
    row = moved(await take(world, FREE.key), "intent")
    both = replace(row, promised=replace(row.promised, not_before=LATER), lease_until=NOON)
    await put(world, both, fence=0)

    [only] = await world.store.look(lambda work: work.book.waiting(9))
    assert only.at == LATER

    await put(world, replace(both, lease_until=LATER + timedelta(seconds=1)), fence=0)

    [only] = await world.store.look(lambda work: work.book.waiting(9))
    assert only.at == LATER + timedelta(seconds=1)


async def test_everything_that_the_ledger_writes_is_read_back(world: World) -> None:
    await plan(world, FREE)
    row = await take(world, FREE.key)
    written = replace(
        row,
        promised=replace(
            row.promised,
            state="done",
            attempts=3,
            reason="at last",
            reference="1700000000.000100",
            not_before=NOON,
        ),
        fence=4,
        owner="one",
        waits_for="posts",
        lease_until=LATER,
        intent_at=NOON,
        last_intent_at=LATER,
        ended_at=LATER,
        result={"ok": True},
    )

    assert await put(world, written, fence=0)

    assert await take(world, FREE.key) == written


async def test_who_was_overtaken_writes_nothing(world: World) -> None:
    await plan(world, FREE)
    mine = await take(world, FREE.key)
    await put(world, replace(mine, fence=1), fence=0)

    assert not await put(world, moved(mine, "done"), fence=0)

    assert (await find(world, FREE.key)).state == "planned"


async def test_an_unknown_key_is_no_row(world: World) -> None:
    assert await world.store.transact("x", lambda work: work.book.take("no")) is None


async def test_a_new_process_takes_over_what_was_under_way_and_nothing_else(world: World) -> None:
    calls = [Effect(f"inc-1/x/{number}", "x", INC) for number in range(3)]
    await plan(world, *calls)
    under_way = moved(await take(world, calls[0].key), "intent")
    await put(world, replace(under_way, lease_until=NOON + timedelta(hours=1)), fence=0)
    blocked = moved(await take(world, calls[1].key), "intent")
    blocked = replace(blocked, promised=replace(blocked.promised, not_before=LATER))
    await put(world, blocked, fence=0)

    soon = NOON + timedelta(seconds=12)
    freed = await world.store.transact("start", lambda work: work.book.void_leases(soon))

    assert freed == 2
    found = await world.store.look(lambda work: work.book.waiting(9))
    assert [(each.key, each.at) for each in found] == [
        (calls[2].key, None),
        (calls[0].key, soon),
        (calls[1].key, LATER),
    ]


async def test_of_two_who_take_a_call_at_once_the_second_sees_what_the_first_wrote(
    world: World,
) -> None:
    await plan(world, FIRST)
    taken, overtaken = asyncio.Event(), asyncio.Event()

    async def claim(work: LedgerWork) -> None:
        row = await work.book.take(FIRST.key)
        assert row is not None
        taken.set()
        await either(overtaken, timedelta(milliseconds=300))  # the other one tries meanwhile
        await work.book.put(replace(row, fence=row.fence + 1), fence=row.fence)

    async def look(work: LedgerWork) -> int:
        row = await work.book.take(FIRST.key)
        overtaken.set()
        return row.fence if row else -1

    async with asyncio.TaskGroup() as group:
        group.create_task(world.store.transact("x", claim))
        await taken.wait()
        assert await world.store.transact("y", look) == 1


async def test_who_commits_first_is_first_in_the_lane(world: World) -> None:
    planned, overtaken = asyncio.Event(), asyncio.Event()

    async def slow(work: LedgerWork) -> None:
        await work.effects.plan(Promises(effects=(FIRST,)))
        planned.set()
        await either(overtaken, timedelta(milliseconds=300))  # the other one tries meanwhile
        assert not overtaken.is_set()

    async with asyncio.TaskGroup() as group:
        group.create_task(world.store.transact("x", slow))
        await planned.wait()
        await plan(world, SECOND)
        overtaken.set()

    mine = await world.store.look(lambda work: work.effects.of(INC))
    assert [each.key for each in mine] == [FIRST.key, SECOND.key]
    assert await waiting(world) == [FIRST.key]
