"""Measure every workload, or one: `make bench`, `make bench ONLY=B6 OUT=file.json`.

Nothing here passes or fails. Quote medians and ratios, and the machine with them; a busy machine
spreads the runs.
"""

import argparse
import json
import sys
from pathlib import Path

from tests.bench.child import found
from tests.bench.report import as_json, as_table, machine, put_into
from tests.bench.running import run


def main() -> None:
    """Measure, print the tables, and write what else was asked for."""
    given = _arguments()
    chosen = [each for each in found() if not given.only or each.name in given.only.split(",")]
    if not chosen:
        sys.exit(f"No such workload. There are: {', '.join(each.name for each in found())}.")
    about, outcomes = machine(), []
    for workload in chosen:
        sys.stderr.write(f"{workload.name}: {workload.title} ...\n")
        outcomes.append(run(workload))
    table = as_table(about, outcomes)
    sys.stdout.write(table)
    if given.out:
        text = json.dumps(as_json(about, outcomes), indent=2)
        Path(given.out).write_text(text + "\n", encoding="utf-8")
    if given.page:
        put_into(Path(given.page), table)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", default="", help="B1, or several: B1,B6")
    parser.add_argument("--out", default="", help="write all figures to this file, as JSON")
    parser.add_argument("--page", default="", help="put the tables into this page")
    return parser.parse_args()


if __name__ == "__main__":
    main()
