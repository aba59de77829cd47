import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, NullPool, create_engine, insert, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from bot.storage.migrating import configured
from bot.storage.schema import VERSIONS, is_current, migrate, newest
from bot.storage.tables import entries, metadata
from bot.storage.trouble import Newer
from tests.fakes.clock import NOON


def engine_for(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        address = address.set(drivername="sqlite")
    return create_engine(address, poolclass=NullPool)


def tables(url: str) -> set[str]:
    return set(inspect(engine_for(url)).get_table_names()) - {"alembic_version"}


def test_migrated_tables_are_the_ones_the_code_uses(database_url: str) -> None:
    with engine_for(database_url).connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    assert differences == []


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    assert is_current(database_url)
    assert migrate(database_url) == migrate(database_url) != ""


def test_the_newest_revision_is_the_one_where_alembic_would_stop() -> None:
    assert newest() == ScriptDirectory(str(VERSIONS.parent)).get_current_head()


def test_a_database_of_a_newer_version_is_left_alone(database_url: str) -> None:
    with engine_for(database_url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert not is_current(database_url)
    with pytest.raises(Newer, match="9999"):
        migrate(database_url)


def test_every_step_can_be_undone_and_done_again(database_url: str) -> None:
    with engine_for(database_url).begin() as connection:
        command.downgrade(configured(connection), "base")
    assert tables(database_url) == set()
    assert not is_current(database_url)

    migrate(database_url)

    assert tables(database_url) == set(metadata.tables)


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
