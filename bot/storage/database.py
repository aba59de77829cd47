"""Open the database: one door for writing, another one for reading."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Any, Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

from bot.domain.errors import Unavailable
from bot.storage.trouble import Expired, translated

T = TypeVar("T")

PATIENCE = timedelta(seconds=2)
"""How long anybody waits for somebody else's transaction."""

ON_WRITER = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL may lose acknowledged work when the power fails
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA wal_autocheckpoint=1000",
)
ON_READER = (
    "PRAGMA query_only=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA wal_autocheckpoint=0",  # only the writer moves the log into the file
)
READERS = 3


class Session(Protocol):
    """One open transaction."""

    async def run(self, body: Callable[[Connection], T]) -> T:
        """Return what `body` returned; all of its statements cost one change of threads."""
        ...


class Database(Protocol):
    """One database, by whatever driver."""

    def writing(self) -> AbstractAsyncContextManager[Session]:
        """Open a transaction; it commits at the end of the block, and only if that is reached.

        Raises Unavailable when the database is locked, full or gone.
        """
        ...

    def reading(self) -> AbstractAsyncContextManager[Session]:
        """Open a transaction that can only read; it sees what was committed before it began."""
        ...

    @property
    def has_one_writer(self) -> bool:
        """Whether those who write wait for each other anyway."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...


def connect(url: str, *, patience: timedelta = PATIENCE, is_pooled: bool = False) -> Database:
    """Prepare the database of an address: `sqlite:///file` or `postgresql+psycopg://...`.

    Connects when it is first used. Whoever waits longer than `patience` gets Unavailable.
    `is_pooled`: PostgreSQL is behind a pooler that lends a connection for one transaction.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return Sqlite(address, patience)
    from bot.storage.postgres import Postgres  # noqa: PLC0415 - not on SQLite: 8 MB, 0.1 s

    return Postgres(address, patience, is_pooled=is_pooled)


class ThreadSession:
    """A transaction whose statements run in the one thread that owns its connection.

    Not aiosqlite: that changes threads four times per statement, which took five times as long as
    the statements themselves.
    """

    def __init__(self, thread: ThreadPoolExecutor, engine: Engine, begin: str) -> None:
        self._thread = thread
        self._engine = engine
        self._begin = begin
        self._connection: Connection | None = None
        self._is_over = False

    async def run(self, body: Callable[[Connection], T]) -> T:
        """Return what `body` returned; the first one begins the transaction."""
        return await asyncio.wrap_future(self._thread.submit(lambda: body(self._begun())))

    async def commit(self) -> None:
        """Make durable what was written; without any statement there is nothing to do."""
        if self._connection is not None:
            await self.run(lambda connection: connection.commit())

    def end(self) -> None:
        """Undo what is not committed and give the connection back, as the thread's next work."""
        self._thread.submit(self._close)

    def _begun(self) -> Connection:
        if self._is_over:
            raise RuntimeError("the transaction is over")
        if self._connection is None:
            self._connection = self._engine.connect()
            self._connection.exec_driver_sql(self._begin)
        return self._connection

    def _close(self) -> None:
        self._is_over = True
        if self._connection is not None:
            self._connection.close()


class HereSession:
    """A part of a transaction whose steps are done at once, because this is the thread that may.

    After `until` on its clock no step is begun.
    """

    def __init__(self, connection: Connection, clock: Callable[[], float], until: float) -> None:
        self._connection = connection
        self._clock = clock
        self._until = until
        self._is_over = False

    async def run(self, body: Callable[[Connection], T]) -> T:
        """Return what `body` returned; raises Expired when there is no time left."""
        if self._is_over:
            raise RuntimeError("the transaction is over")
        if self._clock() > self._until:
            raise Expired("The database was too slow; nothing was accepted.")
        return body(self._connection)

    def end(self) -> None:
        """Let nobody use it any more."""
        self._is_over = True


def driven(awaited: Awaitable[T]) -> T:
    """Return the result of what awaits nothing but such a session, and so never has to wait."""
    steps: Generator[Any, None, T] = awaited.__await__()
    try:
        next(steps)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        steps.close()
    raise RuntimeError("a decision may wait for its transaction, and for nothing else")


class Threads:
    """So many transactions at a time, each in a thread of its own; more wait in line."""

    def __init__(self, engine: Engine, begin: str, patience: timedelta, *, size: int) -> None:
        self._engine = engine
        self._begin = begin
        self._patience = patience
        self._threads = [ThreadPoolExecutor(1, "database") for _ in range(size)]
        self._idle: asyncio.Queue[ThreadPoolExecutor] = asyncio.Queue()
        for thread in self._threads:
            self._idle.put_nowait(thread)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[ThreadSession]:
        """Open a transaction; what is not committed at the end of the block is undone."""
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                thread = await self._idle.get()
        except TimeoutError as error:
            raise Unavailable("The database is busy.") from error
        session = ThreadSession(thread, self._engine, self._begin)
        try:
            yield session
        finally:
            session.end()
            self._idle.put_nowait(thread)

    def close(self) -> None:
        """Let the threads end, and close their connections."""
        for thread in self._threads:
            thread.shutdown()
        self._engine.dispose()


class Sqlite:
    """A SQLite file: writers wait in line instead of failing half-way, readers for nobody."""

    def __init__(self, address: URL, patience: timedelta) -> None:
        busy = f"PRAGMA busy_timeout={patience // timedelta(milliseconds=1)}"
        writing = _sqlite(address, (busy, *ON_WRITER))
        reading = _sqlite(address, (busy, *ON_READER))
        # A deferred transaction that reads and then writes fails at once when another one wrote.
        self._writer = Threads(writing, "BEGIN IMMEDIATE", patience, size=1)
        self._reader = Threads(reading, "BEGIN", patience, size=READERS)

    @property
    def has_one_writer(self) -> bool:
        """SQLite locks the whole file for who writes."""
        return True

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Session]:
        """Open a transaction that nobody else can write beside."""
        with translated():
            async with self._writer.transaction() as session:
                yield session
                await session.commit()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Session]:
        """Open a transaction that can only read."""
        with translated():
            async with self._reader.transaction() as session:
                yield session

    async def close(self) -> None:
        """Close all connections; the last one folds the log into the file."""
        await asyncio.to_thread(self._reader.close)
        await asyncio.to_thread(self._writer.close)


def _sqlite(address: URL, pragmas: tuple[str, ...]) -> Engine:
    # Several threads use the pool, but a connection is used by one at a time.
    engine = create_engine(
        address.set(drivername="sqlite"), connect_args={"check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # a session begins transactions, and nobody else
        for pragma in pragmas:
            connection.execute(pragma)

    return engine
