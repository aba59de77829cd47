"""Calls that come to nothing, because the database was locked, are tried again and again."""

import asyncio
from datetime import datetime, timedelta
from typing import ClassVar

import pytest

from bot.dispatch.in_process import POLL, Dispatcher
from bot.effects.book import Outcome, Waiting
from tests.dispatch.test_in_process import Enough, Polls
from tests.fakes.clock import NOON, ManualClock


async def test_a_call_that_cannot_move_is_tried_once_per_poll() -> None:
    class Stubborn:
        runs = 0

        async def waiting(self, _limit: int) -> list[Waiting]:
            return [Waiting("x", None, NOON)]

        async def run(self, _key: str) -> Outcome:
            self.runs += 1
            return Outcome()

        async def void_leases(self) -> int:
            return 0

    ledger = Stubborn()

    await Polls(ManualClock(), 3).watch(ledger)

    assert ledger.runs == 3


async def test_a_call_that_could_not_move_is_tried_again_however_busy_the_others_are() -> None:
    clock = ManualClock()

    class Busy:
        tries: ClassVar[list[datetime]] = []
        others = 0

        async def waiting(self, _limit: int) -> list[Waiting]:
            return [Waiting("x", None, NOON), Waiting(f"y{self.others}", None, NOON)]

        async def run(self, key: str) -> Outcome:
            if key == "x":
                self.tries.append(clock())
                return Outcome()
            self.others += 1
            return Outcome(is_over=True, has_moved=True)

        async def void_leases(self) -> int:
            return 0

    async def never_quiet(event: asyncio.Event, _within: timedelta) -> None:
        await event.wait()
        clock.pass_(POLL / 10)
        if clock() > NOON + 3 * POLL:
            raise Enough

    ledger = Busy()
    with pytest.raises(ExceptionGroup, check=lambda group: group.subgroup(Enough) is not None):
        await Dispatcher(ledger, clock=clock, pause=never_quiet).run()

    assert ledger.others > 10
    assert [each - NOON for each in ledger.tries] == [0 * POLL, POLL, 2 * POLL, 3 * POLL]
