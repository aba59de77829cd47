"""Bring the database to the form that this version needs."""

import click

from bot.settings import load
from bot.storage.schema import migrate


@click.command(epilog="Example: MUSTER_DATABASE_URL=sqlite+aiosqlite:///muster.db muster migrate")
def command() -> None:
    """Bring the database to the form that this version needs; doing it again changes nothing."""
    revision = migrate(load().database_url)
    click.echo(f"The database is at revision {revision}.")
