"""Run promised calls in this process: at once, lanes in parallel, the rest when it is due."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

from bot.dispatch.standing import MANY, is_due, soonest, stats_of
from bot.domain.errors import Unavailable
from bot.effects.book import Outcome, Waiting
from bot.ports import Clock, Stats

log = logging.getLogger(__name__)

POLL = timedelta(seconds=1)
CONCURRENCY = 20

Pause: TypeAlias = Callable[[asyncio.Event, timedelta], Awaitable[None]]
"""Waits for the event, but no longer than that."""


class Runner(Protocol):
    """What brings single promised calls forward: the ledger."""

    async def waiting(self, limit: int) -> list[Waiting]:
        """Return which calls may be run, and when; soonest first. Raises Unavailable."""
        ...

    async def run(self, key: str) -> Outcome:
        """Bring one call forward and tell what that came to; raises nothing."""
        ...

    async def void_leases(self) -> int:
        """Take over what an earlier process had under way. Raises Unavailable."""
        ...


async def either(event: asyncio.Event, within: timedelta) -> None:
    """Wait for the event or for the time to pass, whichever is first."""
    try:
        async with asyncio.timeout(within.total_seconds()):
            await event.wait()
    except TimeoutError:
        return


class Dispatcher:
    """The one dispatcher of a database that belongs to this process alone.

    The rows of the ledger are the queue, so a lost kick costs at most one poll.
    """

    def __init__(self, ledger: Runner, *, clock: Clock, pause: Pause = either) -> None:
        self._ledger = ledger
        self._clock = clock
        self._pause = pause
        self._kicked = asyncio.Event()
        self._finished = asyncio.Event()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._stalled: dict[str, datetime] = {}
        self._is_stopping = False

    def kick(self) -> None:
        """Say that there may be something to run."""
        self._kicked.set()

    async def repair(self) -> int:
        """Take over what the process before this one had under way; call it before `run`.

        Returns how many calls that are. Raises Unavailable.
        """
        return await self._ledger.void_leases()

    async def run(self) -> None:
        """Run whatever is due, until `stop`."""
        try:
            async with asyncio.TaskGroup() as group:
                while not self._is_stopping:
                    self._kicked.clear()
                    await self._pause(self._kicked, await self._start_or_poll(group))
        finally:
            self._finished.set()

    async def stop(self, grace: timedelta) -> None:
        """Begin nothing more, and give up what has not ended after `grace`: it is looked up later.

        Returns when `run` has nothing under way any more.
        """
        self._is_stopping = True
        self._kicked.set()
        await either(self._finished, grace)
        for task in list(self._running.values()):
            task.cancel()
        await self._finished.wait()

    async def drain(self) -> None:
        """Run everything that is due by the clock, and what follows from it, until all is quiet.

        For a clock that does not move by itself; not while `run` is running. Raises Unavailable.
        """
        self._stalled.clear()
        async with asyncio.TaskGroup() as group:
            while True:
                self._kicked.clear()
                await self._start_due(group)
                if not self._running:
                    return
                await self._kicked.wait()

    async def next_at(self) -> datetime | None:
        """Return when something that waits now will be due; None when nothing waits."""
        return soonest(await self._ledger.waiting(MANY))

    async def stats(self) -> Stats:
        """Count what is running and waiting. Raises Unavailable."""
        now = self._clock()
        return stats_of(await self._ledger.waiting(MANY), running=self._running.keys(), now=now)

    async def _start_or_poll(self, group: asyncio.TaskGroup) -> timedelta:
        try:
            return await self._start_due(group)
        except Unavailable as trouble:
            log.warning("dispatch.ledger_unavailable", extra={"trouble": str(trouble)})
            return POLL

    async def _start_due(self, group: asyncio.TaskGroup) -> timedelta:
        """Start what is due and return how long nothing else will be."""
        waiting = await self._ledger.waiting(2 * CONCURRENCY + len(self._stalled))
        now = self._clock()
        for each in waiting:
            if each.key in self._running or self._is_stalled(each.key, now):
                continue
            if not is_due(each, now):
                return min(POLL, (each.at or now) - now)
            if len(self._running) == CONCURRENCY:
                break
            self._running[each.key] = group.create_task(self._one(each.key), name=each.key)
        return POLL

    def _is_stalled(self, key: str, now: datetime) -> bool:
        """Tell whether a call came to nothing less than a poll ago, by whatever clock."""
        until = self._stalled.get(key)
        return until is not None and now < until <= now + POLL

    async def _one(self, key: str) -> None:
        try:
            self._stalled.pop(key, None)
            if not (await self._ledger.run(key)).has_moved:
                self._stalled[key] = self._clock() + POLL
        finally:
            del self._running[key]
            self._kicked.set()
