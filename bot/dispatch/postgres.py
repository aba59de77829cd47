"""Run promised calls in any number of processes that share one PostgreSQL database."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Protocol

from bot.dispatch.engine import TROUBLE, Engine, Later, reason
from bot.dispatch.in_process import Pause, either
from bot.dispatch.queue import QUEUES
from bot.dispatch.rhythm import Rhythm
from bot.dispatch.standing import MANY, soonest, stats_of
from bot.dispatch.sweep import swept
from bot.domain.errors import Unavailable
from bot.effects.book import Outcome, Waiting
from bot.ports import Clock, Stats

log = logging.getLogger(__name__)

TROUBLED = timedelta(seconds=1)
"""How long a call waits that could not even be read."""


class Runner(Protocol):
    """What brings single promised calls forward: the ledger."""

    async def waiting(self, limit: int) -> list[Waiting]:
        """Return which calls may be run, and when; soonest first. Raises Unavailable."""
        ...

    async def run(self, key: str) -> Outcome:
        """Bring one call forward and tell what that came to; raises nothing."""
        ...


class Dispatcher:
    """One replica among others.

    The ledger decides who runs what. A job of the queue only says that somebody should look at a
    call; one too many, one too few or one at the wrong moment does no harm.
    """

    def __init__(
        self,
        ledger: Runner,
        conninfo: str,
        *,
        clock: Clock,
        rhythm: Rhythm | None = None,
        pause: Pause = either,
    ) -> None:
        self._ledger = ledger
        self._conninfo = conninfo
        self._clock = clock
        self._rhythm = rhythm or Rhythm()
        self._pause = pause
        self._stopping = asyncio.Event()
        self._finished = asyncio.Event()
        self._running: dict[asyncio.Task[object] | None, str] = {}

    def kick(self) -> None:
        """Do nothing: the database itself wakes the workers when a job is committed."""

    async def repair(self) -> int:
        """Put right what dead replicas left in the queue. Raises Unavailable."""
        return await swept(self._conninfo, self._rhythm)

    async def run(self) -> None:
        """Run whatever is due, until `stop`; a worker that breaks begins anew."""
        try:
            async with asyncio.TaskGroup() as group:
                for queue, concurrency in QUEUES.items():
                    engine = Engine(
                        self._conninfo, queue, concurrency, self._rhythm, self._run_effect
                    )
                    group.create_task(self._keep_working(engine), name=queue)
                group.create_task(self._keep_repairing(), name="repair")
        finally:
            self._finished.set()

    async def stop(self, grace: timedelta) -> None:
        """Begin nothing more, and give up what has not ended after `grace`: it is looked up later.

        Returns when `run` has nothing under way any more.
        """
        self._stopping.set()
        await either(self._finished, grace)
        for task in filter(None, list(self._running)):
            task.cancel()
        await self._finished.wait()

    async def next_at(self) -> datetime | None:
        """Return when something that waits now will be due. Raises Unavailable."""
        return soonest(await self._ledger.waiting(MANY))

    async def stats(self) -> Stats:
        """Count what runs here and what waits anywhere. Raises Unavailable."""
        waiting = await self._ledger.waiting(MANY)
        return stats_of(waiting, running=set(self._running.values()), now=self._clock())

    async def _run_effect(self, key: str) -> None:
        """Be the job of one call: end with the call, or say when to look again."""
        task = asyncio.current_task()
        self._running[task] = key
        try:
            outcome = await self._ledger.run(key)
            if not outcome.is_over and outcome.again is None:
                await self._pause(self._stopping, TROUBLED)
        finally:
            del self._running[task]
        if not outcome.is_over:
            # Who stands behind another one gives up its lock, for that one may be queued later.
            raise Later(outcome.again, lock=key if outcome.is_behind else None)

    async def _keep_working(self, engine: Engine) -> None:
        wait = timedelta()
        while not self._stopping.is_set():
            began = self._clock()
            try:
                await engine.work(self._stopping)
            except* TROUBLE as trouble:
                details = {"queue": engine.queue, "trouble": reason(trouble.exceptions[0])}
                log.warning("dispatch.worker_lost", extra=details)
            wait = self._rhythm.pause(wait, self._clock() - began)
            await self._pause(self._stopping, wait)

    async def _keep_repairing(self) -> None:
        while not self._stopping.is_set():
            try:
                changed = await self.repair()
            except Unavailable as trouble:
                log.warning("dispatch.unrepaired", extra={"trouble": str(trouble)})
            else:
                if changed:
                    log.info("dispatch.repaired", extra={"jobs": changed})
            await self._pause(self._stopping, self._rhythm.sweep)
