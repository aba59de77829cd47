from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, text

from bot.domain.facts import Noted, Retitled
from bot.domain.terms import Words
from bot.storage.store import SqlWork, Store
from bot.storage.verify import Verification, rebuild, verify
from tests.storage.stores import INC, append, declared, opened


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with opened(database_url) as store:
        await declared(store)
        yield store


async def forge(store: Store, *statements: str) -> None:
    """Do what only somebody with full power over the database can."""

    def unlocked(sql: Connection) -> None:
        if sql.dialect.name == "sqlite":
            sql.execute(text("DROP TRIGGER IF EXISTS entries_keep_update"))
            sql.execute(text("DROP TRIGGER IF EXISTS entries_keep_delete"))
        else:
            sql.execute(text("ALTER TABLE entries DISABLE TRIGGER entries_keep"))
        for statement in statements:
            sql.execute(text(statement))

    await store.transact("x", lambda work: work.session.run(unlocked))


async def test_a_whole_record_has_no_problems(store: Store) -> None:
    await append(store, Retitled(Words("Checkout is slow")), after=3)

    assert await verify(store) == Verification(incidents=1, entries=4, problems=())


async def test_an_empty_database_is_whole(sqlite_url: str) -> None:
    async with opened(sqlite_url) as store:
        assert await verify(store) == Verification(incidents=0, entries=0, problems=())


@pytest.mark.parametrize(
    ("forgery", "problem"),
    [
        ("UPDATE entries SET actor = 'U666' WHERE position = 2", "entry 2 was changed"),
        (
            "UPDATE entry_texts SET text = 'never happened' WHERE position = 2",
            "entry 2 was changed: the digest of its texts differs",
        ),
        ("UPDATE entries SET prev_hash = 'x' WHERE position = 3", "entry 3 does not follow"),
        ("UPDATE incidents SET title = 'All is well'", "its summary has another title"),
        ("UPDATE incidents SET head_position = 2", "its summary has another head_position"),
        ("DELETE FROM incidents", "its summary is missing"),
        ("UPDATE entries SET kind = 'gone' WHERE position = 2", "its entries cannot be read"),
    ],
)
async def test_every_forgery_is_found(store: Store, forgery: str, problem: str) -> None:
    await forge(store, forgery)

    found = await verify(store)

    assert any(f"INC-1: {problem}" in each for each in found.problems), found.problems


@pytest.mark.parametrize(
    ("position", "problem"),
    [(2, "entry 2 is missing"), (3, "the timeline ends at entry 2, but its head is another entry")],
)
async def test_a_removed_entry_is_found_even_at_the_end(
    store: Store, position: int, problem: str
) -> None:
    await forge(
        store,
        f"DELETE FROM entry_texts WHERE position = {position}",  # noqa: S608 - a number of ours
        f"DELETE FROM entries WHERE position = {position}",  # noqa: S608 - a number of ours
    )

    assert f"INC-1: {problem}" in " ".join((await verify(store)).problems)


async def test_a_summary_without_entries_is_found(store: Store) -> None:
    await forge(store, "DELETE FROM entry_texts", "DELETE FROM entries")

    assert "INC-1: a summary stands there without any entry" in (await verify(store)).problems


async def test_erased_words_leave_the_record_whole(store: Store) -> None:
    await forge(store, "DELETE FROM entry_texts WHERE position = 2")

    assert (await verify(store)).problems == ()


async def test_summaries_are_rebuilt_from_the_timelines(store: Store) -> None:
    await forge(
        store,
        "UPDATE incidents SET title = 'All is well', head_position = 1",
        "CREATE TABLE copy AS SELECT * FROM incidents",
        "UPDATE copy SET id = 9",
        "INSERT INTO incidents SELECT * FROM copy",
    )

    assert await rebuild(store) == 2

    assert (await verify(store)).problems == ()
    [summary] = await store.look(lambda work: work.incidents.list(only_open=False, limit=9))
    assert (summary.incident_id, summary.title) == (INC, "Checkout is down")


async def test_an_entry_that_does_not_follow_what_was_read_before_stops_the_work(
    store: Store,
) -> None:
    await store.look(lambda work: work.timelines.read(INC))
    await append(store, Noted(Words("third")), after=3)
    await forge(store, "UPDATE entries SET prev_hash = 'x' WHERE position = 4")

    with pytest.raises(ValueError, match="entry 4 of INC-1 is not linked"):
        await store.look(lambda work: work.timelines.read(INC))


async def test_words_that_were_erased_are_gone_once_the_timeline_is_forgotten(
    store: Store,
) -> None:
    await store.look(lambda work: work.timelines.read(INC))
    await forge(store, "DELETE FROM entry_texts WHERE position = 2")
    store.remembered.forget(INC)

    entries = await store.look(lambda work: work.timelines.read(INC))

    assert entries[1].fact == Noted(Words("[erased]"))


async def test_only_so_many_timelines_are_remembered(store: Store) -> None:
    async def body(work: SqlWork) -> list[str]:
        kept = work.timelines.remembered
        head = kept.of(INC)
        for number in range(2, 150):
            kept.keep(type(INC)(number), head)
        return [kept.of(INC).hash, head.hash]

    await store.look(lambda work: work.timelines.read(INC))
    forgotten, known = await store.look(body)

    assert forgotten != known
