"""Let time pass: every second, whatever timer is due becomes a promised call."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.errors import Unavailable
from bot.ports import Clock, Timers

log = logging.getLogger(__name__)

TICK = timedelta(seconds=1)


class Ticker:
    """Fires timers. It owns no obligation: timers are rows, and a missed tick is a late one."""

    def __init__(self, timers: Timers, *, clock: Clock, kick: Callable[[], None]) -> None:
        self._timers = timers
        self._clock = clock
        self._kick = kick
        self._scheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )

    def start(self, *, every: timedelta = TICK) -> None:
        """Tick from now on; call it inside a running event loop."""
        self._scheduler.add_job(self._tick_or_log, "interval", seconds=every.total_seconds())
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more."""
        self._scheduler.shutdown(wait=False)

    async def tick(self, now: datetime) -> int:
        """Fire every timer that is due at `now` and return their number. Raises Unavailable."""
        fired = await self._timers.fire(now)
        if fired:
            self._kick()
        return fired

    async def _tick_or_log(self) -> None:
        try:
            await self.tick(self._clock())
        except Unavailable as trouble:
            log.warning("ticker.postponed", extra={"trouble": str(trouble)})
