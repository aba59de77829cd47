"""Check that no timeline was changed behind Muster's back."""

import asyncio
import sys

import click

from bot.cli._database import recorded
from bot.cli._logs import configure
from bot.settings import load
from bot.storage.verify import Verification, verify


@click.command(epilog="Example: muster verify")
def command() -> None:
    """Check every hash chain, every text and every summary; exit status 1 when one is wrong.

    Nothing is changed, and Muster may be running meanwhile.
    """
    configure("WARNING")
    found = asyncio.run(_verify())
    for problem in found.problems:
        click.echo(problem, err=True)
    problems = _counted(len(found.problems), "problem") if found.problems else "all whole"
    entries = _counted(found.entries, "entry", "entries")
    click.echo(f"{_counted(found.incidents, 'incident')}, {entries}: {problems}.")
    sys.exit(1 if found.problems else 0)


async def _verify() -> Verification:
    async with recorded(load()) as muster:
        return await verify(muster.store)


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"
