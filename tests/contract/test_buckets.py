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

SECOND = timedelta(seconds=1)
LATER = NOON + timedelta(seconds=30)
POSTS, ROOM = Bucket("posts", 4, NOON), Bucket("posts/inc-1", 2.5, NOON)
GATE = Bucket("auth", 0, NOON, LATER, "token_revoked")
ONE = Toll("room", Rate(per_minute=61, burst=1))
KEY = "inc-1/x/1"


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


async def put_off(world: World, key: str, bucket: str, state: str, *, leased: bool = False) -> None:
    row = moved(await take(world, key), state)
    promised = replace(row.promised, not_before=LATER)
    lease = LATER if leased else None
    await put(world, replace(row, promised=promised, waits_for=bucket, lease_until=lease), fence=0)


async def test_a_gate_that_opens_wakes_whoever_waits_for_it(world: World) -> None:
    calls = [Effect(f"inc-1/x/{number}", "x", INC) for number in range(5)]
    await plan(world, *calls)
    await put_off(world, calls[0].key, GATE.name, "planned")
    await put_off(world, calls[1].key, GATE.name, "intent")
    await put_off(world, calls[2].key, "posts", "planned")
    await put_off(world, calls[3].key, GATE.name, "done")
    await put_off(world, calls[4].key, GATE.name, "intent", leased=True)
    await keep(world, GATE)

    await world.store.transact("x", lambda work: work.buckets.open(GATE.name))

    moments = [(await find(world, call.key)).not_before for call in calls]
    assert moments == [None, None, LATER, LATER, LATER]
    assert [(await take(world, call.key)).waits_for for call in calls[:3]] == ["", "", "posts"]
    assert await find_buckets(world, GATE.name) == []


async def test_whoever_waits_for_the_same_bucket_is_counted_in_order(world: World) -> None:
    calls = [Effect(f"inc-1/x/{number}", "x", INC) for number in range(5)]
    await plan(world, *calls)
    await put_off(world, calls[0].key, "posts", "planned")
    await put_off(world, calls[1].key, "other", "planned")
    await put_off(world, calls[2].key, "posts", "failed")
    await put_off(world, calls[3].key, "posts", "intent")

    counts = [
        await world.store.look(lambda work, key=call.key: work.buckets.ahead("posts", key))  # type: ignore[misc] # mypy guesses no lambda with defaults
        for call in calls
    ]

    assert counts == [0, 1, 1, 1, 2]


async def test_what_keeps_a_bucket_closed_can_be_asked(world: World) -> None:
    await keep(world, GATE)

    why = await world.store.look(lambda work: work.effects.why_blocked(GATE.name))

    assert why == "token_revoked"
    assert await world.store.look(lambda work: work.effects.why_blocked("other")) == ""


async def test_nothing_is_taken_by_a_claim_that_is_not_kept(world: World) -> None:
    async def fails(work: LedgerWork) -> None:
        assert await pay(work.buckets, KEY, [ONE], NOON) == Paid()
        raise RuntimeError

    await _swallowed(world, fails)

    assert (
        await world.store.transact("x", lambda work: pay(work.buckets, KEY, [ONE], NOON)) == Paid()
    )


async def test_of_two_at_the_same_time_one_gets_the_last_token(world: World) -> None:
    await plan(world, Effect(KEY, "x", INC))
    paid = asyncio.Event()

    async def slow(work: LedgerWork) -> Paid | Wait:
        result = await pay(work.buckets, KEY, [ONE], NOON)
        paid.set()
        await either(asyncio.Event(), timedelta(milliseconds=50))  # the other one tries meanwhile
        return result

    async with asyncio.TaskGroup() as group:
        first = group.create_task(world.store.transact("x", slow))
        await paid.wait()
        second = await world.store.transact("x", lambda work: pay(work.buckets, KEY, [ONE], NOON))

    assert first.result() == Paid()
    assert second == Wait(ONE.bucket, NOON + SECOND, each=SECOND)


async def test_a_gate_that_is_just_being_opened_does_not_come_back(world: World) -> None:
    await keep(world, GATE)
    opened = asyncio.Event()

    async def slow(work: LedgerWork) -> None:
        await work.buckets.open(GATE.name)
        opened.set()
        await either(asyncio.Event(), timedelta(milliseconds=50))  # the other one tries meanwhile

    async with asyncio.TaskGroup() as group:
        group.create_task(world.store.transact("x", slow))
        await opened.wait()
        paid = await world.store.transact(
            "x", lambda work: pay(work.buckets, KEY, [Toll(GATE.name)], LATER)
        )

    assert paid == Paid()
    assert await find_buckets(world, GATE.name) == []


async def test_whoever_needs_the_same_buckets_in_another_order_gets_them_too(world: World) -> None:
    tolls = [Toll(name, Rate(per_minute=600, burst=60)) for name in "abcdef"]

    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(
                world.store.transact(
                    "x",
                    lambda work, turn=turn: pay(  # type: ignore[misc] # mypy guesses no lambda with defaults
                        work.buckets, KEY, tolls[turn:] + tolls[:turn], NOON
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
