"""How much more several replicas get done than one, on PostgreSQL."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, func, select

from bot.domain.terms import IncidentId
from bot.ports import Effect, Promises
from bot.storage.schema import migrate
from bot.storage.store import SqlWork, Store
from bot.storage.tables import effects
from tests.bench.processes import Bot
from tests.bench.replica import KIND, store_at
from tests.bench.workload import Figure, Workload, median
from tests.postgres import Cluster, programs, running

LANES = 200
EACH = 4
ROUNDS = 2
TARGETS = {2: 1.6, 4: 2.5}
"""For a machine with a core for each replica and two for PostgreSQL; on a smaller one, look at the
processor time of a call: as long as it stays the same, more cores get more done.
"""


async def measure(_folder: Path) -> Sequence[Figure]:
    """Let one, two and four replicas do the same work, in turns."""
    installed = programs()
    if installed is None:
        raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
    runs: dict[int, list[tuple[float, float]]] = {1: [], 2: [], 4: []}
    with running(installed) as cluster:
        for number in range(ROUNDS):
            for replicas, rates in runs.items():
                name = f"round_{number}_{replicas}"
                rates.append(await _rate(cluster, name, replicas))
    return [*_figures(runs), median("cores of this machine", "", [os.cpu_count() or 1])]


def _figures(runs: Mapping[int, Sequence[tuple[float, float]]]) -> Iterator[Figure]:
    """Compare what several get done, and what it costs them, with one."""
    for replicas, target in TARGETS.items():
        pairs = list(zip(runs[replicas], runs[1], strict=True))
        rates = [more[0] / one[0] for more, one in pairs]
        costs = [more[1] / one[1] for more, one in pairs]
        yield median(
            f"{replicas} replicas, calls a second against one", "x", rates, at_least=target
        )
        # So much of the target is out of reach however many cores there are.
        yield median(f"{replicas} replicas, processor time of a call against one", "x", costs)
    yield median("one replica", "calls/s", [rate for rate, _ in runs[1]])
    yield median("one replica, processor time of a call", "ms", [cost for _, cost in runs[1]])


async def _rate(cluster: Cluster, name: str, replicas: int) -> tuple[float, float]:
    """Return how many calls a second these replicas make together, and what one costs in ms."""
    cluster.execute(f"CREATE DATABASE {name}")
    url = cluster.url(name)
    migrate(url)
    store = store_at(url)
    try:
        await _promise(store, "warm", 1)
        with _running(url, replicas) as processes:
            await _until_done(store, 1)
            # Each replica has looked for work by then, also one that got none.
            await asyncio.sleep(1)
            began, spent = time.perf_counter(), _spent(processes)
            await _promise(store, "work", EACH)
            await _until_done(store, 1 + EACH)
            took, spent = time.perf_counter() - began, _spent(processes) - spent
            return LANES * EACH / took, spent / (LANES * EACH) * 1000
    finally:
        await store.database.close()


@contextmanager
def _running(url: str, replicas: int) -> Iterator[Sequence[Bot]]:
    command = [sys.executable, "-m", "tests.bench.replica", url]
    processes = [subprocess.Popen(command) for _ in range(replicas)]  # noqa: S603 - our own
    try:
        yield [Bot(process, ready_s=0, port=0) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _spent(processes: Sequence[Bot]) -> float:
    return sum(each.cpu_s for each in processes)


async def _promise(store: Store, what: str, each: int) -> None:
    """Promise so many calls in each of many lanes, as so many incidents would."""
    promised = tuple(
        Effect(f"inc-{lane}/{what}/{number}", KIND, IncidentId(lane), {}, lane=f"inc-{lane}")
        for number in range(each)
        for lane in range(1, LANES + 1)
    )

    async def body(work: SqlWork) -> None:
        await work.effects.plan(Promises(effects=promised))

    await store.transact("bench:promise", body)


async def _until_done(store: Store, each: int) -> None:
    while await store.look(_finished) < LANES * each:  # noqa: ASYNC110 - others set no event
        await asyncio.sleep(0.05)


async def _finished(work: SqlWork) -> int:
    return await work.session.run(_done)


def _done(connection: Connection) -> int:
    question = select(func.count()).where(effects.c.state == "done")
    return int(connection.execute(question).scalar_one())


workloads = (
    Workload(
        name="B10",
        title=f"{LANES * EACH:,} promised calls of 50 ms on PostgreSQL, by several replicas",
        bare="one replica, in turns, wall time",
        measure=measure,
        within_s=80,
    ),
)
