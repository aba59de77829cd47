"""Check that no timeline was changed behind Muster's back."""

import asyncio
import sys

import click

from bot.cli import _which_database
from bot.cli._database import recorded
from bot.cli._logs import configure
from bot.settings import Settings
from bot.storage.verify import Verification, verify

EPILOG = """\b
Examples:
  muster verify
  muster verify --database .muster/demo/muster.db    what was recorded in the demo
"""


@click.command(epilog=EPILOG)
@_which_database.option
def command(database: str | None) -> None:
    """Check every hash chain, every text and every summary; exit status 1 when one is wrong.

    Nothing is changed, and Muster may be running meanwhile.
    """
    configure("WARNING")
    found = asyncio.run(_verify(_which_database.chosen(database)))
    for problem in found.problems:
        click.echo(problem, err=True)
    problems = _counted(len(found.problems), "problem") if found.problems else "all whole"
    entries = _counted(found.entries, "entry", "entries")
    click.echo(f"{_counted(found.incidents, 'incident')}, {entries}: {problems}.")
    sys.exit(1 if found.problems else 0)


async def _verify(settings: Settings) -> Verification:
    async with recorded(settings, "muster verify") as muster:
        return await verify(muster.store)


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"
