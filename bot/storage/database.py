"""Open the database: one door for writing, another one for reading."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from sqlalchemy import URL, AsyncAdaptedQueuePool, event, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.errors import Unavailable

ON_WRITER = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL may lose acknowledged work when the power fails
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=2000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA wal_autocheckpoint=1000",
)
ON_READER = (
    "PRAGMA query_only=ON",
    "PRAGMA busy_timeout=2000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA wal_autocheckpoint=0",  # only the writer moves the log into the file
)
POSTGRES_OPTIONS = (
    "-c timezone=UTC -c statement_timeout=5000 -c lock_timeout=2000"
    " -c idle_in_transaction_session_timeout=10000"
)
POSTGRES_KEEPALIVES = {
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
LOCKED_OUT = {"40001", "40P01"}
"""PostgreSQL: serialization failure and deadlock, where doing it again is the cure."""

TROUBLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
"""SQLite: what a locked, full, lost or read-only file makes it say; all else is our mistake."""

MUST_BE_BUGS = {"22", "23", "42"}
"""PostgreSQL: error classes for wrong data, broken constraints and wrong SQL."""


class LockedOut(Unavailable):
    """The database gave another transaction the way; the same again may well succeed."""


class Database:
    """One database, by its address: `sqlite+aiosqlite:///file` or `postgresql+psycopg://...`.

    On SQLite all writing goes through one connection, so writers wait in line instead of failing
    half-way, and readers never wait for them.
    """

    def __init__(self, url: str) -> None:
        address = make_url(url)
        self.is_sqlite = address.get_backend_name() == "sqlite"
        self.writer = _sqlite(address, ON_WRITER, size=1) if self.is_sqlite else _postgres(address)
        self.reader = _sqlite(address, ON_READER, size=4) if self.is_sqlite else self.writer
        if self.is_sqlite:
            _begin_with(self.writer, "BEGIN IMMEDIATE")
            _begin_with(self.reader, "BEGIN")

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction; it commits at the end of the block, and only if that is reached.

        Raises Unavailable when the database is locked, full or gone.
        """
        with translated():
            async with self.writer.begin() as connection:
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that can only read; it sees what was committed before it began."""
        with translated():
            async with self.reader.connect() as connection:
                if not self.is_sqlite:
                    await connection.exec_driver_sql("SET TRANSACTION READ ONLY")
                yield connection

    async def close(self) -> None:
        """Close all connections."""
        await self.reader.dispose()
        await self.writer.dispose()


@contextmanager
def translated() -> Iterator[None]:
    """Raise what the database cannot do now as Unavailable; what is a bug stays as it is."""
    try:
        yield
    except PoolTimeoutError as error:
        raise Unavailable("The database is busy.") from error
    except DBAPIError as error:
        state = str(getattr(error.orig, "sqlstate", None) or "")
        if state in LOCKED_OUT:
            raise LockedOut("The database was busy with the same thing.") from error
        if _is_bug(error, state):
            raise
        raise Unavailable(f"The database did not answer: {error.orig}") from error


def _is_bug(error: DBAPIError, state: str) -> bool:
    if state:
        return state[:2] in MUST_BE_BUGS
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF not in TROUBLE
    return not isinstance(error, OperationalError | InterfaceError)


def _sqlite(address: URL, pragmas: tuple[str, ...], *, size: int) -> AsyncEngine:
    engine = create_async_engine(
        address, poolclass=AsyncAdaptedQueuePool, pool_size=size, max_overflow=0, pool_timeout=2
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions begin where _begin_with says so
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    return engine


def _begin_with(engine: AsyncEngine, statement: str) -> None:
    # A deferred transaction that reads and then writes fails at once when another one wrote.
    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql(statement)


def _postgres(address: URL) -> AsyncEngine:
    return create_async_engine(
        address,
        pool_size=10,
        max_overflow=10,
        pool_timeout=2,
        pool_pre_ping=True,
        connect_args={"options": POSTGRES_OPTIONS} | POSTGRES_KEEPALIVES,
    )
