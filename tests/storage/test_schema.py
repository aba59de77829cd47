from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from procrastinate.schema import SchemaManager
from sqlalchemy import Engine, NullPool, create_engine, insert, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from bot.domain.facts import ChannelOpened, Declared
from bot.domain.terms import ChannelId, Words
from bot.ports import Summary
from bot.storage.migrating import configured
from bot.storage.schema import VERSIONS, is_current, migrate, newest, try_writing
from bot.storage.store import SqlWork
from bot.storage.tables import entries, metadata
from bot.storage.trouble import Newer
from tests.fakes.clock import NOON
from tests.postgres import Cluster
from tests.storage.stores import INC, append, opened


def engine_for(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        address = address.set(drivername="sqlite")
    return create_engine(address, poolclass=NullPool)


def tables(url: str) -> set[str]:
    found = set(inspect(engine_for(url)).get_table_names()) - {"alembic_version"}
    return {name for name in found if is_ours(name)}


def is_ours(name: str | None, *_: object) -> bool:
    """Leave out the queue, which is made by its own script."""
    return not str(name).startswith("procrastinate_")


def script(text: str) -> str:
    """Leave out the comments before the first line of a script."""
    return text[text.index("-- Procrastinate Schema") :]


def test_migrated_tables_are_the_ones_the_code_uses(database_url: str) -> None:
    with engine_for(database_url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        differences = compare_metadata(context, metadata)

    assert differences == []


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    assert is_current(database_url)
    assert migrate(database_url) == migrate(database_url) != ""


def test_the_newest_revision_is_the_one_where_alembic_would_stop() -> None:
    assert newest() == ScriptDirectory(str(VERSIONS.parent)).get_current_head()


def test_a_database_of_a_newer_version_is_left_alone(database_url: str) -> None:
    with engine_for(database_url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    for each in (is_current, migrate):
        with pytest.raises(Newer, match="9999"):
            each(database_url)


def test_every_step_can_be_undone_and_done_again(database_url: str) -> None:
    with engine_for(database_url).begin() as connection:
        command.downgrade(configured(connection), "base")
    assert tables(database_url) == set()
    assert not is_current(database_url)

    migrate(database_url)

    assert tables(database_url) == set(metadata.tables)


async def finding(word: str, work: SqlWork) -> list[Summary]:
    return await work.incidents.find(word, limit=5)


async def test_incidents_from_before_are_found_by_title_service_and_channel(
    database_url: str,
) -> None:
    declared = Declared(Words("Nobody can pay"), service="Checkout")
    async with opened(database_url) as store:
        await append(store, declared, ChannelOpened(ChannelId("C1"), "inc-1-till"), after=0)
    with engine_for(database_url).begin() as connection:
        command.downgrade(configured(connection), "0004")

    migrate(database_url)

    async with opened(database_url) as store:
        for word in ("nobody", "checkout", "till"):
            found = await store.look(partial(finding, word))
            assert [each.incident_id for each in found] == [INC], word


def test_the_queue_is_the_one_that_the_installed_client_expects() -> None:
    ours = (VERSIONS / "0004_queue.sql").read_text(encoding="utf-8")

    assert script(ours) == script(SchemaManager.get_schema())


def test_nothing_of_the_queue_is_left_behind(postgres_url: str) -> None:
    with engine_for(postgres_url).begin() as connection:
        command.downgrade(configured(connection), "0002")

    with engine_for(postgres_url).connect() as connection:
        for catalog, name in (("class", "rel"), ("type", "typ"), ("proc", "pro")):
            left = f"SELECT {name}name FROM pg_{catalog} WHERE {name}name LIKE '%procrastinate%'"  # noqa: S608 - names of ours
            assert connection.execute(text(left)).all() == []


def test_replicas_that_start_at_once_migrate_one_after_the_other(postgres: Cluster) -> None:
    postgres.execute("CREATE DATABASE starting")
    with ThreadPoolExecutor() as replicas:
        reached = list(replicas.map(migrate, [postgres.url("starting")] * 4))

    assert reached == [newest()] * 4


@pytest.mark.parametrize("statement", ["UPDATE entries SET actor = 'x'", "DELETE FROM entries"])
def test_the_database_itself_refuses_to_rewrite_the_timeline(
    database_url: str, statement: str
) -> None:
    columns: dict[str, object] = dict.fromkeys(entries.columns.keys(), "x")
    columns |= {"incident_id": 1, "position": 1, "schema_v": 1, "payload": {}}
    columns |= dict.fromkeys(("occurred_at", "observed_at", "recorded_at"), NOON)
    engine = engine_for(database_url)
    with engine.begin() as connection:
        connection.execute(insert(entries), columns)

    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))


def test_trying_to_write_changes_nothing(database_url: str) -> None:
    def row() -> tuple[object, ...]:
        with engine_for(database_url).connect() as connection:
            return tuple(connection.execute(text("SELECT * FROM meta ORDER BY name")).all())

    before = row()
    try_writing(database_url)

    assert row() == before
