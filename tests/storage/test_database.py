import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import Unavailable
from bot.domain.facts import Noted
from bot.domain.terms import IncidentId, Words
from bot.storage.columns import UtcDateTime
from bot.storage.database import connect
from bot.storage.store import SqlWork, Store
from tests.storage.stores import INC, append, declared, opened

IMPATIENT = timedelta(milliseconds=50)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with opened(database_url) as store:
        yield store


async def test_sqlite_loses_nothing_when_the_power_fails(sqlite_url: str) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 2000}

    def settings(sql: Connection) -> dict[str, object]:
        return {name: sql.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}

    async with opened(sqlite_url) as store:
        assert await store.transact("x", lambda work: work.session.run(settings)) == wanted


async def test_who_looks_cannot_write(store: Store) -> None:
    await declared(store)

    with pytest.raises((DBAPIError, Unavailable), match=r"read-?only"):
        await store.look(
            lambda work: work.session.run(lambda sql: sql.execute(text("DELETE FROM incidents")))
        )


async def test_a_look_sees_one_moment(store: Store) -> None:
    await declared(store)

    async def body(work: SqlWork) -> tuple[int, int]:
        count = text("SELECT count(*) FROM entries")
        before = await work.session.run(lambda sql: sql.execute(count).scalar_one())
        await append(store, Noted(Words("meanwhile")), after=3)
        return before, await work.session.run(lambda sql: sql.execute(count).scalar_one())

    assert await store.look(body) == (3, 3)


async def test_who_gives_up_in_the_middle_leaves_nothing_and_blocks_nobody(store: Store) -> None:
    begun = asyncio.Event()

    async def hang(work: SqlWork) -> None:
        await work.incidents.allocate()
        begun.set()
        await asyncio.Event().wait()

    async with asyncio.TaskGroup() as group:
        task = group.create_task(store.transact("x", hang))
        await begun.wait()
        task.cancel()

    assert await store.transact("x", lambda work: work.incidents.allocate()) == 1


async def test_who_gives_up_while_a_statement_runs_blocks_nobody(store: Store) -> None:
    slow = {
        "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
        " SELECT max(i) FROM n",
        "postgresql": "SELECT pg_sleep(0.2)",
    }

    async def body(work: SqlWork) -> None:
        await work.incidents.allocate()
        await work.session.run(lambda sql: sql.exec_driver_sql(slow[sql.dialect.name]).all())

    for _ in range(3):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await store.transact("x", body)

    assert await store.transact("x", lambda work: work.incidents.allocate()) == 1


async def test_a_transaction_that_is_over_cannot_be_used(store: Store) -> None:
    kept: list[SqlWork] = []

    async def keep(work: SqlWork) -> None:
        kept.append(work)

    await store.transact("x", keep)

    with pytest.raises(Exception, match=r"over|closed"):
        await kept[0].incidents.allocate()


async def test_a_sqlite_file_that_another_program_holds_is_unavailable(sqlite_url: str) -> None:
    async with opened(sqlite_url, patience=IMPATIENT) as store:
        with closing(sqlite3.connect(path_of(sqlite_url), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Unavailable, match="locked"):
                await store.transact("x", lambda work: work.incidents.allocate())
            other.execute("ROLLBACK")

        assert await store.transact("x", lambda work: work.incidents.allocate()) == 1


async def test_nobody_writes_between_our_reading_and_our_writing(sqlite_url: str) -> None:
    async with opened(sqlite_url) as store:

        async def body(work: SqlWork) -> IncidentId:
            await work.incidents.list(only_open=True, limit=1)
            with (
                closing(sqlite3.connect(path_of(sqlite_url), timeout=0)) as other,
                pytest.raises(sqlite3.OperationalError, match="locked"),
            ):
                other.execute("UPDATE meta SET value = '41'")
            return await work.incidents.allocate()

        assert await store.transact("x", body) == 1


async def test_a_writer_that_waits_too_long_in_line_is_unavailable(sqlite_url: str) -> None:
    async with opened(sqlite_url, patience=IMPATIENT) as store:

        async def crowd(_work: SqlWork) -> None:
            with pytest.raises(Unavailable, match="busy"):
                await store.transact("x", lambda work: work.incidents.allocate())

        await store.transact("x", crowd)


async def test_a_full_disk_refuses_cleanly_and_is_used_again_when_there_is_room(
    sqlite_url: str,
) -> None:
    long = Noted(Words("x" * 50_000))
    async with opened(sqlite_url) as store:
        await declared(store)
        await limit_pages(store, 1)
        with pytest.raises(Unavailable, match="full"):
            await append(store, long, after=3)

        assert len(await store.look(lambda work: work.timelines.read(INC))) == 3
        await limit_pages(store, 9999)
        await append(store, long, after=3)


async def test_a_postgresql_without_a_free_connection_is_unavailable(postgres_url: str) -> None:
    holding, enough = asyncio.Semaphore(0), asyncio.Event()

    async def hold(_work: SqlWork) -> None:
        holding.release()
        await enough.wait()

    async with opened(postgres_url, patience=IMPATIENT) as store, asyncio.TaskGroup() as group:
        await store.look(lambda work: work.incidents.list(only_open=True, limit=1))
        for _ in range(20):
            group.create_task(store.look(hold))
            await holding.acquire()
        with pytest.raises(Unavailable, match="busy"):
            await store.look(hold)
        enough.set()


async def test_a_locked_row_in_postgresql_is_unavailable(postgres_url: str) -> None:
    async with opened(postgres_url, patience=IMPATIENT) as store:

        async def crowd(work: SqlWork) -> None:
            await work.incidents.allocate()
            with pytest.raises(Unavailable, match="lock timeout"):
                await store.transact("x", lambda other: other.incidents.allocate())

        await store.transact("x", crowd)


async def test_who_had_to_give_way_in_postgresql_is_run_again(postgres_url: str) -> None:
    attempts: list[int] = []

    async def body(work: SqlWork) -> int:
        attempts.append(await work.incidents.allocate())
        if len(attempts) < 3:
            await raise_in(work, "40001" if len(attempts) == 1 else "40P01")
        return attempts[-1]

    async with opened(postgres_url) as store:
        assert await store.transact("x", body) == 1

    assert attempts == [1, 1, 1]


async def test_giving_way_for_ever_is_unavailable(postgres_url: str) -> None:
    async with opened(postgres_url) as store:
        with pytest.raises(Unavailable, match="the same thing"):
            await store.transact("x", lambda work: raise_in(work, "40001"))


@pytest.mark.parametrize("state", ["53100", "57P01", "08006", "25006", "25P03", "25P04"])
async def test_a_postgresql_in_trouble_is_unavailable(postgres_url: str, state: str) -> None:
    async with opened(postgres_url) as store:
        with pytest.raises(Unavailable, match="did not answer"):
            await store.transact("x", lambda work: raise_in(work, state))


async def test_a_postgresql_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    async with opened(f"postgresql+psycopg://muster@/muster?host={tmp_path}") as store:
        with pytest.raises(Unavailable, match="did not answer"):
            await store.look(lambda work: work.incidents.list(only_open=True, limit=1))


async def test_a_mistake_of_ours_stays_a_mistake(store: Store) -> None:
    with pytest.raises(DBAPIError):
        await store.transact(
            "x",
            lambda work: work.session.run(
                lambda sql: sql.exec_driver_sql("SELECT no_such_column FROM entries")
            ),
        )


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 3, 12, 0)  # noqa: DTZ001 - it is what must be refused

    with pytest.raises(ValueError, match="no time zone"):
        UtcDateTime().process_bind_param(naive, None)  # type: ignore[arg-type] # not looked at


async def limit_pages(store: Store, number: int) -> None:
    pragma = f"PRAGMA max_page_count={number}"
    await store.transact("x", lambda w: w.session.run(lambda sql: sql.exec_driver_sql(pragma)))


async def raise_in(work: SqlWork, state: str) -> None:
    statement = f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$"
    await work.session.run(lambda sql: sql.exec_driver_sql(statement))


def path_of(url: str) -> str:
    return url.removeprefix("sqlite+aiosqlite:///")


async def test_behind_a_pooler_limits_hold_within_each_transaction(postgres_url: str) -> None:
    database = connect(postgres_url, is_pooled=True)

    def limits(connection: Connection) -> list[object]:
        names = ("lock_timeout", "statement_timeout")
        return [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in names]

    async with database.writing() as session:
        held = await session.run(limits)
    async with database.reading() as session:
        after = await session.run(limits)
    await database.close()

    assert held == ["2s", "5s"]
    assert after == ["0", "0"]
