"""Check that no timeline was changed behind Muster's back."""

import asyncio
import sys

import click

from bot.app import composed
from bot.settings import load
from bot.storage.verify import Verification, verify


@click.command(epilog="Example: muster verify")
def command() -> None:
    """Check every hash chain, every text and every summary; exit status 1 when one is wrong.

    Nothing is changed, and Muster may be running meanwhile.
    """
    found = asyncio.run(_verify())
    for problem in found.problems:
        click.echo(problem, err=True)
    whole = "all whole" if not found.problems else f"{len(found.problems)} problems"
    click.echo(f"{found.incidents} incidents, {found.entries} entries: {whole}.")
    sys.exit(1 if found.problems else 0)


async def _verify() -> Verification:
    async with composed(load()) as muster:
        return await verify(muster.store)
