"""Print every figure as JSON: `make bench`. Nothing here passes or fails.

Quote medians and ratios, and the machine with them; a busy machine spreads the runs.
"""

import asyncio
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.localslack.workspace import Workspace
from tests.bench.processes import serving, town

ROUND_TRIP_MS = 100
RUNS = 3
DECLARES = 12
COMMANDS = 200
STARTS = 9
IDLE_S = 3
TARGETS = {
    "usable_in_round_trips": 2.5,
    "p50_ms": 10,
    "p99_ms": 60,
    "ready_s": 2.5,
    "idle_rss_mb": 120,
}
"""What the median of a figure may be at most; printed beside it, and never enforced."""


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        figures = asyncio.run(_measure(Path(folder)))
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


async def _measure(folder: Path) -> dict[str, object]:
    machine = {
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "calibration_ms": _calibration(),
    }
    serve = await _serve(folder)
    declares = [await _declares(folder / f"declare-{run}.db") for run in range(RUNS)]
    acknowledgements = [await _acknowledgements(folder / f"ack-{run}.db") for run in range(RUNS)]
    return {
        "machine": machine,
        "serve": serve,
        "declare": {"round_trip_ms": ROUND_TRIP_MS, "declares": DECLARES} | over(declares),
        "acknowledgement": {"commands": COMMANDS} | over(acknowledgements),
    }


def _calibration() -> float:
    """Time a fixed loop, so that figures of two machines can be set in relation."""
    began = time.process_time()
    sum(number * number for number in range(3_000_000))
    return round((time.process_time() - began) * 1000, 1)


def over(runs: list[dict[str, float]]) -> dict[str, object]:
    """Give the median over the runs of each figure, its target, and what the single runs said."""
    return {name: _figure(name, [round(run[name], 2) for run in runs]) for name in runs[0]}


def _figure(name: str, values: list[float]) -> dict[str, object]:
    target = {"target_at_most": TARGETS[name]} if name in TARGETS else {}
    return {"median": round(statistics.median(values), 2)} | target | {"runs": values}


async def _declares(database: Path) -> dict[str, float]:
    """Measure from Slack's envelope to a usable channel: declarer invited and card posted.

    "usable" ends when Slack has answered both calls; "seen" when the declarer is in the channel
    and the card is in front of them, which is half a round trip earlier.
    """
    usable, seen = [], []
    async with town(latency_ms=ROUND_TRIP_MS, rate_scale=0) as workspace:
        bare = await _bare_call(workspace)
        async with serving(workspace, database) as bot:
            ana, director = workspace.person("ana"), workspace.director
            spent = bot.cpu_s
            for number in range(1 + DECLARES):
                since = await director.seq()
                await ana.slash("#general", f"/incident declare Bench number {number}")
                await director.until("call", since=since, method="pins.add", timeout_s=20)
                await director.idle(quiet_ms=500)
                done, shown = _moments(list(workspace.hub.journal.since(since)))
                usable.append(done)
                seen.append(shown)
            spent = bot.cpu_s - spent
    median = statistics.median(usable[1:])
    return {
        "usable_in_round_trips": median / ROUND_TRIP_MS,
        "usable_in_bare_calls": median / bare,
        "usable_worst_in_round_trips": max(usable[1:]) / ROUND_TRIP_MS,
        "seen_in_round_trips": statistics.median(seen[1:]) / ROUND_TRIP_MS,
        "first_in_round_trips": usable[0] / ROUND_TRIP_MS,
        "bare_call_ms": bare,
        "cpu_ms_per_declare": spent / (1 + DECLARES) * 1000,
    }


async def _bare_call(workspace: Workspace) -> float:
    """Time a call that waits for nothing but the workspace, as any client would make it."""
    client = AsyncWebClient(workspace.bot_token, workspace.api_url)
    took = []
    for _ in range(10):
        began = time.perf_counter()
        await client.auth_test()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def _moments(records: list[dict[str, Any]]) -> tuple[float, float]:
    """Return when both calls were answered and when both took effect, in ms after the envelope."""
    sent = _first(records, kind="delivery", what="slash_commands")
    answered = [
        _first(records, kind="call", method="conversations.invite"),
        _first(_cards(records), kind="call", method="chat.postMessage"),
    ]
    effective = [
        _first(_cards(records), kind="state", what="message"),
        _first(records, kind="call", method="conversations.invite") - ROUND_TRIP_MS / 2,
    ]
    return max(answered) - sent, max(effective) - sent


def _first(records: Iterable[dict[str, Any]], **wanted: str) -> float:
    """Return the time of the first such record, in ms."""
    found = next(record for record in records if wanted.items() <= record.items())
    return datetime.fromisoformat(found["at"]).timestamp() * 1000


def _cards(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep what shows the card: the first message in the incident channel."""
    opened = _channel(records)
    return [
        record
        for record in records
        if opened in (record.get("channel"), record.get("args", {}).get("channel"))
    ]


def _channel(records: list[dict[str, Any]]) -> str:
    invite = next(each for each in records if each.get("method") == "conversations.invite")
    return str(invite["args"]["channel"])


async def _acknowledgements(database: Path) -> dict[str, float]:
    """Measure from Slack's envelope to the acknowledgement of a command that writes."""
    async with (
        town(latency_ms=0, rate_scale=0) as workspace,
        serving(workspace, database) as bot,
    ):
        ana, director = workspace.person("ana"), workspace.director
        await ana.slash("#general", "/incident declare Bench")
        await director.until("message", text="Which runbook")
        await director.idle(quiet_ms=500)
        spent, took = bot.cpu_s, []
        for number in range(COMMANDS):
            answer = await ana.slash("#inc-1-bench", f"/incident note number {number}")
            took.append(float(answer["ack"]["ms"]))
        spent = bot.cpu_s - spent
    took.sort()
    return {
        "p50_ms": statistics.median(took),
        "p99_ms": took[int(len(took) * 0.99) - 1],
        "cpu_ms_per_command": spent / COMMANDS * 1000,
    }


async def _serve(folder: Path) -> dict[str, object]:
    """Measure from the start of `muster serve` to ready, and its memory when idle.

    Each start finds the database of the one before; the first one makes it, and is left out.
    """
    runs = []
    async with town() as workspace:
        for _ in range(1 + STARTS):
            async with serving(workspace, folder / "serve.db") as bot:
                spent = bot.cpu_s
                await asyncio.sleep(IDLE_S)
                runs.append(
                    {
                        "ready_s": bot.ready_s,
                        "cpu_s_until_ready": spent,
                        "idle_rss_mb": bot.resident_mb,
                        "idle_cpu_percent": (bot.cpu_s - spent) / IDLE_S * 100,
                    }
                )
    return {"starts": STARTS} | over(runs[1:])


if __name__ == "__main__":
    main()
