"""Run everything that reads and writes in transactions."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from bot.ports import Clock, Runbooks
from bot.storage.buckets import SqlBuckets
from bot.storage.database import Database, Session
from bot.storage.effects import SqlEffects
from bot.storage.incidents import SqlIncidents
from bot.storage.ledger import SqlBook
from bot.storage.runbooks import Copies
from bot.storage.timelines import Remembered, SqlTimelines
from bot.storage.trouble import LockedOut

T = TypeVar("T")

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class SqlWork:
    """One open transaction, bound to one session."""

    session: Session
    now: datetime
    timelines: SqlTimelines
    incidents: SqlIncidents
    effects: SqlEffects
    book: SqlBook
    buckets: SqlBuckets
    runbooks: Runbooks
    delivery_key: str


@dataclass(frozen=True, slots=True)
class Store:
    """Everything durable. `shelf` joins the kept contents with the runbooks in the files."""

    database: Database
    clock: Clock
    new_salt: Callable[[], str]
    shelf: Callable[[Copies], Runbooks]
    remembered: Remembered = field(default_factory=Remembered)

    async def transact(self, cause: str, body: Callable[[SqlWork], Awaitable[T]]) -> T:
        """Return what `body` returned once it is durable; nothing is written when it raises.

        Repeats it when PostgreSQL chose this transaction as the one to give way. Raises
        Unavailable when the database is locked, full or gone.
        """
        for _ in range(ATTEMPTS - 1):
            try:
                return await self._once(cause, body)
            except LockedOut:
                continue
        return await self._once(cause, body)

    async def look(self, body: Callable[[SqlWork], Awaitable[T]]) -> T:
        """Return what `body` returned; it sees one moment, and can only read."""
        async with self.database.reading() as session:
            return await body(self._work(session, "", can_write=False))

    async def _once(self, cause: str, body: Callable[[SqlWork], Awaitable[T]]) -> T:
        async with self.database.writing() as session:
            return await body(self._work(session, cause, can_write=True))

    def _work(self, session: Session, cause: str, *, can_write: bool) -> SqlWork:
        now = self.clock()
        return SqlWork(
            session=session,
            now=now,
            timelines=SqlTimelines(
                session, cause, now, self.new_salt, self.remembered, can_write=can_write
            ),
            incidents=SqlIncidents(session),
            effects=SqlEffects(session, now),
            book=SqlBook(session),
            buckets=SqlBuckets(session),
            runbooks=self.shelf(Copies(session, now)),
            delivery_key=cause,
        )
