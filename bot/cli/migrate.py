"""Bring the database to the form that this version needs."""

import click

from bot.cli._database import prepared, shown, unpooled
from bot.cli._logs import configure
from bot.settings import load
from bot.storage.lock import held


@click.command(epilog="Example: MUSTER_DATABASE_URL=/var/lib/muster/muster.db muster migrate")
def command() -> None:
    """Bring the database to the form that this version needs; doing it again changes nothing.

    `muster serve` does it by itself. On SQLite nobody else may use the file meanwhile.
    """
    configure("WARNING")
    url = unpooled(load())
    with held(url):
        revision = prepared(url)
    click.echo(f"{shown(url)} is at revision {revision}.")
