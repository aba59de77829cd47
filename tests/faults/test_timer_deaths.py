"""A process is killed while a timer fires: what was due is told once, by the next one."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

import pytest

from bot.storage.store import SqlWork
from bot.storage.timers import SqlTimers
from tests.slack.town import living
from tests.storage.stores import opened

T = TypeVar("T")


def die_firing(url: str, now: datetime, *, is_committed: bool) -> None:
    """Fire what is due and be killed: with the commit done, or just before it."""
    asyncio.run(_die_firing(url, now, is_committed=is_committed))


async def _die_firing(url: str, now: datetime, *, is_committed: bool) -> None:
    async with opened(url) as store:
        if is_committed:
            await SqlTimers(store).fire(now)
            os.kill(os.getpid(), signal.SIGKILL)

        class Doomed:
            look, moment = store.look, store.moment

            async def transact(self, cause: str, body: Callable[[SqlWork], Awaitable[T]]) -> T:
                async def then_die(work: SqlWork) -> T:
                    await body(work)
                    os.kill(os.getpid(), signal.SIGKILL)
                    raise AssertionError

                return await store.transact(cause, then_die)

        await SqlTimers(Doomed()).fire(now)  # type: ignore[arg-type] # a fault


@pytest.mark.parametrize("is_committed", [True, False], ids=["after-commit", "before-commit"])
async def test_a_kill_between_firing_and_sending_loses_and_doubles_nothing(
    sqlite_url: str, *, is_committed: bool
) -> None:
    async with living(sqlite_url) as town:
        await town.declares("declare sev1 Checkout fails")
        await town.says("ana", "lead")
        due = town.clock.now() + timedelta(minutes=30)
        await town.clock.advance_to(due.timestamp())

        child = multiprocessing.get_context("spawn").Process(
            target=die_firing, args=(sqlite_url, due), kwargs={"is_committed": is_committed}
        )
        child.start()
        await asyncio.to_thread(child.join, 60)
        assert child.exitcode == -signal.SIGKILL
        fired = [each.key for each in await town.promised() if each.kind == "remind.update.lead"]
        assert len(fired) == int(is_committed)

        await town.muster.ticker.tick(due)
        await town.settle()
        await town.muster.ticker.tick(due)
        await town.settle()

        told = [each for each in await town.direct("ana") if "An update on INC-1" in each]
        assert len(told) == 1
