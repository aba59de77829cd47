"""What every dispatcher promises, over the real database that it is made for."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.errors import Refused, Unavailable
from bot.ports import Effect
from tests.dispatch.replicas import Calls, at_work, replica, working
from tests.effects.worlds import INC

LINES = [Effect(f"inc-1/slack.line/{n}", "slack.line", INC, lane="inc-1") for n in range(1, 6)]
FREE = [Effect(f"inc-1/slack.invite/{n}", "slack.invite", INC) for n in range(1, 6)]
PAGE = [
    Effect(f"inc-1/page.publish/{n}", "page.publish", INC, lane="page:inc-1") for n in range(1, 5)
]


def open_gate() -> Calls:
    calls = Calls()
    calls.gate.set()
    return calls


def keys(effects: list[Effect]) -> list[str]:
    return [each.key for each in effects]


async def test_calls_of_one_lane_are_made_once_and_in_order(database_url: str) -> None:
    calls = open_gate()

    async with working(database_url, calls) as [subject]:
        await subject.plan(*LINES)
        subject.dispatcher.kick()
        await subject.until_quiet()

    assert calls.outside.made == keys(LINES)


async def test_what_was_promised_before_the_start_is_run(database_url: str) -> None:
    calls = open_gate()
    async with replica(database_url, calls) as before:
        await before.plan(*LINES, *FREE)

    async with working(database_url, calls) as [subject]:
        await subject.until_quiet()

    assert sorted(calls.outside.made) == sorted(keys(LINES + FREE))


async def test_calls_without_a_lane_are_under_way_at_the_same_time(database_url: str) -> None:
    calls = Calls()

    async with working(database_url, calls) as [subject]:
        await subject.plan(*FREE)
        subject.dispatcher.kick()
        for _ in FREE:
            await calls.reached.acquire()
        running = (await subject.dispatcher.stats()).running
        calls.gate.set()

    assert running == len(FREE)


async def test_a_call_that_is_put_off_is_made_when_it_is_due(database_url: str) -> None:
    calls = open_gate()
    calls.replies[LINES[0].key] = [Unavailable("slow down", retry_after=timedelta(seconds=1))]

    async with working(database_url, calls) as [subject]:
        await subject.plan(*LINES[:2])
        subject.dispatcher.kick()
        await subject.until_quiet()

    assert [key for key in calls.outside.made if key in keys(LINES)] == keys(LINES[:2])


async def test_a_lost_answer_is_looked_up_and_the_call_not_repeated(database_url: str) -> None:
    calls = open_gate()
    calls.replies[FREE[0].key] = [Unavailable("reset", may_have_happened=True)]
    calls.outside.made.append(FREE[0].key)

    async with working(database_url, calls) as [subject]:
        await subject.plan(FREE[0])
        subject.dispatcher.kick()
        await subject.until_quiet()

    assert calls.outside.made.count(FREE[0].key) == 1
    assert calls.outside.asked == [FREE[0].key]


@pytest.mark.parametrize("verdict", ["happened", "dropped", "retry"])
async def test_a_blocked_lane_goes_on_when_a_person_has_settled_it(
    database_url: str, verdict: str
) -> None:
    calls = open_gate()
    calls.replies[PAGE[0].key] = [Refused("not now")]
    rest = PAGE if verdict == "retry" else PAGE[1:]

    async with working(database_url, calls) as [subject]:
        await subject.plan(*PAGE, *LINES)
        subject.dispatcher.kick()
        await subject.until(LINES[-1].key, "done")
        await subject.until(PAGE[0].key, "failed")
        made_meanwhile = list(calls.outside.made)
        await subject.settle(PAGE[0].key, verdict)
        subject.dispatcher.kick()
        await subject.until(PAGE[-1].key, "done")

    assert sorted(made_meanwhile) == keys(LINES)
    assert [key for key in calls.outside.made if "page" in key] == keys(rest)


async def test_stopping_lets_calls_end_and_begins_no_more(database_url: str) -> None:
    calls = Calls()

    async with replica(database_url, calls) as subject, asyncio.TaskGroup() as group:
        await subject.plan(*LINES[:2])
        await subject.dispatcher.repair()
        group.create_task(subject.dispatcher.run())
        await calls.reached.acquire()
        stopping = group.create_task(subject.dispatcher.stop(timedelta(seconds=5)))
        await asyncio.sleep(0)  # lets the other task begin to stop
        calls.gate.set()
        await stopping
        states = await subject.states()

    assert calls.outside.made == [LINES[0].key]
    assert states == {LINES[0].key: "done", LINES[1].key: "planned"}


async def test_what_is_given_up_when_stopping_is_looked_up_by_the_next(database_url: str) -> None:
    calls = Calls()
    async with replica(database_url, calls) as first:
        await first.plan(LINES[0])
        async with at_work(first, grace=timedelta()):
            await calls.reached.acquire()
        assert await first.states() == {LINES[0].key: "intent"}

    calls.gate.set()
    async with working(database_url, calls) as [second]:
        await second.until_quiet()

    assert calls.outside.asked == [LINES[0].key]
    assert calls.outside.made == [LINES[0].key]


async def test_stats_tell_what_waits_and_for_how_long(database_url: str) -> None:
    async with replica(database_url, Calls()) as subject:
        assert await subject.dispatcher.next_at() is None
        await subject.plan(*FREE[:2])

        stats = await subject.dispatcher.stats()
        due = await subject.dispatcher.next_at()

    assert (stats.running, stats.due, stats.later) == (0, 2, 0)
    assert timedelta() < stats.lag < timedelta(seconds=30)
    assert due is not None
