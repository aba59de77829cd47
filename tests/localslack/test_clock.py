"""The workspace's clock, its ids and its journal, alone."""

import asyncio

import pytest

from bot.localslack.clock import Clock
from bot.localslack.ids import Ids
from bot.localslack.journal import Journal, iso


async def test_timers_fire_in_time_order_each_at_its_own_moment() -> None:
    clock, fired = Clock("manual", 100), []
    for delay in (5, 1, 3):
        clock.later(delay, str(delay), lambda: fired.append(clock.time()))
    gone = clock.later(2, "gone", lambda: fired.append(-1.0))
    gone.cancelled = True

    timers = await clock.advance(4)

    assert fired == [101, 103]
    assert [timer.what for timer in timers] == ["1", "3"]
    assert clock.time() == 104
    assert [timer.what for timer in clock.pending()] == ["5"]


async def test_a_timer_may_set_another_that_is_due_at_once() -> None:
    clock, fired = Clock("manual", 0), []
    clock.later(1, "first", lambda: clock.later(1, "second", lambda: fired.append(clock.time())))

    await clock.advance(10)

    assert fired == [2]


async def test_a_wall_clock_follows_its_source_and_can_be_moved_on() -> None:
    source = [1000.0]
    clock = Clock("wall", source=lambda: source[0])
    source[0] += 5
    before = clock.time()
    await clock.advance(60)
    source[0] += 1

    assert (before, clock.time()) == (1005, 1066)
    assert clock.now().timestamp() == 1066


async def test_a_wall_clock_fires_by_itself() -> None:
    clock, fired = Clock(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(clock.run())
        clock.later(0.01, "soon", fired.set)
        await fired.wait()
        running.cancel()

    assert fired.is_set()


async def test_a_clock_put_somewhere_forgets_its_timers() -> None:
    clock = Clock("manual", 0)
    clock.later(1, "never", lambda: None)
    clock.set(500)

    assert (clock.time(), clock.pending()) == (500, [])


def test_ids_depend_on_seed_and_kind_only() -> None:
    one, two = Ids(1), Ids(1)
    one.new("C")

    assert one.new("U") == two.new("U")
    assert one.new("C") != two.new("C")
    assert Ids(2).new("U") != Ids(1).new("U")
    assert len(Ids(1).new("C")) == 11
    assert 0 <= Ids(1).chance("a") < 1


def test_stamps_grow_although_the_clock_stands() -> None:
    ids = Ids()

    assert [ids.stamp(1.5), ids.stamp(1.5), ids.stamp(1.0)] == [
        "1.500000",
        "1.500001",
        "1.500002",
    ]


async def test_a_record_is_a_snapshot_without_secrets() -> None:
    journal, shared = Journal(Clock("manual", 0)), {"token": "xoxb-1"}
    journal.hidden = {"xoxb-1": "xoxb-..."}

    journal.write("call", args=shared)
    shared["token"] = "changed"

    [record] = journal.since()
    assert record["args"] == {"token": "xoxb-..."}
    assert (record["seq"], record["at"]) == (1, "1970-01-01T00:00:00.000Z")


async def test_only_the_newest_records_are_kept() -> None:
    journal = Journal(Clock("manual", 0), keep=3)
    for number in range(5):
        journal.write("call" if number % 2 else "ack", number=number)

    assert journal.oldest == 3
    assert [record["seq"] for record in journal.since(0)] == [3, 4, 5]
    assert [record["seq"] for record in journal.since(4)] == [5]
    assert [record["seq"] for record in journal.since(0, ["call"])] == [4]


MOMENTS = [
    (0.0, "1970-01-01T00:00:00.000Z"),
    (1_767_571_200.12, "2026-01-05T00:00:00.120Z"),
    (1_767_571_199.9996, "2026-01-05T00:00:00.000Z"),
]


@pytest.mark.parametrize(("seconds", "written"), MOMENTS)
def test_moments_are_written_with_milliseconds(seconds: float, written: str) -> None:
    assert iso(seconds) == written
