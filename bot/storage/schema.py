"""Bring the tables of a database to the form that this version of Muster expects."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine, make_url, text

MIGRATIONS = Path(__file__).with_name("migrations")
ONE_AT_A_TIME = 0x6D757374  # "must": the advisory lock that migrating replicas wait for


def migrate(url: str, *, to: str = "head") -> str:
    """Apply every missing change (or go to revision `to`) and return the revision reached.

    Takes the same address as `Database`. Repeating it changes nothing; several replicas may do it
    at the same time. On SQLite the caller owns the lock file.
    """
    engine = _engine(url)
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
            command.upgrade(_config(connection), to)
            return _revision(connection)
    finally:
        engine.dispose()


def step_back(url: str, *, to: str = "-1") -> str:
    """Undo the last change (or go back to revision `to`) and return the revision reached."""
    engine = _engine(url)
    try:
        with engine.begin() as connection:
            command.downgrade(_config(connection), to)
            return _revision(connection)
    finally:
        engine.dispose()


def is_current(url: str) -> bool:
    """Tell whether nothing is left to migrate."""
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            head = ScriptDirectory.from_config(_config(connection)).get_current_head()
            return _revision(connection) == head
    finally:
        engine.dispose()


def _revision(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def _engine(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        address = address.set(drivername="sqlite")
        Path(address.database or "").parent.mkdir(parents=True, exist_ok=True)
    return create_engine(address, poolclass=NullPool)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
