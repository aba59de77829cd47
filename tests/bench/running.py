"""Run one workload in a process of its own, and end all of it when its time is over."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.bench.workload import Figure, Workload


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one workload; `problem` is set when it came to nothing."""

    workload: Workload
    figures: Sequence[Figure]
    took_s: float
    load: float
    problem: str = ""


def run(workload: Workload) -> Outcome:
    """Measure; a workload that fails or is too slow is an outcome too."""
    load, began = os.getloadavg()[0], time.monotonic()
    with tempfile.TemporaryDirectory(prefix="muster-bench-out-") as folder:
        target = Path(folder, "figures.json")
        command = [sys.executable, "-m", "tests.bench.child", workload.name, str(target)]
        problem = _ended(command, workload.within_s)
        told = json.loads(target.read_text(encoding="utf-8")) if target.exists() else []
    took = round(time.monotonic() - began, 1)
    return Outcome(workload, [Figure(**each) for each in told], took, round(load, 2), problem)


def _ended(command: Sequence[str], within_s: float) -> str:
    """Wait for the process; whatever it started ends with it."""
    process = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own
    try:
        status = process.wait(within_s)
    except subprocess.TimeoutExpired:
        return f"given up after {within_s:.0f} s"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return f"ended with status {status}" if status else ""
