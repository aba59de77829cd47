"""PostgreSQL: transactions that wait on the event loop."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, TypeVar

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, Connection, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.storage.trouble import translated

T = TypeVar("T")

LIMITS = {"statement_timeout": 5000, "idle_in_transaction_session_timeout": 10_000}
"""In milliseconds: who holds a lock for longer than that is gone or lost."""
KEEPALIVES = {
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # ms; for what is sent, of which keepalives know nothing
}


def conninfo(url: str, *, is_pooled: bool = False) -> str:
    """Return the address as PostgreSQL's own library takes it, with our time limits."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    options = {} if is_pooled else {"options": _options(LIMITS)}
    return make_conninfo(plain, **options, **KEEPALIVES)


def _options(limits: Mapping[str, int]) -> str:
    return " ".join(["-c timezone=UTC", *(f"-c {name}={ms}" for name, ms in limits.items())])


class GreenSession:
    """A transaction whose statements wait on the event loop."""

    def __init__(self, run_sync: Callable[..., Any]) -> None:
        self._run_sync = run_sync

    async def run(self, body: Callable[[Connection], T]) -> T:
        """Return what `body` returned."""
        result: T = await self._run_sync(body)
        return result


class Postgres:
    """A PostgreSQL database.

    A pooler refuses options of a connection, and prepared statements do not survive it; so limits
    are set in each transaction then.
    Vendor: https://www.pgbouncer.org/features.html
    """

    def __init__(self, address: URL, patience: timedelta, *, is_pooled: bool = False) -> None:
        limits = LIMITS | {"lock_timeout": patience // timedelta(milliseconds=1)}
        options = {"prepare_threshold": None} if is_pooled else {"options": _options(limits)}
        local = "; ".join(f"SET LOCAL {name} = {ms}" for name, ms in limits.items())
        self._first = local if is_pooled else ""
        self._engine: AsyncEngine = create_async_engine(
            address,
            pool_size=10,
            max_overflow=10,
            pool_timeout=patience.total_seconds(),
            pool_pre_ping=True,
            connect_args=options | KEEPALIVES,
        )

    @property
    def has_one_writer(self) -> bool:
        """PostgreSQL locks rows, and commits what comes at the same time together by itself."""
        return False

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[GreenSession]:
        """Open a transaction; rows are locked by whoever needs them."""
        with translated():
            async with self._engine.begin() as connection:
                if self._first:
                    await connection.exec_driver_sql(self._first)
                yield GreenSession(connection.run_sync)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[GreenSession]:
        """Open a transaction that can only read, and sees one moment."""
        with translated():
            async with self._engine.connect() as connection:
                await connection.exec_driver_sql(
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
                )
                yield GreenSession(connection.run_sync)

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()
