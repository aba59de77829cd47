"""Write the postmortem draft of an incident."""

import asyncio
import json
import re
from pathlib import Path

import click

from bot.cli import _which_database
from bot.cli._database import recorded
from bot.cli._files import write
from bot.cli._logs import configure
from bot.domain.errors import Rejected
from bot.domain.terms import IncidentId, label
from bot.settings import Settings

NAMED = re.compile(r"^(?:INC-)?([0-9]{1,9})$", re.IGNORECASE)

EPILOG = """\b
Examples:
  muster postmortem INC-7 > inc-7.md
  muster postmortem INC-7 --out docs/postmortems/ --metrics
  muster postmortem INC-1 --database .muster/demo/muster.db      an incident of the demo
"""


@click.command(epilog=EPILOG)
@click.argument("incident")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write INC-n-postmortem.md into this folder instead of printing it.",
)
@click.option("--metrics", is_flag=True, help="Print the durations as JSON instead.")
@_which_database.option
def command(incident: str, out: Path | None, database: str | None, *, metrics: bool) -> None:
    """Write the postmortem draft of INCIDENT (INC-7 or 7) as Markdown, from what was recorded."""
    configure("WARNING")
    number = _number(incident)
    text = asyncio.run(_written(number, _which_database.chosen(database), metrics=metrics))
    if out is None:
        click.echo(text, nl=False)
        return
    file = out / f"INC-{number}-{'metrics.json' if metrics else 'postmortem.md'}"
    write(file, text)
    click.echo(f"Wrote {file}.")


async def _written(incident_id: IncidentId, settings: Settings, *, metrics: bool) -> str:
    again = f"muster postmortem {label(incident_id)}"
    async with recorded(settings, again) as muster:
        if metrics:
            found = await muster.archive.metrics(incident_id)
            return json.dumps(found.as_json(), indent=2) + "\n"
        return await muster.archive.postmortem(incident_id)


def _number(text: str) -> IncidentId:
    found = NAMED.match(text.strip())
    if not found:
        raise Rejected(f"“{text[:20]}” is not an incident. Type its number, as in INC-7.")
    return IncidentId(int(found.group(1)))
