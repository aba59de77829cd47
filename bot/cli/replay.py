"""Play a recorded incident through the real bot, on a clock of its own."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import click

from bot.app import Machinery, Muster, composed
from bot.cli._files import write
from bot.cli._logs import configure
from bot.cli._player import Player
from bot.cli._scenario import Scenario, Step, read
from bot.cli._town import options, settings_for, world_of
from bot.dispatch.in_process import Dispatcher
from bot.domain.entries import Entry
from bot.domain.errors import Rejected
from bot.domain.records import to_record
from bot.domain.terms import IncidentId, PersonId
from bot.domain.times import utc_text
from bot.effects.ledger import Timing
from bot.localslack.clock import Clock
from bot.localslack.workspace import Workspace
from bot.slack.calls import WITHIN
from bot.slack.sockets import Sockets
from bot.storage.schema import migrate
from bot.wiring import unmetered

SLACK = "https://northwind.slack.example/"
PAGE = "https://status.northwind.example"
FIRST = IncidentId(1)
FILES = ("postmortem.md", "timeline.json", "metrics.json", "slack.jsonl")
LOOK_S = 0.05
LOOKS = 12
"""How often we wait a quarter of a second for an answer: as long as Slack itself would."""

AT_ONCE = Timing(settle=timedelta())

EPILOG = """\b
Example:
  muster replay tests/scenarios/seed-003.yaml --out out/
"""


@click.command(epilog=EPILOG)
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for postmortem.md, timeline.json, metrics.json and slack.jsonl.",
)
def command(scenario: Path, out: Path) -> None:
    """Play SCENARIO (docs/scenarios.md) through the real bot against the local Slack workspace.

    The clock is the scenario's own, so an hour takes seconds and the result is the same each time.
    A step that cannot be done ends it with exit status 1; slack.jsonl shows what happened before.
    """
    configure("WARNING")
    told = read(scenario)
    _emptied(out)
    with tempfile.TemporaryDirectory(prefix="muster-replay-") as folder:
        asyncio.run(replayed(told, Path(folder), out))
    names = ", ".join(FILES)
    click.echo(f"Played {len(told.steps)} steps. Wrote {names} to {out}.")


def _emptied(out: Path) -> None:
    """Make the folder, and take away what an earlier replay wrote into it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            (out / name).unlink(missing_ok=True)
    except OSError as error:
        raise Rejected(f"{out} cannot be written to: {error.strerror}.") from error


async def replayed(scenario: Scenario, folder: Path, out: Path) -> None:
    """Play a scenario on a fresh database in `folder`, and write the files into `out`.

    Raises Rejected, naming the step that cannot be done.
    """
    journal = out / "slack.jsonl"
    clock = Clock("manual", scenario.start.timestamp())
    given = options(rate_scale=0, world=world_of(scenario), journal=journal, team_url=SLACK)
    async with Workspace(given, clock=clock) as workspace:
        database = folder / "muster.db"
        settings = settings_for(
            workspace, database, 8080, zone=scenario.zone, public_url=PAGE, console=True
        )
        migrate(settings.database_url)
        machinery = Machinery(clock=clock.now, timing=AT_ONCE, chance=lambda: 0.5, pace=unmetered)
        async with composed(settings, machinery) as muster:
            await _played(Stage(workspace, muster, clock), scenario)
            await _write(muster, out)


@dataclass(frozen=True, slots=True)
class Stage:
    """Workspace and bot on one clock that moves only when it is moved."""

    workspace: Workspace
    muster: Muster
    clock: Clock

    async def settle(self) -> None:
        """Wait until nobody has anything left to do at this moment."""
        hub, seen = self.workspace.hub, -1
        while seen != hub.journal.seq:
            seen = hub.journal.seq
            for _ in range(LOOKS):
                if hub.deliveries.unanswered:
                    await hub.deliveries.settled()
            await self.muster.errands.idle()
            await Dispatcher(self.muster.ledger, clock=self.clock.now).drain()

    async def go_on(self) -> None:
        """Let time pass for calls that a fault makes slow, until cancelled; a hang stays one."""
        while True:
            await asyncio.sleep(LOOK_S)
            held = [each.at for each in self.clock.pending() if each.what == "wait"]
            if held and held[0] - self.clock.time() < WITHIN.total_seconds():
                await self.clock.advance_to(held[0])

    async def to(self, moment: datetime) -> None:
        """Move on, stopping wherever a timer or a promised call is due."""
        while (due := await self._next()) is not None and due <= moment:
            await self.clock.advance_to(max(due, self.clock.now()).timestamp())
            await self.muster.ticker.tick(self.clock.now())
            await self.settle()
        await self.clock.advance_to(moment.timestamp())

    async def _next(self) -> datetime | None:
        waiting = [await self.muster.dispatcher.next_at(), await self.muster.timers.next_due()]
        return min((each for each in waiting if each is not None), default=None)


async def _played(stage: Stage, scenario: Scenario) -> None:
    token = stage.muster.settings.slack_app_token.get_secret_value()
    sockets = Sockets(stage.muster.bolt, token, pause=asyncio.sleep, monotonic=lambda: 0.0)
    progress = Progress(len(scenario.steps))
    player = Player(stage.workspace.director, stage.to, stage.settle, progress.tell)
    async with asyncio.TaskGroup() as group, stage.muster.errands.open():
        hearing = group.create_task(sockets.run())
        passing = group.create_task(stage.go_on())
        try:
            await sockets.connected()
            await player.play(scenario)
        finally:
            progress.wipe()
            passing.cancel()
            hearing.cancel()
            await sockets.close()


@dataclass(slots=True)
class Progress:
    """One line that tells how far it is; on a terminal only."""

    steps: int
    done: int = 0

    async def tell(self, moment: datetime, step: Step) -> None:
        """Say which step begins."""
        self.done += 1
        line = f"{self.done}/{self.steps}  {moment:%Y-%m-%d %H:%M}  {step.who} {step.action}"
        self._write(line)

    def wipe(self) -> None:
        """Leave the line empty for what is said at the end."""
        self._write("")

    def _write(self, line: str) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r\033[K{line}", nl=False, err=True)


async def _write(muster: Muster, out: Path) -> None:
    if not await muster.archive.incidents(limit=1):
        raise Rejected("The scenario was played, but it declares no incident: nothing to write.")
    entries = await muster.archive.entries(FIRST)
    metrics = await muster.archive.metrics(FIRST)
    postmortem = await muster.archive.postmortem(FIRST)
    write(out / "postmortem.md", postmortem)
    _write_json(out / "metrics.json", metrics.as_json())
    _write_json(out / "timeline.json", _timeline(entries, muster))


def _timeline(entries: Sequence[Entry], muster: Muster) -> list[dict[str, object]]:
    """Return every entry with its three times, its facts and its words."""
    told = []
    for entry in entries:
        payload, words = to_record(entry.fact)
        told.append(
            {
                "position": entry.position,
                "kind": entry.fact.kind,
                "actor": entry.actor,
                "name": muster.archive.name(PersonId(entry.actor)),
                "occurred": utc_text(entry.occurred),
                "observed": utc_text(entry.observed),
                "recorded": utc_text(entry.recorded),
                "facts": payload,
                "words": words,
            }
        )
    return told


def _write_json(path: Path, told: object) -> None:
    write(path, json.dumps(told, indent=2, ensure_ascii=False) + "\n")
