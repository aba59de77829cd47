import asyncio
from datetime import datetime, timedelta

import pytest

from bot.domain.errors import Unavailable
from bot.ports import Promises, Timer
from bot.ticker import Ticker
from tests.effects.worlds import INC, World, declared
from tests.fakes.clock import NOON
from tests.fakes.timers import MemoryTimers

SOON = NOON + timedelta(minutes=5)
TIMER = Timer("inc-1/nudge.lead", "nudge.lead", INC, SOON)


async def armed() -> World:
    world = await declared()
    promises = Promises(timers=(TIMER,))
    await world.store.transact("x", lambda work: work.effects.plan(promises))
    return world


async def test_a_due_timer_becomes_a_call_and_the_dispatcher_hears_of_it() -> None:
    world, kicks = await armed(), []
    ticker = Ticker(MemoryTimers(world.store), clock=world.clock, kick=lambda: kicks.append(1))

    assert await ticker.tick(NOON) == 0
    assert kicks == []
    assert await ticker.tick(SOON) == 1
    assert kicks == [1]

    assert [each.key for each in await world.ledger.waiting(99)] == ["timer:inc-1/nudge.lead:1"]


async def test_time_passes_by_itself_once_it_is_started() -> None:
    world = await armed()
    world.clock.now = SOON
    kicked = asyncio.Event()
    ticker = Ticker(MemoryTimers(world.store), clock=world.clock, kick=kicked.set)

    ticker.start(every=timedelta(milliseconds=1))
    await kicked.wait()
    ticker.stop()

    assert (await world.row("timer:inc-1/nudge.lead:1")).state == "planned"


async def test_a_database_that_is_away_is_asked_again_at_the_next_tick(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Away:
        asked = 0

        async def fire(self, now: datetime) -> int:
            self.asked += 1
            if self.asked == 1:
                raise Unavailable("The database did not answer.")
            fired.set()
            return 0

        async def next_due(self) -> datetime | None:
            return None

    fired = asyncio.Event()
    ticker = Ticker(Away(), clock=lambda: NOON, kick=fired.clear)

    ticker.start(every=timedelta(milliseconds=1))
    await fired.wait()
    ticker.stop()

    assert "ticker.postponed" in caplog.messages
