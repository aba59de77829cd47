"""How much later a channel can be used while Slack limits calls."""

import statistics
from collections.abc import Sequence
from pathlib import Path

from tests.bench.declaring import Moments, declares
from tests.bench.processes import serving, town
from tests.bench.workload import Figure, Workload, median

ROUND_TRIP_MS = 20
DECLARES = 5
LATER_S = 1
QUIET_MS = 1_500
"""Longer than most limited calls wait, so that no declaration runs into the next."""

LIMITED = {"on": "api", "p": 0.2, "do": {"kind": "ratelimited", "retry_after": LATER_S}}


async def measure(folder: Path) -> Sequence[Figure]:
    """Declare in good weather, then in bad, with the same bot."""
    async with (
        town(latency_ms=ROUND_TRIP_MS, rate_scale=0) as workspace,
        serving(workspace, folder / "weather.db"),
    ):
        good = _usable(await declares(workspace, 1 + DECLARES))
        await workspace.director.fault(LIMITED)
        bad = _usable(await declares(workspace, 1 + DECLARES, quiet_ms=QUIET_MS))
    bound = statistics.median(good)
    late = [(each - bound) / (LATER_S * 1000) for each in bad]
    return [
        median("good_weather_usable", "ms", good),
        median("bad_weather_usable", "ms", bad),
        median("later_by_in_retry_afters", "x", [statistics.median(late)]),
        median("later_by_in_retry_afters_p95", "x", [_p95(late)], at_most=1),
    ]


def _usable(found: Sequence[Moments]) -> list[float]:
    return [each.usable for each in found[1:]]


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


workloads = (
    Workload(
        name="B4",
        title="declare while a fifth of all calls is limited for a second",
        bare="the same bot in good weather, just before",
        measure=measure,
        within_s=100,
    ),
)
