"""Write down what was measured: for programs as JSON, for people as a table."""

import os
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.bench.running import Outcome
from tests.bench.workload import Figure

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def machine() -> dict[str, object]:
    """Describe where it was measured, with a loop that sets two machines in relation."""
    began = time.process_time()
    sum(number * number for number in range(3_000_000))
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "calibration_ms": round((time.process_time() - began) * 1000, 1),
    }


def as_json(about: dict[str, object], outcomes: Sequence[Outcome]) -> dict[str, object]:
    """Return everything; a figure says whether its target is met."""
    return {"machine": about, "workloads": {each.workload.name: _json(each) for each in outcomes}}


def _json(outcome: Outcome) -> dict[str, object]:
    return {
        "title": outcome.workload.title,
        "bare": outcome.workload.bare,
        "took_s": outcome.took_s,
        "load": outcome.load,
        "problem": outcome.problem,
        "figures": [asdict(each) | {"is_met": each.is_met} for each in outcome.figures],
    }


def as_table(about: dict[str, object], outcomes: Sequence[Outcome]) -> str:
    """Return the tables in Markdown, one for each workload."""
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in about.items())
    return "\n\n".join([f"Machine: {told}.", *map(_table, outcomes)]) + "\n"


def _table(outcome: Outcome) -> str:
    workload = outcome.workload
    lines = [
        f"### {workload.name}: {workload.title}",
        "",
        f"Bare bound: {workload.bare}. Load {outcome.load}, {outcome.took_s} s.",
        "",
    ]
    if outcome.problem:
        return "\n".join([*lines, f"Not measured: {outcome.problem}."])
    head = ["| figure | median | runs | target | met |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *head, *map(_row, outcome.figures)])


def _row(figure: Figure) -> str:
    runs = ", ".join(f"{each:g}" for each in figure.runs)
    targets = [("≤", figure.at_most), ("≥", figure.at_least)]
    target = " ".join(f"{sign} {bound:g}" for sign, bound in targets if bound is not None)
    met = ("yes" if figure.is_met else "**no**") if target else ""
    value = f"{figure.value:g} {figure.unit}".strip()
    return f"| {figure.name} | {value} | {runs} | {target} | {met} |"


def put_into(page: Path, table: str) -> None:
    """Replace what was measured before on a page that has a place for it."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n\n{table}\n{END}{after}", encoding="utf-8")
