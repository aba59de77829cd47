"""Commit together what is decided at the same time, where one writer would commit it one by one.

Almost all that a small transaction on SQLite costs is the wait until the disk has it, and so many
as wait in line can share one such wait.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from sqlalchemy import Connection

from bot.domain.errors import Unavailable
from bot.storage.database import Database, HereSession, Session
from bot.storage.timelines import Ahead, Remembered
from bot.storage.trouble import Expired, translated

T = TypeVar("T")

MOST = 100
"""How many share a commit."""

LONGEST_S = 0.005
"""After this long no further one is begun, so that those which are ready get their answers."""


@dataclass(eq=False, slots=True)
class Wish(Generic[T]):
    """What somebody wants to be written, and what came of it; `until` is on the loop's clock.

    `called` is set when it is its turn, and when it is settled; `is_gone` when nobody waits for it.
    """

    body: Callable[[Session, Remembered], T]
    until: float
    called: asyncio.Event = field(default_factory=asyncio.Event)
    settled: asyncio.Future[T] = field(default_factory=asyncio.Future)
    result: T | None = None
    failure: BaseException | None = None
    is_gone: bool = False

    @property
    def clock(self) -> Callable[[], float]:
        """Return the loop's clock, which may be read in any thread."""
        return self.settled.get_loop().time

    def settle(self, otherwise: BaseException | None) -> None:
        """Tell who waits; `otherwise` is why nothing was committed."""
        failure = self.failure or otherwise
        if failure:
            self.settled.set_exception(failure)
            self.settled.exception()  # who has gone meanwhile will not ask for it
        else:
            self.settled.set_result(self.result)  # type: ignore[arg-type]  # T may be None
        self.called.set()


class Group:
    """The line of those who want to write; whoever is first in it writes for all behind, too."""

    def __init__(self) -> None:
        self._waiting: deque[Wish[Any]] = deque()
        self._is_busy = False

    async def commit(
        self,
        database: Database,
        remembered: Remembered,
        body: Callable[[Session, Remembered], T],
        *,
        within: timedelta,
    ) -> T:
        """Return what `body` returned in the writer's thread, once it is durable.

        A body that raises is undone alone. Raises Expired when it did not end in time, and
        Unavailable when nobody knows whether the commit happened.
        """
        wish = Wish(body, 0)
        wish.until = wish.clock() + within.total_seconds()
        self._waiting.append(wish)
        if not self._is_busy:
            self._call_next()
        try:
            while not wish.settled.done():
                await self._called(wish)
                if wish in self._waiting:
                    # Shielded: the others must hear of it even if the first one goes away.
                    await asyncio.shield(self._write(database, remembered))
        finally:
            self._forget(wish)
        return wish.settled.result()

    async def _called(self, wish: Wish[T]) -> None:
        if wish.called.is_set():
            wish.called.clear()
            return
        try:
            async with asyncio.timeout_at(wish.until):
                await wish.called.wait()
        except TimeoutError as error:
            if wish in self._waiting:
                raise Expired("The database is busy; nothing was accepted.") from error
            await wish.called.wait()  # it is being written, and nobody can tell yet how that ends
        wish.called.clear()

    def _forget(self, wish: Wish[T]) -> None:
        """Leave the line; whoever was called and does nothing calls the next one."""
        wish.is_gone = True
        if wish in self._waiting:
            self._waiting.remove(wish)
            if wish.called.is_set():
                self._call_next()

    def _call_next(self) -> None:
        self._is_busy = bool(self._waiting)
        if self._waiting:
            self._waiting[0].called.set()

    async def _write(self, database: Database, remembered: Remembered) -> None:
        taken: list[Wish[Any]] = []
        ahead, trouble = Ahead(remembered), "The database did not answer."
        is_committed = False
        try:
            async with database.writing() as session:
                await session.run(_begun)
                taken += [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
                left = await session.run(partial(_all, taken, ahead)) if taken else []
                # Who went away meanwhile would be called, and call nobody.
                self._waiting.extendleft(each for each in reversed(left) if not each.is_gone)
                del taken[len(taken) - len(left) :]
            ahead.settle()
            is_committed = True
        except Unavailable as error:
            trouble = str(error)
            raise
        finally:
            for wish in taken:
                wish.settle(None if is_committed else Unavailable(trouble))
            self._call_next()


def _begun(_connection: Connection) -> None:
    """Do nothing: the first step begins the transaction, which may have to wait for long."""


def _all(wishes: Iterable[Wish[Any]], ahead: Ahead, connection: Connection) -> list[Wish[Any]]:
    """Fulfil the wishes one after the other, and return those that there was no time for."""
    left = deque(wishes)
    first = left.popleft()
    close_at = first.clock() + LONGEST_S
    _fulfil(first, ahead, connection)
    while left and first.clock() < close_at:
        _fulfil(left.popleft(), ahead, connection)
    return list(left)


def _fulfil(wish: Wish[T], ahead: Ahead, connection: Connection) -> None:
    session = HereSession(connection, wish.clock, wish.until)
    with Part(connection) as part, translated():
        wish.result = wish.body(session, ahead)
    session.end()
    wish.failure = part.failure


class Part:
    """A part of a transaction that is undone alone; its failure is kept for who wanted it."""

    def __init__(self, connection: Connection) -> None:
        self.failure: BaseException | None = None
        # Not through SQLAlchemy, which takes longer for these than SQLite does.
        self._sqlite: Any = connection.connection.driver_connection

    def __enter__(self) -> Self:
        """Begin."""
        self._sqlite.execute("SAVEPOINT part")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Keep what was written, or undo it; a full disk may have undone everything already."""
        if error and not self._sqlite.in_transaction:
            return False
        if error:
            self._sqlite.execute("ROLLBACK TO part")
        self._sqlite.execute("RELEASE part")
        self.failure = error
        return error is not None
