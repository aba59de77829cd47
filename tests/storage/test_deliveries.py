import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import pytest

from bot.dispatch.in_process import either
from bot.domain.errors import Rejected, Unavailable
from bot.ports import Json, Work
from bot.storage.store import SqlWork, Store
from tests.storage.stores import SLASH, front, opened

T = TypeVar("T")


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with opened(database_url) as store:
        yield store


async def allocate(work: Work) -> Json:
    return {"incident": await work.incidents.allocate()}


async def test_a_decision_that_takes_too_long_is_not_accepted(store: Store) -> None:
    async def dawdle(work: Work) -> Json:
        await allocate(work)
        for _ in range(100):
            await pause(work)
        raise AssertionError

    with pytest.raises(Unavailable, match="too slow; nothing was accepted"):
        await front(store, within=timedelta(milliseconds=50)).decide(SLASH, dawdle)

    assert await front(store).decide(SLASH, allocate) == {"incident": 1}


SLOW = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
    " SELECT max(i) FROM n",
    "postgresql": "SELECT pg_sleep(0.02)",
}


async def pause(work: Work) -> None:
    """Wait as for a slow disk, where the statements of the transaction are run."""
    assert isinstance(work, SqlWork)
    await work.session.run(lambda sql: sql.exec_driver_sql(SLOW[sql.dialect.name]).all())


@dataclass(frozen=True)
class Replaced:
    """A store in which one thing goes wrong."""

    store: Store
    together: Callable[..., Awaitable[Json]]

    async def look(self, body: Callable[[SqlWork], Awaitable[T]]) -> T:
        return await self.store.look(body)

    async def transact(self, cause: str, body: Callable[[SqlWork], Awaitable[Json]]) -> Json:
        return await self.together(cause, body, within=timedelta(seconds=2))


class SlowToCommit(Store):
    async def transact(self, cause: str, body: Callable[[SqlWork], Awaitable[T]]) -> T:
        async def then_wait(work: SqlWork) -> T:
            reply = await body(work)
            await either(asyncio.Event(), timedelta(milliseconds=600))
            return reply

        return await super().transact(cause, then_wait)


async def test_the_time_limit_ends_where_the_commit_begins(postgres_url: str) -> None:
    async with opened(postgres_url) as store:
        slow = SlowToCommit(store.database, store.clock, store.new_salt, store.shelf)
        await store.look(lambda work: work.incidents.list(only_open=True, limit=1))  # connects
        deliveries = front(slow, within=timedelta(milliseconds=500))

        assert await deliveries.decide(SLASH, allocate) == {"incident": 1}


async def test_a_commit_that_got_lost_is_settled_by_looking(store: Store) -> None:
    async def lost_answer(
        cause: str, body: Callable[[SqlWork], Awaitable[Json]], *, within: timedelta
    ) -> Json:
        await store.together(cause, body, within=within)
        raise Unavailable("The connection was reset.")

    deliveries = front(Replaced(store, lost_answer))  # type: ignore[arg-type] # a fault

    assert await deliveries.decide(SLASH, allocate) == {"incident": 1}
    assert await front(store).decide(SLASH, allocate) == {"incident": 1}


async def test_a_commit_that_did_not_happen_is_not_accepted(store: Store) -> None:
    async def never(_cause: str, _body: object, **_limits: timedelta) -> Json:
        raise Unavailable("The connection was reset.")

    deliveries = front(Replaced(store, never))  # type: ignore[arg-type] # a fault

    with pytest.raises(Unavailable, match="nothing was accepted"):
        await deliveries.decide(SLASH, allocate)

    assert await front(store).decide(SLASH, allocate) == {"incident": 1}


async def test_a_person_who_is_refused_hears_why_even_if_that_cannot_be_kept(
    store: Store,
) -> None:
    calls: list[str] = []

    async def away_second(
        cause: str, body: Callable[[SqlWork], Awaitable[Json]], *, within: timedelta
    ) -> Json:
        calls.append(cause)
        if len(calls) == 2:
            raise Unavailable("The disk is full.")
        return await store.together(cause, body, within=within)

    async def refuse(_work: Work) -> Json:
        raise Rejected("There is no severity “5”.")

    deliveries = front(Replaced(store, away_second))  # type: ignore[arg-type] # a fault

    with pytest.raises(Rejected, match="no severity"):
        await deliveries.decide(SLASH, refuse)
