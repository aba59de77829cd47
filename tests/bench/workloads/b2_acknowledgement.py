"""How long Slack waits for the acknowledgement of a command that writes."""

import statistics
from collections.abc import Sequence
from pathlib import Path

from tests.bench.processes import serving, town
from tests.bench.workload import Figure, Workload, over

RUNS = 3
COMMANDS = 150


async def measure(folder: Path) -> Sequence[Figure]:
    """Note over and over, one command at a time."""
    runs = [await _acknowledgements(folder / f"ack-{run}.db") for run in range(RUNS)]
    return over(runs, {"p50_ms": 10, "p99_ms": 60})


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


workloads = (
    Workload(
        name="B2",
        title="acknowledgement of a command, one at a time",
        bare="none: wall time over a loopback socket",
        measure=measure,
        within_s=60,
    ),
)
