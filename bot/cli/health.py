"""Show what became of the promised calls of every incident that is not finished."""

import asyncio
from collections.abc import Iterator

import click

from bot.cli import _which_database
from bot.cli._database import recorded
from bot.cli._logs import configure
from bot.cli._plain import block_lines
from bot.domain.terms import Status, label
from bot.ports import Json, Summary, Work
from bot.settings import Settings
from bot.slack.health_report import report

MOST = 100

EPILOG = """\b
Examples:
  muster health
  muster health --database .muster/demo/muster.db     the demo
  muster incident --in INC-7 health                   one incident; asks what became of each call
"""


@click.command(epilog=EPILOG)
@_which_database.option
def command(database: str | None) -> None:
    """Show which calls are done, wait, failed or are in doubt, and why.

    For each incident that is open, and each that is over but still has a call that is not.
    Nothing is changed, and Muster may be running meanwhile.
    """
    configure("WARNING")
    found = asyncio.run(_reports(_which_database.chosen(database)))
    for line in _lines(found):
        click.echo(line)


async def _reports(settings: Settings) -> list[tuple[Summary, Json]]:
    async def ask(work: Work) -> list[tuple[Summary, Json]]:
        listed = await work.incidents.unfinished(limit=MOST)
        return [(each, await report(each.incident_id, work)) for each in listed]

    async with recorded(settings, "muster health") as muster:
        return await muster.store.look(ask)


def _lines(found: list[tuple[Summary, Json]]) -> Iterator[str]:
    if not found:
        yield "No incident is open, and no call is left to make."
    for summary, reply in found:
        name = label(summary.incident_id)
        yield f"{name}  {summary.title}{_over(summary)}"
        buttons = False
        for block in reply["blocks"]:
            buttons |= block["type"] == "actions"
            yield from (f"  {line}" for line in block_lines(block, {}))
        if buttons:
            yield f"  To settle that: muster incident --in {name} health"


def _over(summary: Summary) -> str:
    is_over = summary.status in (Status.RESOLVED, Status.CLOSED)
    return f"  ({summary.status.value})" if is_over else ""
