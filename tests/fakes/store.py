"""Transactions without a database: a snapshot that counts only when it succeeds."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.domain.errors import Rejected
from bot.domain.runbook import Runbook
from tests.fakes.buckets import MemoryBuckets
from tests.fakes.effects import MemoryBook, MemoryEffects
from tests.fakes.state import State
from tests.fakes.timelines import MemoryIncidents, MemoryTimelines

T = TypeVar("T")


@dataclass(frozen=True)
class MemoryRunbooks:
    """`files` are the runbooks as they are now; what was kept outlives them."""

    state: State
    files: tuple[Runbook, ...] = ()

    def all(self) -> Sequence[Runbook]:
        return sorted(self.files, key=lambda runbook: runbook.id)

    async def with_digest(self, digest: str) -> Runbook:
        if digest not in self.state.runbooks:
            raise Rejected(f"The runbook with the digest {digest} is not kept here.")
        return self.state.runbooks[digest]

    async def keep(self, runbook: Runbook) -> None:
        self.state.runbooks.setdefault(runbook.digest, runbook)


@dataclass(frozen=True)
class MemoryWork:
    """One open transaction on a snapshot, which somebody else commits."""

    state: State
    now: datetime
    delivery_key: str = "test"
    files: tuple[Runbook, ...] = ()

    @property
    def timelines(self) -> MemoryTimelines:
        return MemoryTimelines(self.state, self.now, self.delivery_key)

    @property
    def incidents(self) -> MemoryIncidents:
        return MemoryIncidents(self.state)

    @property
    def effects(self) -> MemoryEffects:
        return MemoryEffects(self.state, self.now)

    @property
    def book(self) -> MemoryBook:
        return MemoryBook(self.state, self.now)

    @property
    def buckets(self) -> MemoryBuckets:
        return MemoryBuckets(self.state)

    @property
    def runbooks(self) -> MemoryRunbooks:
        return MemoryRunbooks(self.state, self.files)


class MemoryStore:
    """Runs bodies one after the other, each on a snapshot that counts only when it succeeds."""

    def __init__(self, clock: Callable[[], datetime], files: tuple[Runbook, ...] = ()) -> None:
        self.state = State()
        self._clock = clock
        self._files = files
        self._turn = asyncio.Lock()

    async def transact(self, cause: str, body: Callable[[MemoryWork], Awaitable[T]]) -> T:
        async with self._turn:
            snapshot = self.state.copy()
            result = await body(MemoryWork(snapshot, self._clock(), cause, self._files))
            self.state = snapshot
            return result

    async def look(self, body: Callable[[MemoryWork], Awaitable[T]]) -> T:
        return await body(MemoryWork(self.state.copy(), self._clock(), "", self._files))
