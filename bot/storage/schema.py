"""Bring the tables of a database to the form that this version of Muster expects."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine, inspect, make_url, text

from bot.storage.trouble import Newer

VERSIONS = Path(__file__).parent / "migrations" / "versions"
ONE_AT_A_TIME = 0x6D757374  # "must": the advisory lock that migrating replicas wait for


def migrate(url: str, *, to: str = "head") -> str:
    """Apply every missing change (or go to revision `to`) and return the revision reached.

    Takes the same address as `Database`. Repeating it changes nothing; several replicas may do it
    at the same time. On SQLite the caller owns the lock file. Raises Newer.
    """
    with _connected(url) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
        if to == "head" and _revision(connection) == newest():
            return newest()
        from bot.storage.migrating import upgrade  # noqa: PLC0415 - seldom needed: 5 MB, 0.1 s

        upgrade(connection, to)
        return _revision(connection)


def is_current(url: str) -> bool:
    """Tell whether nothing is left to migrate. Raises Newer."""
    with _connected(url) as connection:
        revision = _revision(connection)
    if revision not in {"", *_ours()}:
        raise Newer(f"revision {revision} is none of ours")
    return revision == newest()


def try_writing(url: str) -> None:
    """Write, and undo it, in a database that is current; raises what keeps it from that."""
    with _connected(url) as connection:
        connection.execute(text("UPDATE meta SET value = value WHERE name = 'last_incident'"))
        connection.rollback()


def newest() -> str:
    """Return the revision that this version expects."""
    return max(_ours())


def _ours() -> set[str]:
    return {file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py")}


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """Open a transaction that commits at the end of the block."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        address = address.set(drivername="sqlite")
        Path(address.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _revision(connection: Connection) -> str:
    """Read what Alembic keeps, without Alembic."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
