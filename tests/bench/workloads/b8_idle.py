"""How long a start takes, and what the bot occupies when nothing happens."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from tests.bench.processes import serving, town
from tests.bench.workload import Figure, Workload, over

STARTS = 4
IDLE_S = 2


async def measure(folder: Path) -> Sequence[Figure]:
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
    return over(runs[1:], {"ready_s": 2.5, "idle_rss_mb": 120})


workloads = (
    Workload(
        name="B8",
        title="start and idle",
        bare="none: seconds, megabytes and processor time as the kernel counts them",
        measure=measure,
        within_s=80,
    ),
)
