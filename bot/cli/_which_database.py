"""Let a command work on another database than that of the settings."""

import click

from bot.domain.errors import Rejected
from bot.settings import Settings, load
from bot.wire.databases import WANTED, database_address

option = click.option(
    "--database",
    metavar="FILE",
    help="Use this one instead of that of the settings: a file, or postgresql://user@host/name.",
)
"""For commands about what was recorded."""


def chosen(named: str | None) -> Settings:
    """Return the settings, with the database that was named on the command line.

    Raises Rejected when that is no database.
    """
    settings = load()
    if not named:
        return settings
    try:
        return settings.model_copy(update={"database_url": database_address(named)})
    except ValueError as error:
        raise Rejected(f"--database must be {WANTED}.") from error
