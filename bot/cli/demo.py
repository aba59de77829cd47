"""Try Muster in a browser: a local Slack workspace with the bot in it, and no account anywhere."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from bot.app import Machinery, Muster, composed, utc_now
from bot.cli._database import prepared
from bot.cli._logs import configure
from bot.cli._player import Player
from bot.cli._running import running, until_stopped
from bot.cli._scenario import Scenario, Step, read
from bot.cli._town import free_port, options, settings_for, usual_port, world_of
from bot.domain.errors import Rejected
from bot.localslack.clock import Clock
from bot.localslack.workspace import Workspace
from bot.settings import shipped
from bot.storage.lock import AlreadyRunning, held

TIPS = (
    "Type /incident checkout is failing for EU customers",
    "Open the new channel and press Take lead",
    "Write what you see, and put :pushpin: on it",
)
WORKSPACE, PAGE = 4570, 4571
DATABASE, STATE = "muster.db", "workspace.json"
TOUR_TIPS = ("Open #inc-1-... and watch it; then it is yours: type /incident timeline",)
TOUR = shipped("scenarios") / "seed-003.yaml"
PAUSES_S, TOUR_S = 60, 80
"""How long the tour waits between its steps, and how long it takes with them."""

TO_OPEN_S = 15
"""How long the tour waits for somebody to open the page."""

EPILOG = """\b
Examples:
  muster demo
  muster demo --tour          watch a whole incident in about 80 seconds
  muster demo --fresh         forget what was there and begin anew
"""


@click.command(epilog=EPILOG)
@click.option("--tour", is_flag=True, help="Play a recorded incident in about 80 seconds.")
@click.option("--fresh", is_flag=True, help="Delete the data of earlier demos first.")
@click.option(
    "--port", type=click.IntRange(0, 65_535), help="Port of the workspace, else 4570; 0 takes any."
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".muster"),
    show_default=True,
    help="Folder that keeps everything between demos, in demo/ and (the last tour) in tour/.",
)
def command(data: Path, port: int | None, *, tour: bool, fresh: bool) -> None:
    """Start workspace, bot, database and status page in one go, and print one address.

    Ctrl-C stops everything; what you did is there again the next time.
    """
    configure("WARNING")
    folder = data.resolve() / ("tour" if tour else "demo")
    scenario = read(TOUR) if tour else None
    with _owned(folder):
        if fresh or tour:
            _emptied(folder)
        ports = _ports(port)
        click.echo("Starting workspace, bot, database and status page: a few seconds ...")
        asyncio.run(_demo(folder, ports, scenario))


@contextmanager
def _owned(folder: Path) -> Iterator[None]:
    """Have the folder for ourselves."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"{folder} cannot be made: {error.strerror}. Name another one: --data FOLDER."
        raise Rejected(problem) from error
    try:
        with held(f"sqlite+aiosqlite:///{folder / DATABASE}"):
            yield
    except AlreadyRunning as error:
        pid = (folder / f"{DATABASE}.lock").read_text(encoding="ascii").strip()
        raise Rejected(
            f"A demo already runs on {folder} (process {pid}). Stop that one with Ctrl-C, or give "
            "this one a folder of its own: --data FOLDER."
        ) from error


def _emptied(folder: Path) -> None:
    """Take away what earlier demos wrote, and nothing else that may be in that folder."""
    for path in (*folder.glob(f"{DATABASE}*"), *folder.glob(f"{STATE}*")):
        if path.suffix != ".lock":
            path.unlink()


@dataclass(frozen=True, slots=True)
class Ports:
    """Where workspace and status page are; `told` says why that is not the usual place."""

    workspace: int
    page: int
    told: str = ""


def _ports(wanted: int | None) -> Ports:
    """Choose the usual ports, so that links stay good, or what people want, or free ones."""
    workspace = usual_port(WORKSPACE) if wanted is None else free_port(wanted)
    page = free_port(0) if wanted == 0 or workspace == PAGE else usual_port(PAGE)
    is_taken = wanted is None and workspace != WORKSPACE
    return Ports(workspace, page, f"\n  {WORKSPACE} is taken, so:" if is_taken else "")


async def _demo(folder: Path, ports: Ports, scenario: Scenario | None) -> None:
    clock = Clock("wall", scenario.start.timestamp() if scenario else None)
    async with asyncio.TaskGroup() as group:
        # From here on: who presses Ctrl-C while all of it starts finds nothing half open either.
        stopped = group.create_task(until_stopped())
        async with _town(folder, ports, scenario, clock) as (workspace, muster):
            click.echo(f"{ports.told}\n  Muster is ready:  {workspace.base_url}\n")
            click.echo(f"  Status page:      {muster.settings.page_url}/status")
            click.echo(f"  Incidents:        {muster.settings.page_url}/incidents")
            click.echo(f"  Data:             {folder}\n  Ctrl-C stops everything.\n")
            async with asyncio.TaskGroup() as playing:
                if scenario:
                    tour = playing.create_task(_tour(workspace, muster, clock, scenario))
                    stopped.add_done_callback(lambda _stopped: tour.cancel())
                await stopped
            click.echo("Stopping.")


@asynccontextmanager
async def _town(
    folder: Path, ports: Ports, scenario: Scenario | None, clock: Clock
) -> AsyncIterator[tuple[Workspace, Muster]]:
    page = f"http://127.0.0.1:{ports.page}"
    given = options(
        state=folder / STATE,
        links={"Status page": f"{page}/status", "All incidents": f"{page}/incidents"},
        tips=TOUR_TIPS if scenario else TIPS,
        world=world_of(scenario) if scenario else None,
    )
    async with _workspace(Workspace(given, port=ports.workspace, clock=clock)) as workspace:
        more = {
            "zone": scenario.zone if scenario else "UTC",
            "public_url": page,
            "variables": {"base_url": page, "app_host": "127.0.0.1"},
            "allow_hosts": (f"127.0.0.1:{ports.page}",),
            "allow_networks": ("127.0.0.0/8",),
        }
        settings = settings_for(workspace, folder / DATABASE, ports.page, **more)
        prepared(settings.database_url)
        machinery = Machinery(clock=clock.now if scenario else utc_now)
        async with composed(settings, machinery) as muster, running(muster) as ready:
            await ready.wait()
            yield workspace, muster


@asynccontextmanager
async def _workspace(workspace: Workspace) -> AsyncIterator[Workspace]:
    """Start it; raises Rejected when it cannot read what it kept."""
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(workspace)
        except ValueError as error:
            raise Rejected(f"{error}, or begin anew: muster demo --fresh.") from error
        yield workspace


async def _tour(workspace: Workspace, muster: Muster, clock: Clock, scenario: Scenario) -> None:
    """Play the incident with pauses, so that people can watch; a closed page changes nothing."""
    pause = PAUSES_S / len(scenario.steps)
    director = workspace.director

    async def to(moment: datetime) -> None:
        await clock.advance_to(moment.timestamp())
        await muster.ticker.tick(clock.now())

    async def settle() -> None:
        await director.idle(quiet_ms=150)

    async def found(name: str, channel_id: str) -> None:
        click.echo(
            f"  The incident has a channel, open it: {workspace.base_url}/#/{channel_id}  {name}"
        )

    async def told(moment: datetime, step: Step) -> None:
        what = step.slash or step.message or f"{step.action} {step.emoji or step.click}"
        click.echo(f"  {moment:%H:%M}  {scenario.people.get(step.who, ''):14} {what[:90]}")
        await asyncio.sleep(pause)

    await _opened(workspace, scenario)
    player = Player(director, to, settle, told, found=found)
    try:
        await player.play(scenario)
    except Rejected as rejected:
        click.echo(f"  The tour stopped early: {rejected}", err=True)
        return
    end = f"{muster.settings.page_url}/incidents/1"
    click.echo(f"\n  That was the incident. Its timeline and postmortem: {end}\n")


async def _opened(workspace: Workspace, scenario: Scenario) -> None:
    """Say where to look, and give people the time to get there."""
    click.echo(f"  {scenario.title}: watch it at {workspace.base_url}, in about {TOUR_S} s.")
    click.echo(f"  It begins when the page is open, or in {TO_OPEN_S} s.\n")
    with suppress(TimeoutError):
        async with asyncio.timeout(TO_OPEN_S):
            await workspace.hub.watched.wait()
