"""Try Muster in a browser: a local Slack workspace with the bot in it, and no account anywhere."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
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
TOUR_TIPS = ("Watch #inc-1-... for a minute; then it is yours: type /incident timeline",)
TOUR = shipped("scenarios") / "seed-003.yaml"
TOUR_SECONDS = 60

EPILOG = """\b
Examples:
  muster demo
  muster demo --tour          watch a whole incident in about a minute
  muster demo --fresh         forget what was there and begin anew
"""


@click.command(epilog=EPILOG)
@click.option("--tour", is_flag=True, help="Play a recorded incident in about a minute.")
@click.option("--fresh", is_flag=True, help="Delete the data of earlier demos first.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port of the workspace; 0 takes any.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".muster"),
    show_default=True,
    help="Folder that keeps everything between demos.",
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
        asyncio.run(_demo(folder, _ports(port), scenario))


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


def _ports(wanted: int | None) -> tuple[int, int]:
    """Choose the ports of workspace and status page: the usual ones, so that links stay good."""
    workspace = usual_port(WORKSPACE) if wanted is None else free_port(wanted)
    return workspace, free_port(0) if wanted == 0 or workspace == PAGE else usual_port(PAGE)


async def _demo(folder: Path, ports: tuple[int, int], scenario: Scenario | None) -> None:
    clock = Clock("wall", scenario.start.timestamp() if scenario else None)
    async with asyncio.TaskGroup() as group:
        # From here on: who presses Ctrl-C while all of it starts finds nothing half open either.
        stopped = group.create_task(until_stopped())
        async with _town(folder, ports, scenario, clock) as (workspace, muster):
            click.echo(f"\n  Muster is ready:  {workspace.base_url}\n")
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
    folder: Path, ports: tuple[int, int], scenario: Scenario | None, clock: Clock
) -> AsyncIterator[tuple[Workspace, Muster]]:
    port, web = ports
    page = f"http://127.0.0.1:{web}"
    given = options(
        state=folder / STATE,
        links={"Status page": f"{page}/status", "All incidents": f"{page}/incidents"},
        tips=TOUR_TIPS if scenario else TIPS,
        world=world_of(scenario) if scenario else None,
    )
    async with _workspace(Workspace(given, port=port, clock=clock)) as workspace:
        more = {
            "zone": scenario.zone if scenario else "UTC",
            "public_url": page,
            "variables": {"base_url": page, "app_host": "127.0.0.1"},
            "allow_hosts": (f"127.0.0.1:{web}",),
            "allow_networks": ("127.0.0.0/8",),
        }
        settings = settings_for(workspace, folder / DATABASE, web, **more)
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
    pause = TOUR_SECONDS / len(scenario.steps)
    director = workspace.director

    async def to(moment: datetime) -> None:
        await clock.advance_to(moment.timestamp())
        await muster.ticker.tick(clock.now())

    async def settle() -> None:
        await director.idle(quiet_ms=150)

    async def told(moment: datetime, step: Step) -> None:
        what = step.slash or step.message or f"{step.action} {step.emoji or step.click}"
        click.echo(f"  {moment:%H:%M}  {scenario.people.get(step.who, ''):14} {what[:90]}")
        await asyncio.sleep(pause)

    click.echo(f"  {scenario.title}: watch #inc-1-... in the browser.\n")
    try:
        await Player(director, to, settle, told).play(scenario)
    except Rejected as rejected:
        click.echo(f"  The tour stopped early: {rejected}", err=True)
        return
    end = f"{muster.settings.page_url}/incidents/1"
    click.echo(f"\n  That was the incident. Its timeline and postmortem: {end}\n")
