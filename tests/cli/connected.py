"""A workspace, and a `muster serve` that is connected with it by its environment."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.cli._town import free_port, options
from bot.localslack.clock import Clock
from bot.localslack.workspace import Workspace
from tests.cli.terminal import Ended, typed


@asynccontextmanager
async def slack(
    patch: pytest.MonkeyPatch, clock: Clock | None = None, **more: Any
) -> AsyncIterator[Workspace]:
    """Run a workspace, and set what connects Muster with it by Socket Mode."""
    async with Workspace(options(rate_scale=0, **more), clock=clock) as workspace:
        patch.setenv("MUSTER_SLACK_API_URL", workspace.api_url)
        patch.setenv("SLACK_BOT_TOKEN", workspace.bot_token)
        patch.setenv("SLACK_APP_TOKEN", workspace.app_token)
        patch.setenv("MUSTER_HTTP_PORT", str(free_port(0)))
        yield workspace


async def beside(*words: str) -> Ended:
    """Run a command in this process while the event loop goes on."""
    return await asyncio.to_thread(typed, *words)


def logged(shown: Ended) -> list[dict[str, Any]]:
    """Read what a process logged: one JSON object a line, and nothing else."""
    return [json.loads(line) for line in shown.err.splitlines()]


async def struck(workspace: Workspace, rule: dict[str, Any], line: str) -> None:
    """Let Ana type a command, and wait until the rule that is set before strikes a call of it."""
    watch = {"as": "ana", "since": str(await workspace.director.seq()), "kinds": "fault"}
    await workspace.director.fault(rule)
    await workspace.person("ana").slash("#general", line)
    async with workspace.director.http.stream("GET", "/_sim/live", params=watch) as live:
        async for event in live.aiter_lines():
            if event.startswith("data:"):
                return
