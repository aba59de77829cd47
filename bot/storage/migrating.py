"""Run Alembic in a transaction that is already open."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from bot.storage.trouble import Newer

MIGRATIONS = Path(__file__).with_name("migrations")


def upgrade(connection: Connection, to: str) -> None:
    """Apply changes up to that revision. Raises Newer when the database is beyond them all."""
    try:
        command.upgrade(configured(connection), to)
    except CommandError as error:
        raise Newer(str(error)) from error


def configured(connection: Connection) -> Config:
    """Tell Alembic where the changes are, and through which connection they go."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
