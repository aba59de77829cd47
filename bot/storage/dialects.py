"""Statements that SQLite and PostgreSQL spell alike, but SQLAlchemy does not."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

Insert: TypeAlias = sqlite.Insert | postgresql.Insert


def upsert(table: Table, finish: Callable[[Insert], Insert]) -> Mapping[str, Insert]:
    """Build an INSERT that says what to do about rows already there, by name of the dialect.

    Built once, when the module is imported: building costs more than running.
    """
    return {
        "sqlite": finish(sqlite.insert(table)),
        "postgresql": finish(postgresql.insert(table)),
    }


def unless_there(table: Table, *key: str) -> Mapping[str, Insert]:
    """Build an INSERT that leaves a row with the same key as it is."""
    return upsert(table, lambda insert: insert.on_conflict_do_nothing(index_elements=key))


def or_change(table: Table, *key: str, change: tuple[str, ...]) -> Mapping[str, Insert]:
    """Build an INSERT that changes these columns of a row with the same key."""
    return upsert(
        table,
        lambda insert: insert.on_conflict_do_update(
            index_elements=key, set_={name: insert.excluded[name] for name in change}
        ),
    )
