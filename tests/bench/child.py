"""Measure one workload in this process: `python -m tests.bench.child B1 figures.json`."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bot.plugins import exported
from tests.bench.workload import Workload


def found() -> Sequence[Workload]:
    """Find every workload, by the number in its name."""
    all_of_them: list[Workload] = exported("tests.bench.workloads", "workloads")
    return sorted(all_of_them, key=lambda each: int(each.name[1:]))


def main(name: str, target: str) -> None:
    """Measure, and leave the figures in the file."""
    workload = next(each for each in found() if each.name == name)
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        figures = asyncio.run(workload.measure(Path(folder)))
    Path(target).write_text(json.dumps([asdict(each) for each in figures]), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
