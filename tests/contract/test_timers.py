from datetime import timedelta

from bot.ports import Timer
from tests.contract.conftest import World
from tests.contract.saying import INC, find, plan, waiting
from tests.fakes.clock import NOON

SOON = NOON + timedelta(minutes=5)


def nudge(minutes: int | None) -> Timer:
    due = None if minutes is None else NOON + timedelta(minutes=minutes)
    return Timer("inc-1/nudge.lead", "nudge.lead", INC, due)


async def test_a_timer_fires_when_it_is_due_and_not_before(world: World) -> None:
    await plan(world, nudge(5))

    assert await world.timers.fire(SOON - timedelta(microseconds=1)) == 0
    assert await world.timers.fire(SOON) == 1

    promised = await find(world, "timer:inc-1/nudge.lead:1")
    assert (promised.kind, promised.incident_id) == ("nudge.lead", INC)
    assert promised.payload == {"timer": "inc-1/nudge.lead", "generation": 1}


async def test_a_timer_fires_once(world: World) -> None:
    await plan(world, nudge(5))

    assert [await world.timers.fire(SOON) for _ in range(3)] == [1, 0, 0]


async def test_a_cancelled_timer_does_not_fire(world: World) -> None:
    await plan(world, nudge(5))
    await plan(world, nudge(None))

    assert await world.timers.next_due() is None
    assert await world.timers.fire(SOON) == 0


async def test_cancelling_what_was_never_armed_is_nothing(world: World) -> None:
    await plan(world, nudge(None))

    assert await world.timers.fire(SOON) == 0


async def test_arming_again_postpones_and_makes_another_call(world: World) -> None:
    await plan(world, nudge(5))
    await plan(world, nudge(7))

    assert await world.timers.fire(SOON) == 0
    assert await world.timers.next_due() == NOON + timedelta(minutes=7)
    assert await world.timers.fire(NOON + timedelta(minutes=7)) == 1
    assert await waiting(world) == ["timer:inc-1/nudge.lead:2"]


async def test_a_fired_timer_can_be_armed_again(world: World) -> None:
    await plan(world, nudge(5))
    await world.timers.fire(SOON)
    await plan(world, nudge(10))

    assert await world.timers.fire(NOON + timedelta(minutes=10)) == 1
    assert await waiting(world) == ["timer:inc-1/nudge.lead:1", "timer:inc-1/nudge.lead:2"]


async def test_timers_that_were_missed_fire_in_order_of_their_moments(world: World) -> None:
    second = Timer("inc-1/b", "b", INC, NOON + timedelta(minutes=2))
    first = Timer("inc-1/c", "c", INC, NOON + timedelta(minutes=1))
    await plan(world, second, first)

    assert await world.timers.next_due() == NOON + timedelta(minutes=1)
    assert await world.timers.fire(NOON + timedelta(days=1)) == 2
    assert await waiting(world) == ["timer:inc-1/c:1", "timer:inc-1/b:1"]
