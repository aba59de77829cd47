"""The workspace's own clock, and everything that waits for it."""

import asyncio
import heapq
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

Mode = Literal["wall", "manual"]


@dataclass(order=True, slots=True)
class Timer:
    """Something that happens at a moment, unless cancelled before."""

    at: float
    order: int
    what: str = field(compare=False)
    run: Callable[[], object] = field(compare=False)
    cancelled: bool = field(default=False, compare=False)


async def _settled() -> None:
    """Wait for nothing; the workspace puts its own wait here."""


class Clock:
    """Tell the time and fire timers in order.

    `wall` follows the machine (moved on by what was advanced), `manual` stands still until
    `advance` moves it. A tool that drives bot and workspace makes a manual clock itself, passes it
    in, and gives the bot its `now`.
    """

    def __init__(
        self,
        mode: Mode = "wall",
        start: float | None = None,
        source: Callable[[], float] = time.time,
    ) -> None:
        self.mode: Mode = mode
        self.settled: Callable[[], Awaitable[None]] = _settled
        self._source = source
        self._offset = 0.0 if start is None else start - source()
        self._held = source() if start is None else start
        self._timers: list[Timer] = []
        self._count = 0
        self._changed = asyncio.Event()

    def time(self) -> float:
        """Return seconds since 1970 in the workspace."""
        return self._held if self.mode == "manual" else self._source() + self._offset

    def now(self) -> datetime:
        """Return the same moment as an aware UTC datetime."""
        return datetime.fromtimestamp(self.time(), UTC)

    def later(self, delay_s: float, what: str, run: Callable[[], object]) -> Timer:
        """Call `run` once, `delay_s` seconds from now."""
        self._count += 1
        timer = Timer(self.time() + delay_s, self._count, what, run)
        heapq.heappush(self._timers, timer)
        if self._timers[0] is timer:
            self._changed.set()
        return timer

    async def sleep(self, seconds: float) -> None:
        """Wait on this clock; with a manual clock, until it is moved far enough."""
        if seconds > 0:
            woken = asyncio.Event()
            self.later(seconds, "wait", woken.set)
            await woken.wait()

    def pending(self) -> list[Timer]:
        """Return what is still to come, soonest first."""
        return sorted(timer for timer in self._timers if not timer.cancelled)

    def switch(self, mode: Mode) -> None:
        """Go on from the present moment in the other mode."""
        now = self.time()
        self.mode, self._held, self._offset = mode, now, now - self._source()
        self._changed.set()

    def set(self, to: float) -> None:
        """Put the clock to a moment without firing anything, as a reset does."""
        self._held, self._offset = to, to - self._source()
        self._timers.clear()

    async def advance(self, seconds: float) -> list[Timer]:
        """Move on, firing timers in time order; after each, what it began is waited for."""
        return await self.advance_to(self.time() + seconds)

    async def advance_to(self, to: float) -> list[Timer]:
        """Move on to a moment, firing timers in time order; a moment in the past fires nothing."""
        fired = []
        while (timer := self._next_due(to)) is not None:
            self._move(max(timer.at, self.time()))
            timer.run()
            fired.append(timer)
            await self.settled()
        self._move(max(to, self.time()))
        return fired

    async def run(self) -> None:
        """Fire timers as the machine's time passes; runs until cancelled, idle in manual mode."""
        while True:
            self._changed.clear()
            while self.mode == "wall" and (timer := self._next_due(self.time())) is not None:
                timer.run()
            await self._sleep_until_next()

    async def _sleep_until_next(self) -> None:
        waiting = self._timers if self.mode == "wall" else []
        delay = waiting[0].at - self.time() if waiting else None
        try:
            async with asyncio.timeout(delay):
                await self._changed.wait()
        except TimeoutError:
            return

    def _move(self, to: float) -> None:
        self._held, self._offset = to, self._offset + (to - self.time())

    def _next_due(self, until: float) -> Timer | None:
        while self._timers and (self._timers[0].cancelled or self._timers[0].at <= until):
            timer = heapq.heappop(self._timers)
            if not timer.cancelled:
                return timer
        return None
