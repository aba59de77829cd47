"""How long a declaration takes until its channel can be used, in round trips to Slack."""

import statistics
from collections.abc import Sequence
from pathlib import Path

from tests.bench.declaring import bare_call_ms, declares
from tests.bench.processes import serving, town
from tests.bench.workload import Figure, Workload, median

ROUND_TRIPS_MS = (20, 100, 500)
RUNS = 2
DECLARES = 4


async def measure(folder: Path) -> Sequence[Figure]:
    """Declare over and over, with Slack near and far, in databases of their own."""
    figures = []
    for ms in ROUND_TRIPS_MS:
        runs = [await _declares(folder / f"declare-{ms}-{run}.db", ms) for run in range(RUNS)]
        for name in runs[0]:
            at_most = 2.5 if name == "usable_in_round_trips" and ms == 100 else None
            values = [run[name] for run in runs]
            figures.append(median(f"{name} at {ms} ms", "", values, at_most=at_most))
    return figures


async def _declares(database: Path, ms: int) -> dict[str, float]:
    async with town(latency_ms=ms, rate_scale=0) as workspace:
        bare = await bare_call_ms(workspace)
        async with serving(workspace, database) as bot:
            spent = bot.cpu_s
            first, *others = await declares(workspace, 1 + DECLARES)
            spent = bot.cpu_s - spent
    usable = [each.usable for each in others]
    return {
        "usable_in_round_trips": statistics.median(usable) / ms,
        "usable_in_bare_calls": statistics.median(usable) / bare,
        "usable_worst_in_round_trips": max(usable) / ms,
        "seen_in_round_trips": statistics.median(each.seen for each in others) / ms,
        "first_in_round_trips": first.usable / ms,
        "bare_call_ms": bare,
        "cpu_ms_per_declare": spent / (1 + DECLARES) * 1000,
    }


workloads = (
    Workload(
        name="B3",
        title="declare with Slack 20, 100 and 500 ms away",
        bare="the delay of the workspace, and one call of a bare client (`bare_call_ms`)",
        measure=measure,
        within_s=150,
    ),
)
