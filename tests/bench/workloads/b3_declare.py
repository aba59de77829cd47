"""How long a declaration takes until its channel can be used, in round trips to Slack."""

import statistics
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.localslack.workspace import Workspace
from tests.bench.processes import serving, town
from tests.bench.workload import Figure, Workload, over

ROUND_TRIP_MS = 100
RUNS = 3
DECLARES = 8


async def measure(folder: Path) -> Sequence[Figure]:
    """Declare over and over, in databases of their own."""
    runs = [await _declares(folder / f"declare-{run}.db") for run in range(RUNS)]
    return over(runs, {"usable_in_round_trips": 2.5})


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


workloads = (
    Workload(
        name="B3",
        title=f"declare, Slack {ROUND_TRIP_MS} ms away",
        bare="one call to the workspace by a bare client (`bare_call_ms`)",
        measure=measure,
        within_s=120,
    ),
)
