"""Run the few statements on the way of every delivery without what SQLAlchemy does around them.

SQLite takes some microseconds for each, and SQLAlchemy ten times as long.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from sqlalchemy import Connection, Select
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql.dml import ReturningInsert

Statement: TypeAlias = Select[Any] | ReturningInsert[Any]
Convert: TypeAlias = Callable[[Any], Any]


def _as_it_is(value: Any) -> Any:
    return value


class Quick:
    """One statement that gives at most one value, a number or text; compiled once.

    Values are converted as SQLAlchemy would. On PostgreSQL SQLAlchemy runs it, since there the way
    to the server is what takes long.
    """

    def __init__(self, on: Mapping[str, Statement]) -> None:
        self._on = on
        dialect = SQLiteDialect_pysqlite()
        compiled = on["sqlite"].compile(dialect=dialect)
        self._sql = str(compiled)
        self._places: list[tuple[str, Any, Convert]] = [
            (name, bind.value, bind.type.bind_processor(dialect) or _as_it_is)
            for name, bind in ((name, compiled.binds[name]) for name in compiled.positiontup or ())
        ]

    @classmethod
    def alike(cls, statement: Select[Any]) -> "Quick":
        """Make one of a statement that both databases understand."""
        return cls({"sqlite": statement, "postgresql": statement})

    def value(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Return the first column of the first row, or None when there is none."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._on[connection.dialect.name], values).scalar()
        given = [convert(values.get(name, fixed)) for name, fixed, convert in self._places]
        sqlite: Any = connection.connection.driver_connection
        row = sqlite.execute(self._sql, given).fetchone()
        return None if row is None else row[0]
