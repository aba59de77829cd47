"""Run everything that reads and writes in transactions."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from bot.domain.reminders import USUAL, Habits
from bot.effects.book import Job
from bot.ports import Clock, Runbooks
from bot.storage.buckets import SqlBuckets
from bot.storage.database import Database, Session, driven
from bot.storage.effects import SqlEffects
from bot.storage.group import Group
from bot.storage.incidents import SqlIncidents
from bot.storage.ledger import Moment, SqlBook
from bot.storage.planning import Defer, Plan, plan, rows_are_the_queue
from bot.storage.runbooks import Copies
from bot.storage.timelines import Remembered, SqlTimelines
from bot.storage.trouble import Expired, LockedOut

T = TypeVar("T")

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class SqlWork:
    """One open transaction, bound to one session; `queued` is what it freed to be run."""

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
    habits: Habits
    queued: list[Sequence[Job]]


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
    habits: Habits = USUAL
    remembered: Remembered = field(default_factory=Remembered)
    group: Group = field(default_factory=Group)

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

    async def together(
        self, cause: str, body: Callable[[SqlWork], Awaitable[T]], *, within: timedelta
    ) -> T:
        """Do the same for a `body` that awaits nothing but its transaction, and must be quick.

        Where there is one writer it shares its commit with others who come at the same time.
        Raises Expired, having written nothing, when it has not come to its commit `within`.
        """
        if not self.database.has_one_writer:
            return await self._alone(cause, body, within)

        def part(session: Session, remembered: Remembered) -> T:
            work = self._work(session, cause, remembered)
            result = driven(body(work))
            for incident_id, head in work.timelines.heads.items():
                remembered.keep(incident_id, head)
            return result

        return await self.group.commit(self.database, self.remembered, part, within=within)

    async def _alone(
        self, cause: str, body: Callable[[SqlWork], Awaitable[T]], within: timedelta
    ) -> T:
        try:
            async with asyncio.timeout(within.total_seconds()) as limit:

                async def limited(work: SqlWork) -> T:
                    result = await body(work)
                    limit.reschedule(None)  # a commit that is given up has an unknown end
                    return result

                return await self.transact(cause, limited)
        except TimeoutError as error:
            raise Expired("The database was too slow; nothing was accepted.") from error

    async def look(self, body: Callable[[SqlWork], Awaitable[T]]) -> T:
        """Return what `body` returned; it sees one moment, and can only read."""
        async with self.database.reading() as session:
            return await body(self._work(session, "", self.remembered, can_write=False))

    async def _once(self, cause: str, body: Callable[[SqlWork], Awaitable[T]]) -> T:
        async with self.database.writing() as session:
            return await body(self._work(session, cause, self.remembered))

    def _work(
        self, session: Session, cause: str, remembered: Remembered, *, can_write: bool = True
    ) -> SqlWork:
        now = self.clock()
        book = SqlBook(session, self.moment or (lambda _: self.clock()))
        queued: list[Sequence[Job]] = []

        def defer(connection: Connection, jobs: Sequence[Job]) -> None:
            queued.append(jobs)
            self.defer(connection, jobs)

        planned = partial(plan, now=now, defer=defer)
        return SqlWork(
            session=session,
            now=now,
            timelines=SqlTimelines(
                session, cause, planned, self.new_salt, remembered, can_write=can_write
            ),
            incidents=SqlIncidents(session),
            effects=SqlEffects(session, book, planned, defer, now),
            book=book,
            buckets=SqlBuckets(session),
            runbooks=self.shelf(Copies(session, now)),
            plan=planned,
            delivery_key=cause,
            habits=self.habits,
            queued=queued,
        )
