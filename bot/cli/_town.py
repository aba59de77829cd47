"""The local workspace and the bot in one process, wired as production is wired to Slack."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.cli._running import bound
from bot.cli._scenario import Scenario
from bot.cli.manifest import MANIFEST
from bot.domain.errors import Rejected
from bot.localslack.hub import Options
from bot.localslack.workspace import Workspace
from bot.settings import Settings

COLOURS = ("9f69e7", "4bbe2e", "e7392d", "3c989f", "674b1b")


def free_port(wanted: int) -> int:
    """Return that port of this machine, or any free one for 0; raises Rejected when taken."""
    with bound("127.0.0.1", wanted, "Leave --port out, or name a free one.") as taken:
        return int(taken.getsockname()[1])


def usual_port(wanted: int) -> int:
    """Return that port if nobody has it, else any free one."""
    try:
        return free_port(wanted)
    except Rejected:
        return free_port(0)


def settings_for(workspace: Workspace, database: Path, port: int, **more: Any) -> Settings:
    """Connect a bot with this workspace, nothing else being different from production."""
    return Settings.model_validate(
        {
            "slack_bot_token": workspace.bot_token,
            "slack_app_token": workspace.app_token,
            "slack_signing_secret": workspace.signing_secret,
            "slack_api_url": workspace.api_url,
            "database_url": f"sqlite+aiosqlite:///{database}",
            "http_port": port,
        }
        | more
    )


def options(**more: Any) -> Options:
    """Describe a workspace that knows Muster's own manifest."""
    return Options(manifest=MANIFEST, **more)


def world_of(scenario: Scenario) -> Mapping[str, Any]:
    """Make a world of the people of a scenario, with one channel to talk and one to announce."""
    names = list(scenario.people)
    people = [
        {
            "name": name,
            "real_name": real_name,
            "display_name": real_name.split()[0],
            "switchable": True,
            "color": COLOURS[number % len(COLOURS)],
        }
        for number, (name, real_name) in enumerate(scenario.people.items())
    ]
    channels = [
        {"name": "general", "is_general": True, "members": names, "topic": "Company-wide"},
        {
            "name": "incidents",
            "members": [*names, "@bot"],
            "topic": "Every incident is announced here",
        },
    ]
    return {"people": people, "channels": channels, "groups": []}
