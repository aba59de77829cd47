"""Run everything that reads and writes in transactions."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from bot.ports import Clock, Runbooks
from bot.storage.buckets import SqlBuckets
from bot.storage.database import Database, Session
from bot.storage.effects import SqlEffects
from bot.storage.incidents import SqlIncidents
from bot.storage.ledger import Moment, SqlBook
from bot.storage.planning import Defer, Plan, plan, rows_are_the_queue
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
    plan: Plan
    delivery_key: str


@dataclass(frozen=True, slots=True)
class Store:
    """Everything durable. `shelf` joins the kept contents with the runbooks in the files.

    `defer` queues promised calls; `moment` tells the time of leases, by default that of `clock`.
    """

    database: Database
    clock: Clock
    new_salt: Callable[[], str]
    shelf: Callable[[Copies], Runbooks]
    defer: Defer = rows_are_the_queue
    moment: Moment | None = None
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
        book = SqlBook(session, self.moment or (lambda _: self.clock()))
        planned = partial(plan, now=now, defer=self.defer)
        return SqlWork(
            session=session,
            now=now,
            timelines=SqlTimelines(
                session, cause, planned, self.new_salt, self.remembered, can_write=can_write
            ),
            incidents=SqlIncidents(session),
            effects=SqlEffects(session, book, planned, self.defer, now),
            book=book,
            buckets=SqlBuckets(session),
            runbooks=self.shelf(Copies(session, now)),
            plan=planned,
            delivery_key=cause,
        )
