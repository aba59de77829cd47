"""PostgreSQL: transactions that wait on the event loop."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.storage.trouble import translated

T = TypeVar("T")

OPTIONS = "-c timezone=UTC -c statement_timeout=5000 -c idle_in_transaction_session_timeout=10000"
KEEPALIVES = {
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}


class GreenSession:
    """A transaction whose statements wait on the event loop."""

    def __init__(self, run_sync: Callable[..., Any]) -> None:
        self._run_sync = run_sync

    async def run(self, body: Callable[[Connection], T]) -> T:
        """Return what `body` returned."""
        result: T = await self._run_sync(body)
        return result


class Postgres:
    """A PostgreSQL database."""

    def __init__(self, address: URL, patience: timedelta) -> None:
        locks = f" -c lock_timeout={patience // timedelta(milliseconds=1)}"
        self._engine: AsyncEngine = create_async_engine(
            address,
            pool_size=10,
            max_overflow=10,
            pool_timeout=patience.total_seconds(),
            pool_pre_ping=True,
            connect_args={"options": OPTIONS + locks} | KEEPALIVES,
        )

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[GreenSession]:
        """Open a transaction; rows are locked by whoever needs them."""
        with translated():
            async with self._engine.begin() as connection:
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
