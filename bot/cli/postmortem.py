"""Write the postmortem draft of an incident."""

import asyncio
import json
import re
from pathlib import Path

import click

from bot.cli._database import recorded
from bot.cli._files import write
from bot.cli._logs import configure
from bot.domain.errors import Rejected
from bot.domain.terms import IncidentId
from bot.settings import load

NAMED = re.compile(r"^(?:INC-)?([0-9]{1,9})$", re.IGNORECASE)

EPILOG = """\b
Examples:
  muster postmortem INC-7 > inc-7.md
  muster postmortem INC-7 --out docs/postmortems/ --metrics
"""


@click.command(epilog=EPILOG)
@click.argument("incident")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write INC-n-postmortem.md into this folder instead of printing it.",
)
@click.option("--metrics", is_flag=True, help="Print the durations as JSON instead.")
def command(incident: str, out: Path | None, *, metrics: bool) -> None:
    """Write the postmortem draft of INCIDENT (INC-7 or 7) as Markdown, from what was recorded."""
    configure("WARNING")
    text = asyncio.run(_written(_number(incident), metrics=metrics))
    if out is None:
        click.echo(text, nl=False)
        return
    file = out / f"INC-{_number(incident)}-{'metrics.json' if metrics else 'postmortem.md'}"
    write(file, text)
    click.echo(f"Wrote {file}.")


async def _written(incident_id: IncidentId, *, metrics: bool) -> str:
    async with recorded(load()) as muster:
        if metrics:
            found = await muster.archive.metrics(incident_id)
            return json.dumps(found.as_json(), indent=2) + "\n"
        return await muster.archive.postmortem(incident_id)


def _number(text: str) -> IncidentId:
    found = NAMED.match(text.strip())
    if not found:
        raise Rejected(f"“{text[:20]}” is not an incident. Type its number, as in INC-7.")
    return IncidentId(int(found.group(1)))
