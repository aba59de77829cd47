"""Those who write at the same time share one commit, and nothing else."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.domain.entries import said
from bot.domain.errors import Rejected, Unavailable
from bot.domain.facts import Noted
from bot.domain.terms import Words
from bot.ports import Promises
from bot.storage.group import LONGEST_S
from bot.storage.store import SqlWork, Store
from tests.fakes.clock import NOON
from tests.storage.stores import ADA, INC, declared, opened

SOON = timedelta(seconds=2)
CROWD = 40


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[Store]:
    async with opened(sqlite_url) as store:
        await declared(store)
        yield store


async def note(work: SqlWork, words: str) -> int:
    """Say something on the timeline, and return its place there."""
    at = (await work.timelines.incident(INC)).position
    entries = said([Noted(Words(words))], actor=ADA, now=NOON, after=at)
    await work.timelines.append(INC, entries, after=at, promises=Promises())
    return at + 1


async def noted(store: Store, words: str) -> int:
    return await store.together(words, lambda work: note(work, words), within=SOON)


async def all_noted(store: Store, texts: Sequence[str]) -> list[int]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(noted(store, each)) for each in texts]
    return [task.result() for task in tasks]


async def notes(store: Store) -> list[str]:
    entries = await store.look(lambda work: work.timelines.read(INC))
    return [each.fact.text for each in entries[1:] if isinstance(each.fact, Noted)]


async def test_a_crowd_is_written_in_order_and_completely(store: Store) -> None:
    texts = [f"note {number}" for number in range(CROWD)]

    places = await all_noted(store, texts)

    assert places == list(range(4, 4 + CROWD))
    assert (await notes(store))[2:] == texts


async def test_a_crowd_needs_fewer_commits(store: Store, sqlite_url: str) -> None:
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///"))) as other:
        version = "PRAGMA data_version"
        seen = {other.execute(version).fetchone()}

        async def watch(number: int) -> None:
            await noted(store, f"note {number}")
            seen.add(other.execute(version).fetchone())

        async with asyncio.TaskGroup() as group:
            for number in range(CROWD):
                group.create_task(watch(number))

    assert len(seen) - 1 < CROWD


async def test_who_fails_is_undone_alone(store: Store) -> None:
    async def fail(work: SqlWork) -> int:
        await note(work, "never")
        raise Rejected("Not so.")

    async with asyncio.TaskGroup() as group:
        before = group.create_task(noted(store, "before"))
        failing = group.create_task(refusal(store.together("fail", fail, within=SOON)))
        after = group.create_task(noted(store, "after"))

    assert (before.result(), failing.result(), after.result()) == (4, "Not so.", 5)
    assert (await notes(store))[2:] == ["before", "after"]


async def refusal(asked: Awaitable[object]) -> str:
    with pytest.raises(Rejected) as refused:
        await asked
    return str(refused.value)


async def test_when_the_commit_fails_nobody_is_told_that_it_was_written(store: Store) -> None:
    async def lose(work: SqlWork) -> int:
        await work.session.run(lambda sql: sql.execute(text("ROLLBACK")))
        return 0

    async with asyncio.TaskGroup() as group:
        before = group.create_task(told(noted(store, "before")))
        lost = group.create_task(told(store.together("lost", lose, within=SOON)))

    # On a slow machine the first one may have had a commit of its own.
    assert await notes(store) == ["first", "second", *(["before"] if before.result() else [])]
    assert not lost.result()
    assert await noted(store, "after") == (5 if before.result() else 4)


async def told(asked: Awaitable[object]) -> bool:
    """Say whether it was said to be written."""
    try:
        await asked
    except (Unavailable, sqlite3.Error):
        return False
    return True


async def test_who_leaves_the_line_keeps_nobody_waiting(store: Store) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(noted(store, f"note {number}")) for number in range(CROWD)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()

    kept = await notes(store)
    assert {f"note {number}" for number in range(1, CROWD, 2)} <= set(kept)
    assert await noted(store, "later") == len(kept) + 2


async def test_who_is_first_in_line_and_goes_away_takes_nobody_along(store: Store) -> None:
    begun, enough = threading.Event(), threading.Event()

    async def dawdle(work: SqlWork) -> int:
        begun.set()
        await work.session.run(lambda _: enough.wait(5))
        return await note(work, "first")

    async with asyncio.TaskGroup() as group:
        first = group.create_task(store.together("first", dawdle, within=SOON))
        second = group.create_task(noted(store, "second"))
        await asyncio.to_thread(begun.wait, 5)
        first.cancel()
        enough.set()

    assert second.result() == 5
    assert (await notes(store))[2:] == ["first", "second"]


async def test_who_goes_away_while_others_are_written_blocks_nobody(store: Store) -> None:
    begun, enough = threading.Event(), threading.Event()

    async def dawdle(work: SqlWork) -> int:
        begun.set()
        await work.session.run(lambda _: enough.wait(5))
        return await note(work, "first")

    async with asyncio.TaskGroup() as group:
        group.create_task(store.together("first", dawdle, within=SOON))
        second = group.create_task(noted(store, "second"))
        await asyncio.to_thread(begun.wait, 5)
        second.cancel()
        await asyncio.to_thread(threading.Event().wait, 4 * LONGEST_S)  # no time is left for it
        enough.set()

    assert await noted(store, "later") == 5
    assert (await notes(store))[2:] == ["first", "later"]


async def test_who_waits_too_long_in_line_is_not_accepted(store: Store) -> None:
    async def crowd(_work: SqlWork) -> None:
        with pytest.raises(Unavailable, match="busy"):
            await store.together(
                "x", lambda work: note(work, "x"), within=timedelta(milliseconds=50)
            )

    async with asyncio.timeout(10):
        await store.transact("crowd", crowd)

    assert await noted(store, "after") == 4


async def test_a_decision_that_waits_for_something_else_is_a_bug(store: Store) -> None:
    async def wait(work: SqlWork) -> int:
        await note(work, "never")
        await asyncio.sleep(0)
        return 0

    with pytest.raises(RuntimeError, match="wait for its transaction, and for nothing else"):
        await store.together("x", wait, within=SOON)

    assert await notes(store) == ["first", "second"]


async def test_what_was_lent_cannot_be_used_later(store: Store) -> None:
    kept: list[SqlWork] = []

    async def keep(work: SqlWork) -> None:
        kept.append(work)

    await store.together("x", keep, within=SOON)

    with pytest.raises(RuntimeError, match="over"):
        await kept[0].incidents.allocate()
