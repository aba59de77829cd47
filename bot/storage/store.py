"""Run everything that reads and writes in transactions."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Clock, Runbooks
from bot.storage.database import Database, LockedOut
from bot.storage.effects import SqlEffects
from bot.storage.incidents import SqlIncidents
from bot.storage.ledger import SqlBook
from bot.storage.runbooks import Copies
from bot.storage.timelines import SqlTimelines

T = TypeVar("T")

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class SqlWork:
    """One open transaction, bound to one connection."""

    connection: AsyncConnection
    now: datetime
    timelines: SqlTimelines
    incidents: SqlIncidents
    effects: SqlEffects
    book: SqlBook
    runbooks: Runbooks
    delivery_key: str


@dataclass(frozen=True, slots=True)
class Store:
    """Everything durable. `shelf` joins the kept contents with the runbooks in the files."""

    database: Database
    clock: Clock
    new_salt: Callable[[], str]
    shelf: Callable[[Copies], Runbooks]

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
        async with self.database.reading() as connection:
            return await body(self._work(connection, "", can_write=False))

    async def _once(self, cause: str, body: Callable[[SqlWork], Awaitable[T]]) -> T:
        async with self.database.writing() as connection:
            return await body(self._work(connection, cause, can_write=True))

    def _work(self, connection: AsyncConnection, cause: str, *, can_write: bool) -> SqlWork:
        now = self.clock()
        return SqlWork(
            connection=connection,
            now=now,
            timelines=SqlTimelines(connection, cause, now, self.new_salt, can_write=can_write),
            incidents=SqlIncidents(connection),
            effects=SqlEffects(connection, now),
            book=SqlBook(connection),
            runbooks=self.shelf(Copies(connection, now)),
            delivery_key=cause,
        )
