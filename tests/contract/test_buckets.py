"""The buckets of every kind of store, as the ledger needs them."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.dispatch.in_process import either
from bot.effects.book import LedgerWork
from bot.effects.buckets import Bucket, Rate
from bot.effects.pacing import Paid, Toll, Wait, pay
from bot.ports import Effect
from tests.contract.conftest import World
from tests.contract.saying import INC, find, plan, put, take
from tests.effects.rows import moved
from tests.fakes.clock import NOON

LATER = NOON + timedelta(seconds=30)
POSTS, ROOM = Bucket("posts", 4, NOON), Bucket("posts/inc-1", 2.5, NOON)
GATE = Bucket("auth", 0, NOON, LATER, "token_revoked")
ONE = Toll("room", Rate(per_minute=61, burst=1))


async def lock(world: World, *unknown: Bucket) -> list[Bucket]:
    return await world.store.transact("x", lambda work: work.buckets.lock(unknown))


async def find_buckets(world: World, *names: str) -> list[Bucket]:
    return await world.store.look(lambda work: work.buckets.find(names))


async def keep(world: World, *changed: Bucket) -> None:
    async def body(work: LedgerWork) -> None:
        await work.buckets.lock(changed)
        await work.buckets.put(changed)

    await world.store.transact("x", body)


async def test_a_bucket_begins_as_given_and_stays_as_written(world: World) -> None:
    assert await find_buckets(world, POSTS.name) == []
    assert await lock(world, ROOM, POSTS) == [POSTS, ROOM]
    changed = replace(ROOM, tokens=0.125, refilled_at=LATER, blocked_until=LATER, reason="busy")

    await keep(world, changed)

    assert await lock(world, ROOM, POSTS) == [POSTS, changed]
    assert await find_buckets(world, ROOM.name, "unknown") == [changed]
    assert await find_buckets(world) == []


async def test_a_gate_that_opens_wakes_whoever_waits_for_its_reason(world: World) -> None:
    calls = [Effect(f"inc-1/x/{number}", "x", INC) for number in range(4)]
    await plan(world, *calls)
    reasons = [GATE.reason, GATE.reason, "busy", GATE.reason]
    states = ["planned", "intent", "planned", "done"]
    for call, reason, state in zip(calls, reasons, states, strict=True):
        row = moved(await take(world, call.key), state, reason=reason)
        waits = replace(row, promised=replace(row.promised, not_before=LATER))
        await put(world, waits, fence=0)
    await keep(world, GATE)

    await world.store.transact("x", lambda work: work.buckets.open(GATE))

    moments = [(await find(world, call.key)).not_before for call in calls]
    assert moments == [None, None, LATER, LATER]
    assert await find_buckets(world, GATE.name) == []


async def test_a_call_under_way_is_not_woken(world: World) -> None:
    call = Effect("inc-1/x/1", "x", INC)
    await plan(world, call)
    row = moved(await take(world, call.key), "intent", reason=GATE.reason)
    row = replace(row, promised=replace(row.promised, not_before=LATER), lease_until=LATER)
    await put(world, row, fence=0)

    await world.store.transact("x", lambda work: work.buckets.open(GATE))

    assert (await find(world, call.key)).not_before == LATER


async def test_what_keeps_a_bucket_closed_can_be_asked(world: World) -> None:
    await keep(world, GATE)

    why = await world.store.look(lambda work: work.effects.why_blocked(GATE.name))

    assert why == "token_revoked"
    assert await world.store.look(lambda work: work.effects.why_blocked("other")) == ""


async def test_nothing_is_taken_by_a_claim_that_is_not_kept(world: World) -> None:
    async def fails(work: LedgerWork) -> None:
        assert await pay(work.buckets, [ONE], NOON) == Paid()
        raise RuntimeError

    await _swallowed(world, fails)

    assert await world.store.transact("x", lambda work: pay(work.buckets, [ONE], NOON)) == Paid()


async def test_of_two_at_the_same_time_one_gets_the_last_token(world: World) -> None:
    paid = asyncio.Event()

    async def slow(work: LedgerWork) -> Paid | Wait:
        result = await pay(work.buckets, [ONE], NOON)
        paid.set()
        await either(asyncio.Event(), timedelta(milliseconds=50))  # the other one tries meanwhile
        return result

    async with asyncio.TaskGroup() as group:
        first = group.create_task(world.store.transact("x", slow))
        await paid.wait()
        second = await world.store.transact("x", lambda work: pay(work.buckets, [ONE], NOON))

    assert first.result() == Paid()
    assert second == Wait(NOON + timedelta(seconds=1))


async def test_whoever_needs_the_same_buckets_in_another_order_gets_them_too(world: World) -> None:
    tolls = [Toll(name, Rate(per_minute=600, burst=60)) for name in "abcdef"]

    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(
                world.store.transact(
                    "x",
                    lambda work, turn=turn: pay(  # type: ignore[misc] # mypy guesses no lambda with defaults
                        work.buckets, tolls[turn:] + tolls[:turn], NOON
                    ),
                )
            )
            for turn in [*range(6), *range(6)]
        ]

    assert [task.result() for task in tasks] == [Paid()] * 12
    assert [each.tokens for each in await find_buckets(world, *"abcdef")] == [48] * 6


async def _swallowed(world: World, body: object) -> None:
    try:
        await world.store.transact("x", body)  # type: ignore[arg-type] # a body that only raises
    except RuntimeError:
        return
    raise AssertionError
