"""Small things that a person waits for but no work depends on, such as opening a form."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

log = logging.getLogger(__name__)


class Errands:
    """Starts errands while it is open; at the end it waits for them, but not for long.

    One that breaks down is logged: it takes nothing else with it.
    """

    def __init__(self) -> None:
        self._group: asyncio.TaskGroup | None = None
        self._running: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Errands"]:
        """Let errands begin."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                yield self
            finally:
                self._group = None

    def start(self, errand: Coroutine[Any, Any, None]) -> None:
        """Begin an errand; after the end it is dropped, since nothing depends on it."""
        if self._group is None:
            errand.close()
            log.info("errand.dropped")
            return
        task = self._group.create_task(_run(errand))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def idle(self) -> None:
        """Wait until no errand is under way."""
        while self._running:
            await asyncio.wait(self._running)


async def _run(errand: Coroutine[Any, Any, None]) -> None:
    try:
        await errand
    except Exception:
        log.exception("errand.bug")
