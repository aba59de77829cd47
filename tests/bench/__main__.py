"""Print every figure as JSON: `make bench`. Nothing here passes or fails."""

import asyncio
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import PIPE, Popen

import httpx

from bot.cli._town import free_port, options, settings_for
from bot.localslack.workspace import Workspace
from bot.storage.schema import migrate

ROUND_TRIP_MS = 100
DECLARES = 12
COMMANDS = 200
STARTS = 5
PATIENCE_S = 20.0


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        figures = asyncio.run(_measure(Path(folder)))
    machine = {"cores": os.cpu_count(), "python": platform.python_version()}
    sys.stdout.write(json.dumps({"machine": machine, "figures": figures}, indent=2) + "\n")


async def _measure(folder: Path) -> dict[str, object]:
    return {
        "calibration_ms": _calibration(),
        "declare": await _declares(folder),
        "acknowledgement": await _acknowledgements(folder),
        "serve": await _serve(folder),
    }


def _calibration() -> float:
    """Time a fixed loop, so that figures of two machines can be set in relation."""
    began = time.perf_counter()
    sum(number * number for number in range(3_000_000))
    return round((time.perf_counter() - began) * 1000, 1)


async def _declares(folder: Path) -> dict[str, object]:
    """Time from the command to a usable channel: declarer invited and card posted."""
    usable, connections = [], 0
    async with _running(folder / "declare", latency_ms=ROUND_TRIP_MS) as workspace:
        ana, director = workspace.person("ana"), workspace.director
        for number in range(DECLARES):
            since = await director.seq()
            began = time.perf_counter()
            await ana.slash("#general", f"/incident declare Bench number {number}")
            await director.until("call", since=since, method="conversations.invite", timeout_s=20)
            await director.until("message", since=since, text="Bench number", channel="inc-*")
            usable.append((time.perf_counter() - began) * 1000)
            await director.idle(quiet_ms=1_200)
        connections = len(workspace.hub.deliveries.sockets.connections)
    median = statistics.median(usable[1:])
    return {
        "round_trip_ms": ROUND_TRIP_MS,
        "usable_ms_median": round(median, 1),
        "usable_ms_worst": round(max(usable[1:]), 1),
        "usable_in_round_trips": round(median / ROUND_TRIP_MS, 2),
        "first_after_start_ms": round(usable[0], 1),
        "socket_connections": connections,
    }


async def _acknowledgements(folder: Path) -> dict[str, object]:
    """Time from the workspace's envelope to the bot's acknowledgement of a writing command."""
    async with _running(folder / "ack", latency_ms=0, rate_scale=0) as workspace:
        ana, director = workspace.person("ana"), workspace.director
        await ana.slash("#general", "/incident declare Bench")
        await director.until("message", text="Which runbook")
        took = []
        for number in range(COMMANDS):
            answer = await ana.slash("#inc-1-bench", f"/incident note number {number}")
            took.append(float(answer["ack"]["ms"]))
    took.sort()
    return {
        "commands": COMMANDS,
        "p50_ms": statistics.median(took),
        "p99_ms": took[int(len(took) * 0.99) - 1],
    }


async def _serve(folder: Path) -> dict[str, object]:
    """Time from the start of `muster serve` to ready, and its memory when idle."""
    ready, resident = [], []
    async with Workspace(options()) as workspace:
        for number in range(STARTS):
            port = free_port(0)
            settings = settings_for(workspace, folder / f"serve-{number}.db", port)
            environment = os.environ | {
                "SLACK_BOT_TOKEN": workspace.bot_token,
                "SLACK_APP_TOKEN": workspace.app_token,
                "MUSTER_SLACK_API_URL": workspace.api_url,
                "MUSTER_DATABASE_URL": settings.database_url,
                "MUSTER_HTTP_PORT": str(port),
            }
            began = time.perf_counter()
            process = Popen([sys.executable, "-m", "bot", "serve"], env=environment, stderr=PIPE)  # noqa: ASYNC220 - our own command; the start is what is timed
            try:
                await _until_ready(port)
                ready.append(time.perf_counter() - began)
                await asyncio.sleep(2)
                resident.append(_resident_mb(process.pid))
            finally:
                process.terminate()
                process.wait()
    return {
        "ready_s_median": round(statistics.median(ready), 2),
        "ready_s_worst": round(max(ready), 2),
        "idle_rss_mb_median": round(statistics.median(resident), 1),
    }


async def _until_ready(port: int) -> None:
    deadline = time.perf_counter() + PATIENCE_S
    async with httpx.AsyncClient(trust_env=False) as client:
        while time.perf_counter() < deadline:
            try:
                if (await client.get(f"http://127.0.0.1:{port}/readyz")).is_success:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.02)
    raise TimeoutError("muster serve was not ready in time")


def _resident_mb(pid: int) -> float:
    """Read the resident memory from the kernel; in pages."""
    with Path(f"/proc/{pid}/statm").open(encoding="ascii") as told:
        pages = int(told.read().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


@asynccontextmanager
async def _running(folder: Path, **more: object) -> AsyncIterator[Workspace]:
    """Run workspace and bot in two processes, so that neither waits for the other."""
    await asyncio.to_thread(folder.mkdir, parents=True)
    async with Workspace(options(**more)) as workspace:
        port = free_port(0)
        settings = settings_for(workspace, folder / "muster.db", port)
        migrate(settings.database_url)
        environment = os.environ | {
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_APP_TOKEN": workspace.app_token,
            "MUSTER_SLACK_API_URL": workspace.api_url,
            "MUSTER_DATABASE_URL": settings.database_url,
            "MUSTER_HTTP_PORT": str(port),
            "MUSTER_LOG_LEVEL": "ERROR",
        }
        process = Popen([sys.executable, "-m", "bot", "serve"], env=environment)  # noqa: ASYNC220 - our own command
        try:
            await _until_ready(port)
            yield workspace
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
