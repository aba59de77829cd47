"""`python -m bot.localslack`: a Slack on this machine, until Ctrl-C."""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from bot.localslack.clock import Clock
from bot.localslack.faults import profiles
from bot.localslack.hub import Options
from bot.localslack.workspace import Workspace

PORT = 4570


def main(arguments: list[str] | None = None) -> int:
    """Serve until told to stop; return the exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        asyncio.run(_serve(chosen))
    except (OSError, ValueError, KeyError) as error:
        sys.stderr.write(f"localslack: {error}\n")
        return 1
    return 0


async def _serve(chosen: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    clock = Clock(chosen.clock)
    async with Workspace(options_of(chosen), port=chosen.port, clock=clock) as workspace:
        runner = asyncio.get_event_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            runner.add_signal_handler(number, stopped.set)
        sys.stdout.write(_welcome(workspace))
        sys.stdout.flush()
        await stopped.wait()


def options_of(chosen: argparse.Namespace) -> Options:
    """Return the options that a command line asks for.

    Raises OSError or ValueError when a world file cannot be read.
    """
    world = json.loads(chosen.world.read_text(encoding="utf-8")) if chosen.world else None
    return Options(
        manifest=chosen.manifest,
        seed=chosen.seed,
        transport=chosen.transport,
        request_url=chosen.request_url,
        latency_ms=chosen.latency,
        rate_scale=chosen.rate_scale,
        profile=chosen.profile,
        journal=chosen.journal,
        state=chosen.state,
        world=world,
        links=dict(_link(link) for link in chosen.link),
        tips=tuple(chosen.tip),
        team_url=chosen.team_url,
    )


def _link(text: str) -> tuple[str, str]:
    name, found, url = text.partition("=")
    if not found:
        message = f"--link {text!r} is no NAME=URL"
        raise ValueError(message)
    return name, url


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bot.localslack", description=__doc__)
    add = parser.add_argument
    add("--port", type=int, default=PORT, help="0 takes a free one")
    add("--manifest", type=Path, required=True, help="the app's manifest, a YAML file")
    add("--transport", choices=["socket", "http"], default="socket")
    add("--request-url", default="", help="where signed requests go, with --transport http")
    add("--seed", type=int, default=7, help="ids, tokens and chance follow from it")
    add("--clock", choices=["wall", "manual"], default="wall")
    add("--latency", type=float, default=0, metavar="MS", help="how long every call takes")
    add("--profile", choices=list(profiles()), default="perfect")
    add("--rate-scale", type=float, default=1.0, help="0 switches the rate limits off")
    add("--state", type=Path, help="keep the workspace in this file over restarts")
    add("--journal", type=Path, help="append every record to this file")
    add("--world", type=Path, help="people and channels, a JSON file")
    add("--link", action="append", default=[], metavar="NAME=URL", help="a link on the page")
    add("--tip", action="append", default=[], help="a thing to try, shown on the page")
    add("--team-url", default="", help="what permalinks begin with; default: this server")
    return parser


def _welcome(workspace: Workspace) -> str:
    lines = [
        f"A Slack on this machine: {workspace.base_url}/",
        f"MUSTER_SLACK_API_URL={workspace.api_url}",
        f"SLACK_BOT_TOKEN={workspace.bot_token}",
        f"SLACK_APP_TOKEN={workspace.app_token}",
        f"SLACK_SIGNING_SECRET={workspace.signing_secret}",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
