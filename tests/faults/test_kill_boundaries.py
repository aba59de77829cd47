"""kill -9 at every boundary of a declare, then a new start: nothing lost, nothing twice."""

import asyncio
import itertools
import multiprocessing
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from bot.app import composed, utc_now
from bot.localslack.clock import Clock
from bot.localslack.hub import Options
from bot.localslack.workspace import Workspace
from bot.settings import Settings
from bot.storage.verify import verify
from tests.faults import victim

MANIFEST = Path(__file__).resolve().parents[2] / "bot" / "slack" / "manifest.yaml"
PATIENCE_S = 90
SHARDS = 4
NEVER = 0
ATTEMPTS = 5
BEFORE_COMMIT = ("delivery.inserted", "delivery.before_commit")

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.faults.victim"])


class Town:
    """One workspace, one database, and a bot that dies and starts again."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace = workspace
        self.folder = folder
        self.mark = folder / "mark"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.settings = {
            "slack_bot_token": workspace.bot_token,
            "slack_app_token": workspace.app_token,
            "slack_api_url": workspace.api_url,
            "database_url": f"sqlite+aiosqlite:///{folder / 'muster.db'}",
            "http_port": port,
        }

    @asynccontextmanager
    async def bot(self, at: int) -> AsyncIterator[BaseProcess]:
        """Start a bot that dies at the given fault point, and wait until it hears Slack."""
        stop = self.folder / f"stop-{at}"
        order = victim.Order(self.settings, at, self.mark, stop)
        process = processes.Process(target=victim.live, args=(order,))
        await eventually(lambda: self.connections() == 0)  # those of the dead one
        process.start()
        await eventually(lambda: self.connections() > 0 or not process.is_alive())
        yield process
        await asyncio.to_thread(stop.touch)
        await asyncio.to_thread(process.join, PATIENCE_S)
        assert process.exitcode is not None, "the bot neither died nor came to rest"

    def connections(self) -> int:
        """Count the live connections of the bot."""
        return len(self.workspace.hub.deliveries.sockets.connections)

    async def type(self, line: str, process: BaseProcess) -> str:
        """Type a command as Ana, and again while Slack says that a living bot did not answer."""
        answer = await self._typed(line, process)
        for _again in range(ATTEMPTS):
            if answer["outcome"] == "acked" or not process.is_alive():
                break
            answer = await self._typed(line, process)
        return str(((answer["ack"] or {}).get("body") or {}).get("text", ""))

    async def _typed(self, line: str, process: BaseProcess) -> dict[str, Any]:
        async with asyncio.TaskGroup() as group:
            typing = group.create_task(self.workspace.person("ana").slash("#general", line))
            await eventually(lambda: typing.done() or not process.is_alive())
            if not typing.done():
                await self.workspace.clock.advance(4)
        return typing.result()


async def eventually(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - another process sets no event here
            await asyncio.sleep(0.01)


async def struck_at(k: int, folder: Path) -> str:
    """Kill the bot at the k-th boundary of a declare, start it again, and look; "" = none left."""
    await asyncio.to_thread(folder.mkdir)
    options = Options(manifest=MANIFEST, rate_scale=0)
    async with Workspace(options, clock=Clock("manual", utc_now().timestamp())) as workspace:
        town = Town(workspace, folder)
        async with town.bot(k) as first:
            await town.type("/incident declare sev2 Checkout is failing", first)
        if not town.mark.exists():
            await check(town, "no kill")
            return ""
        where = town.mark.read_text(encoding="utf-8")
        async with town.bot(NEVER) as second:
            listed = await town.type("/incident list", second)
            is_there = "INC-1" in listed
            is_lost = where.startswith(BEFORE_COMMIT) and " act:" in where
            assert is_there == (not is_lost), (where, listed)
            if not is_there:
                await town.type("/incident declare sev2 Checkout is failing", second)
            await workspace.clock.advance(61)
        await check(town, where)
        return where.split()[0]


async def check(town: Town, where: str) -> None:
    """Compare what Slack shows with what must be there."""
    ana = town.workspace.person("ana")
    world = await ana.world()
    channels = [each["name"] for each in world["channels"] if each["name"].startswith("inc-")]
    assert channels == ["inc-1-checkout-is-failing"], where
    channel = next(each for each in world["channels"] if each["name"] == channels[0])
    assert channel["is_member"], where
    assert "SEV2" in channel["topic"], where
    assert len(channel["pins"]) == 1, where
    messages = await ana.messages(f"#{channels[0]}")
    assert sum("take_lead" in str(message["blocks"]) for message in messages) == 1, where
    assert sum("Which runbook" in message["text"] for message in messages) == 1, where
    announced = [m for m in await ana.messages("#incidents") if m["text"].startswith("INC-1")]
    assert len(announced) == 1, where
    settings = Settings.model_validate(town.settings)
    async with composed(settings) as muster:
        found = await verify(muster.store)
        assert (found.incidents, found.problems) == (1, ()), where
    twice = [
        each
        for each in await town.workspace.director.violations()
        if each["code"] == "duplicate_operation"
    ]
    assert not twice, where


@pytest.mark.timeout(900)
@pytest.mark.parametrize("shard", range(SHARDS))
async def test_a_kill_at_any_boundary_of_a_declare_loses_and_doubles_nothing(
    shard: int, tmp_path: Path
) -> None:
    covered = []

    for k in itertools.count(shard + 1, SHARDS):
        name = await struck_at(k, tmp_path / str(k))
        if not name:
            break
        covered.append(name)

    print(f"shard {shard}: {len(covered)} boundaries, {sorted(set(covered))}")  # noqa: T201 - K is discovered, so it is told
    assert len(covered) >= 5
