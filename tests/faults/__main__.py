"""`make faults`: break everything on purpose, from a seed, and say what was lost or doubled."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.boundaries import boundaries, struck_at
from tests.faults.chance import Seed
from tests.faults.databases import Databases, PostgresDatabases, SqliteFiles
from tests.faults.deeds import SCENARIOS, Scenario
from tests.faults.report import blown, failures, table
from tests.faults.rounds import all_played, drawn
from tests.faults.storm import storm
from tests.faults.theatre import Theatre
from tests.postgres import programs, running

INCIDENTS, KILLS = 200, 22
REPLICAS = {"sqlite": 1, "postgres": 2}


def main() -> int:
    """Do what was asked, print what came of it, and return 1 when anything is wrong."""
    asked = _asked()
    with (
        tempfile.TemporaryDirectory(prefix="muster-faults-", ignore_cleanup_errors=True) as folder,
        _databases(asked.database, Path(folder)) as databases,
    ):
        theatre = Theatre(databases, Path(folder))
        print(f"{asked.what} on {databases.name}, seed {asked.seed}", flush=True)
        return asyncio.run(WHAT[asked.what](theatre, asked))


async def _rounds(theatre: Theatre, asked: argparse.Namespace) -> int:
    seed = Seed(asked.seed)
    numbers = [asked.round] if asked.round else range(1, asked.rounds + 1)
    has_server = theatre.databases.server is not None
    rounds = [drawn(seed, number, has_server=has_server) for number in numbers]
    replicas = REPLICAS[asked.database]
    results = await all_played(theatre, rounds, at_once=asked.at_once, replicas=replicas)
    wrong = failures(results, asked.seed, asked.database)
    print("\n".join([table(results), *wrong]))
    return 1 if wrong else 0


async def _boundaries(theatre: Theatre, asked: argparse.Namespace) -> int:
    wrong = 0
    for scenario in SCENARIOS.values():
        wrong += await _every_boundary(theatre, scenario, asked.at_once)
    return 1 if wrong else 0


async def _every_boundary(theatre: Theatre, scenario: Scenario, at_once: int) -> int:
    """Kill at one boundary after the other, until a life has none left; return what is wrong."""
    passed = await boundaries(theatre, scenario)
    await theatre.stage(scenario.given)
    turns, wrong = asyncio.Semaphore(at_once), int(len(passed) < scenario.fewest)

    async def one(k: int) -> int:
        async with turns:
            struck = await struck_at(theatre, scenario, k)
        if struck.findings:
            print(f"  {scenario.name}, killed at {k} ({struck.where}): {struck.findings}")
        return int(bool(struck.findings))

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(k)) for k in range(1, len(passed) + 1)]
    wrong += sum(task.result() for task in tasks)
    print(
        f"{scenario.name}: K = {len(passed)}, {len(set(passed))} names, {wrong} wrong", flush=True
    )
    return wrong


async def _storm(theatre: Theatre, asked: argparse.Namespace) -> int:
    left = await storm(
        theatre, Seed(asked.seed), incidents=INCIDENTS, kills=KILLS,
        replicas=REPLICAS[asked.database],
    )  # fmt: skip
    print(blown(left))
    if left.findings:
        print(left.findings)
    if left.rest_s > REST_S:
        print(f"it took longer than {REST_S} s to come to rest")
    return int(bool(left.findings) or left.rest_s > REST_S)


REST_S = 60
"""How long after the last kill everything may take, a dead replica's lease included."""

WHAT = {"rounds": _rounds, "boundaries": _boundaries, "storm": _storm}


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--what", choices=WHAT, default="rounds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--round", type=int, help="play this one alone")
    parser.add_argument("--database", choices=REPLICAS, default="sqlite")
    parser.add_argument("--at-once", type=int, default=4)
    return parser.parse_args()


@contextmanager
def _databases(kind: str, folder: Path) -> Iterator[Databases]:
    if kind == "sqlite":
        yield SqliteFiles(folder)
        return
    found = programs()
    if found is None:
        sys.exit("PostgreSQL is not installed: apt-get install postgresql")
    with running(found) as cluster:
        yield PostgresDatabases(cluster)


if __name__ == "__main__":
    sys.exit(main())
