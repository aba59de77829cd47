"""A bot in a process of its own, as an operator starts it, and what the kernel says of it."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, Popen

import httpx

from bot.cli._town import free_port, options, settings_for
from bot.localslack.actor import loopback_client
from bot.localslack.workspace import Workspace

PATIENCE_S = 30.0
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Bot:
    """A running bot; `ready_s` is what passed from its start until it said that it is ready."""

    process: Popen[bytes]
    ready_s: float
    port: int

    @property
    def cpu_s(self) -> float:
        """Processor time of all its threads so far, its own and the kernel's for it."""
        fields = self._told("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def ran_s(self) -> float:
        """The same to the microsecond, over the threads that live now."""
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((each / "schedstat").read_text().split()[0]) for each in threads) / 1e9

    def pin(self, core: int) -> None:
        """Leave the process one core, with all its threads."""
        for each in Path(f"/proc/{self.process.pid}/task").iterdir():
            os.sched_setaffinity(int(each.name), {core})

    @property
    def resident_mb(self) -> float:
        """Memory that it occupies now."""
        return int(self._told("statm").split()[1]) * PAGE / 1024 / 1024

    def _told(self, name: str) -> str:
        return Path(f"/proc/{self.process.pid}/{name}").read_text(encoding="utf-8")


@asynccontextmanager
async def serving(
    workspace: Workspace, database: Path, *, hears: str = "socket"
) -> AsyncIterator[Bot]:
    """Start `muster serve` on this workspace, and stop it at the end of the block.

    `hears` is "socket", or "http" for a bot that gets requests at its `port`.
    """
    port = free_port(0)
    settings = settings_for(workspace, database, port)
    environment = os.environ | {
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token if hears == "socket" else "",
        "SLACK_SIGNING_SECRET": workspace.signing_secret,
        "MUSTER_SLACK_API_URL": workspace.api_url,
        "MUSTER_DATABASE_URL": settings.database_url,
        "MUSTER_HTTP_PORT": str(port),
        "MUSTER_LOG_LEVEL": "ERROR",
    }
    # Who has once started Muster has its bytecode, whatever the shell of this benchmark says.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.perf_counter()
    command = [sys.executable, "-m", "bot", "serve"]
    process = Popen(command, env=environment, stdout=DEVNULL)  # noqa: ASYNC220, S603 - our own, timed
    try:
        await until_ready(port)
        yield Bot(process, time.perf_counter() - began, port)
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait)


@asynccontextmanager
async def town(**more: object) -> AsyncIterator[Workspace]:
    """Run a workspace in this process, so that it does not compute in the bot's."""
    async with Workspace(options(**more)) as workspace:
        yield workspace


async def until_ready(port: int, path: str = "/readyz") -> None:
    """Wait until this path of a server is answered well."""
    async with asyncio.timeout(PATIENCE_S), loopback_client(f"http://127.0.0.1:{port}") as client:
        while not await _is_ready(client, path):  # noqa: ASYNC110 - another process sets no event
            await asyncio.sleep(0.01)


async def _is_ready(client: httpx.AsyncClient, path: str) -> bool:
    try:
        return (await client.get(path)).is_success
    except httpx.TransportError:
        return False
