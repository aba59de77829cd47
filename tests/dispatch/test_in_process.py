import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.dispatch.in_process import CONCURRENCY, POLL, Dispatcher, Runner
from bot.domain.errors import Unavailable
from bot.domain.facts import ChannelOpened
from bot.domain.terms import ChannelId
from bot.ports import Done, Effect, Promised, Stats
from tests.effects.worlds import INC, NO_TIME, POST, World, declared
from tests.fakes.clock import NOON, ManualClock
from tests.fakes.outside import Outside, Scripted

LINES = [replace(POST, key=f"inc-1/slack.line/{number}") for number in range(2, 6)]
FREE = [Effect(f"inc-1/slack.invite/{number}", "slack.invite", INC) for number in range(40)]
CREATE = Effect("inc-1/slack.channel.create/1", "slack.channel.create", INC, lane="inc-1")


class Gate:
    """Holds every call until it is opened, and counts how many wait before it."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.reached = asyncio.Semaphore(0)
        self.waiting = 0

    async def __call__(self, _effect: Promised) -> Done:
        self.waiting += 1
        self.reached.release()
        await self.opened.wait()
        return Done()


async def world_with(reply: Callable[[Promised], Awaitable[Done]] | None = None) -> World:
    outside = Outside()
    replies = [reply] * 100 if reply else []
    kinds = {
        kind: Scripted(outside, list(replies))
        for kind in ("slack.line", "slack.invite", "slack.channel.create")
    }
    return await declared(kinds, timing=NO_TIME)


def dispatcher(world: World) -> Dispatcher:
    return Dispatcher(world.ledger, clock=world.clock)


@asynccontextmanager
async def running(subject: Dispatcher) -> AsyncIterator[Dispatcher]:
    async with asyncio.TaskGroup() as group:
        group.create_task(subject.run())
        yield subject
        await subject.stop(timedelta())


class Enough(Exception):
    """Ends a dispatcher that has polled as often as a test needs."""


@dataclass
class Polls:
    """Lets time pass instead of waiting, so often; then raises Enough."""

    clock: ManualClock
    number: int
    meanwhile: Callable[[], Awaitable[None]] | None = None
    waits: list[timedelta] = field(default_factory=list)

    async def __call__(self, event: asyncio.Event, within: timedelta) -> None:
        await asyncio.sleep(0)  # lets the calls that were begun go on
        if event.is_set():
            return
        self.waits.append(within)
        self.clock.pass_(within)
        if self.meanwhile:
            await self.meanwhile()
        if len(self.waits) == self.number:
            raise Enough

    async def watch(self, ledger: Runner) -> None:
        with pytest.raises(ExceptionGroup, check=lambda group: group.subgroup(Enough) is not None):
            await Dispatcher(ledger, clock=self.clock, pause=self).run()


async def test_calls_of_one_lane_run_in_order() -> None:
    world = await world_with()
    await world.plan(*LINES)

    await dispatcher(world).drain()

    assert world.outside.made == [line.key for line in LINES]


async def test_calls_without_a_lane_run_at_the_same_time() -> None:
    gate = Gate()
    world = await world_with(gate)
    await world.plan(*FREE[:5])

    async with running(dispatcher(world)):
        for _ in range(5):
            await gate.reached.acquire()
        gate.opened.set()

    assert gate.waiting == 5


async def test_no_more_run_at_once_than_agreed() -> None:
    gate = Gate()
    world = await world_with(gate)
    await world.plan(*FREE)

    async with running(dispatcher(world)) as subject:
        for _ in range(CONCURRENCY):
            await gate.reached.acquire()
        stats = await subject.stats()
        gate.opened.set()

    assert stats.running == CONCURRENCY
    assert stats.due == len(FREE) - CONCURRENCY


async def test_what_follows_from_a_call_runs_without_waiting_for_a_poll() -> None:
    opened = Done("C1", tell=lambda _: [ChannelOpened(ChannelId("C1"), "inc-1")])
    outside, gate = Outside(), Gate()
    kinds = {
        CREATE.kind: Scripted(outside, done=opened),
        "slack.invite": Scripted(outside, [gate]),
    }
    world = await declared(kinds)
    await world.plan(CREATE)

    async def never(_event: asyncio.Event, within: timedelta) -> None:
        assert within <= POLL
        await _event.wait()

    async with running(Dispatcher(world.ledger, clock=world.clock, pause=never)):
        await gate.reached.acquire()
        gate.opened.set()


async def test_a_kick_wakes_it_at_once() -> None:
    gate = Gate()
    world = await world_with(gate)

    async def never(event: asyncio.Event, _within: timedelta) -> None:
        idle.set()
        await event.wait()

    idle = asyncio.Event()
    async with running(Dispatcher(world.ledger, clock=world.clock, pause=never)) as subject:
        await idle.wait()
        await world.plan(POST)
        subject.kick()
        await gate.reached.acquire()
        gate.opened.set()


async def test_a_lost_kick_costs_one_poll() -> None:
    world = await world_with()
    polls = Polls(world.clock, 3, meanwhile=lambda: world.plan(POST))

    await polls.watch(world.ledger)

    assert polls.waits[0] == POLL
    assert world.outside.made == [POST.key]


async def test_it_waits_no_longer_than_until_the_next_call_is_due() -> None:
    world = await world_with()
    await world.plan(POST)
    kept = world.store.state.effects[POST.key]
    soon = replace(kept.row.promised, not_before=NOON + timedelta(milliseconds=300))
    world.store.state.effects[POST.key] = replace(kept, row=replace(kept.row, promised=soon))
    polls = Polls(world.clock, 3)

    await polls.watch(world.ledger)

    assert polls.waits == [timedelta(milliseconds=300), POLL, POLL]
    assert world.outside.made == [POST.key]


async def test_stopping_lets_calls_end_and_begins_no_more() -> None:
    gate = Gate()
    world = await world_with(gate)
    await world.plan(*LINES[:2])
    subject = dispatcher(world)

    async with asyncio.TaskGroup() as group:
        group.create_task(subject.run())
        await gate.reached.acquire()
        stopping = group.create_task(subject.stop(timedelta(seconds=10)))
        await asyncio.sleep(0)  # lets the other task begin to stop
        gate.opened.set()
        await stopping

    assert world.outside.made == [LINES[0].key]
    assert (await world.row(LINES[0].key)).state == "done"
    assert (await world.row(LINES[1].key)).state == "planned"


async def test_a_call_given_up_when_stopping_is_looked_up_by_the_next_process() -> None:
    gate = Gate()
    world = await world_with(gate)
    await world.plan(POST)
    async with running(dispatcher(world)):
        await gate.reached.acquire()

    assert (await world.row()).state == "intent"
    after = dispatcher(world)
    assert await after.repair() == 1
    await after.drain()

    assert (await world.row()).state == "done"
    assert world.outside.asked == [POST.key]
    assert world.outside.made == [POST.key]


async def test_it_survives_a_database_that_is_away() -> None:
    world = await world_with()
    await world.plan(POST)
    look, failures = world.store.look, [1, 2]

    async def away(body: object) -> object:
        if failures:
            failures.pop()
            raise Unavailable("The database did not answer.")
        return await look(body)  # type: ignore[arg-type] # passed on as it came

    world.store.look = away  # type: ignore[method-assign,assignment] # a fault, not a fake
    polls = Polls(world.clock, 4)

    await polls.watch(world.ledger)

    assert polls.waits[:2] == [POLL, POLL]
    assert world.outside.made == [POST.key]


async def test_draining_runs_what_follows_and_leaves_what_is_not_due() -> None:
    opened = Done("C1", tell=lambda _: [ChannelOpened(ChannelId("C1"), "inc-1")])
    outside = Outside()
    slow = Unavailable("slow down", retry_after=timedelta(seconds=30))
    kinds = {
        CREATE.kind: Scripted(outside, done=opened),
        "slack.invite": Scripted(outside),
        "slack.topic": Scripted(outside, [slow]),
    }
    world = await declared(kinds)
    await world.plan(CREATE)
    subject = dispatcher(world)

    await subject.drain()

    assert world.outside.made == [CREATE.key, "inc-1/slack.invite/2"]
    assert await subject.next_at() == NOON + timedelta(seconds=30.5)


async def test_nothing_waits_when_nothing_is_promised() -> None:
    subject = dispatcher(await world_with())

    assert await subject.next_at() is None
    assert await subject.stats() == Stats(running=0, due=0, later=0, lag=timedelta())


async def test_the_lag_is_the_age_of_the_oldest_call_that_is_due() -> None:
    world = await world_with()
    await world.plan(FREE[0])
    await world.lets_pass(3)
    await world.plan(FREE[1])
    await world.lets_pass(4)

    assert await dispatcher(world).stats() == Stats(
        running=0, due=2, later=0, lag=timedelta(seconds=7)
    )
