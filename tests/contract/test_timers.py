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


BYPASS = Timer("inc-1/remind.mitigation.owner/1", "remind.mitigation.owner", INC, SOON)


async def generation(world: World, key: str) -> int:
    return await world.store.look(lambda work: work.effects.generation(key))


async def test_what_is_repeated_is_armed_again_when_it_fires(world: World) -> None:
    await plan(world, BYPASS)

    assert await world.timers.fire(SOON) == 1
    assert await world.timers.next_due() == SOON + timedelta(minutes=30)
    assert await world.timers.fire(SOON) == 0
    assert await world.timers.fire(SOON + timedelta(minutes=30)) == 1

    keys = [f"timer:{BYPASS.key}:{number}" for number in (2, 3)]
    assert await waiting(world) == keys
    assert (await find(world, keys[1])).payload == {"timer": BYPASS.key, "generation": 3}


async def test_after_hours_of_downtime_what_is_repeated_fires_once(world: World) -> None:
    await plan(world, BYPASS)

    late = SOON + timedelta(hours=10, minutes=7)
    assert [await world.timers.fire(late) for _ in range(2)] == [1, 0]

    assert await world.timers.next_due() == SOON + timedelta(hours=10, minutes=30)


async def test_cancelling_ends_the_repetition(world: World) -> None:
    await plan(world, BYPASS)
    await world.timers.fire(SOON)
    await plan(world, Timer(BYPASS.key, BYPASS.kind, INC, None))

    assert await world.timers.next_due() is None


async def test_a_call_knows_whether_its_timer_was_set_anew_since(world: World) -> None:
    assert await generation(world, "inc-1/nudge.lead") == 0

    await plan(world, nudge(5), BYPASS)
    await world.timers.fire(SOON)
    for key in (f"timer:{BYPASS.key}:2", "timer:inc-1/nudge.lead:1"):
        payload = (await find(world, key)).payload
        assert await generation(world, payload["timer"]) == payload["generation"]

    await plan(world, nudge(7))
    assert await generation(world, "inc-1/nudge.lead") == 2
    await plan(world, nudge(None))
    assert await generation(world, "inc-1/nudge.lead") == 3


async def test_a_timer_may_be_over_when_it_is_armed_or_years_ahead(world: World) -> None:
    ages = timedelta(days=3 * 365)
    over = Timer("inc-1/over", "over", INC, NOON - ages)
    far = Timer("inc-1/far", "far", INC, NOON + ages)
    await plan(world, far, over)

    assert await world.timers.fire(NOON) == 1
    assert await waiting(world) == ["timer:inc-1/over:1"]
    assert await world.timers.next_due() == NOON + ages
    assert await world.timers.fire(NOON + ages) == 1


async def test_a_clock_that_jumps_ahead_and_back_fires_nothing_twice(world: World) -> None:
    await plan(world, nudge(5), BYPASS)
    hour = timedelta(hours=1)

    fired = [await world.timers.fire(NOON + each) for each in (hour, -hour, 0 * hour, hour, hour)]

    assert fired == [2, 0, 0, 0, 0]
    assert await world.timers.next_due() == SOON + hour


async def test_more_timers_than_one_transaction_takes_all_fire(world: World) -> None:
    many = [Timer(f"inc-1/t{number}", "t", INC, NOON) for number in range(401)]
    await plan(world, *many)

    assert [await world.timers.fire(NOON) for _ in range(2)] == [401, 0]
