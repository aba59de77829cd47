"""Several replicas on one PostgreSQL, and what may happen to each of them."""

import asyncio
import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import NullPool, create_engine, text

from bot.ports import Effect, Promises
from bot.storage.schema import migrate
from bot.storage.store import SqlWork
from tests.dispatch import victim
from tests.dispatch.replicas import (
    Calls,
    Replica,
    at_work,
    eventually,
    replica,
    utc_now,
    working,
)
from tests.dispatch.test_contract import FREE, LINES, keys, open_gate
from tests.effects.worlds import INC
from tests.postgres import Cluster, programs, running

LANES = [
    Effect(f"inc-1/slack.line/{lane}-{number}", "slack.line", INC, lane=f"lane-{lane}")
    for number in range(8)
    for lane in range(5)
]
MANY = [Effect(f"inc-1/slack.mark/{number}", "slack.mark", INC) for number in range(60)]

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.dispatch.victim"])


def asked(url: str, question: str) -> list[tuple[object, ...]]:
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        found = connection.execute(text(question))
        return [tuple(row) for row in found] if found.returns_rows else []


def jobs(url: str) -> list[tuple[object, ...]]:
    return asked(url, "SELECT args->>'key', queue_name, lock FROM procrastinate_jobs ORDER BY id")


@asynccontextmanager
async def at_rest(url: str, calls: Calls | None = None) -> AsyncIterator[Replica]:
    async with replica(url, calls or Calls()) as each:
        yield each


async def test_a_job_is_queued_for_each_call_in_the_order_of_its_lane(postgres_url: str) -> None:
    page = Effect("inc-1/page.publish/1", "page.publish", INC, lane="page:inc-1")
    new = Effect("inc-1/pager.call/1", "pager.call", INC)
    async with at_rest(postgres_url) as subject:
        await subject.plan(*LINES[:2], page, new)
        await subject.plan(*LINES[:3])

    assert jobs(postgres_url) == [
        (LINES[0].key, "slack", "inc-1"),
        (LINES[1].key, "slack", "inc-1"),
        (page.key, "page", "page:inc-1"),
        (new.key, "other", None),
        (LINES[2].key, "slack", "inc-1"),
    ]


async def test_what_is_rolled_back_leaves_no_job(postgres_url: str) -> None:
    async def break_off(work: SqlWork) -> None:
        await work.effects.plan(Promises(effects=(LINES[0],)))
        raise ZeroDivisionError

    async with at_rest(postgres_url) as subject:
        with pytest.raises(ZeroDivisionError):
            await subject.store.transact("x", break_off)

    assert jobs(postgres_url) == []


async def test_replicas_share_the_work_and_double_nothing(postgres_url: str) -> None:
    calls = open_gate()

    async with working(postgres_url, calls, number=3) as [first, *_]:
        await first.plan(*LANES, *MANY)
        await first.until_quiet()

    assert Counter(calls.outside.made) == Counter(keys(LANES + MANY))
    for lane in {each.lane for each in LANES}:
        promised = keys([each for each in LANES if each.lane == lane])
        assert [key for key in calls.outside.made if key in promised] == promised
    assert jobs(postgres_url) == []


async def test_a_pile_of_posts_does_not_delay_the_page(postgres_url: str) -> None:
    calls = Calls(within=timedelta(seconds=30))
    page = Effect("inc-1/page.publish/1", "page.publish", INC, lane="page:inc-1")

    async with working(postgres_url, calls) as [subject]:
        await subject.plan(*MANY)
        for _ in range(20):
            await calls.reached.acquire()
        await subject.plan(page)
        await calls.reached.acquire()
        states = await subject.states()
        calls.gate.set()

    assert states[page.key] == "intent"


async def test_what_a_killed_replica_had_under_way_is_taken_over(postgres_url: str) -> None:
    calls = open_gate()
    hearing, telling = processes.Pipe(duplex=False)
    process = processes.Process(target=victim.live, args=(postgres_url, telling))
    async with at_rest(postgres_url) as planner:
        await planner.plan(*LINES)
    process.start()
    assert await asyncio.to_thread(hearing.recv) == "under way"

    async with working(postgres_url, calls) as [other]:
        process.kill()
        await asyncio.to_thread(process.join)
        await other.until_quiet()

    assert calls.outside.asked == [LINES[0].key]
    assert calls.outside.made == keys(LINES)


async def test_a_replica_whose_clock_is_wrong_takes_over_nothing_that_lives(
    postgres_url: str,
) -> None:
    def fast() -> datetime:
        return utc_now() + timedelta(hours=1)

    calls, others = Calls(), open_gate()
    async with (
        working(postgres_url, calls) as [_],
        replica(postgres_url, others, clock=fast) as wrong,
    ):
        await wrong.plan(LINES[0])
        await calls.reached.acquire()
        async with at_work(wrong):
            outcome = await wrong.ledger.run(LINES[0].key)
            calls.gate.set()
            await wrong.until_quiet()

    assert outcome.again is not None
    assert calls.outside.made == [LINES[0].key]
    assert others.outside.asked == others.outside.made == []


@pytest.fixture
def own_cluster() -> Iterator[tuple[Cluster, str]]:
    """Start a server that belongs to one test alone, to be broken."""
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with running(folder) as cluster:
        cluster.execute("CREATE DATABASE muster")
        migrate(cluster.url("muster"))
        yield cluster, cluster.url("muster")


async def test_they_go_on_when_the_database_was_killed_and_comes_back(
    own_cluster: tuple[Cluster, str],
) -> None:
    cluster, url = own_cluster
    calls = Calls()

    async with working(url, calls, number=2) as [first, _]:
        await first.plan(*LINES, *FREE)
        await calls.reached.acquire()
        await asyncio.to_thread(cluster.kill)
        calls.gate.set()
        await asyncio.to_thread(cluster.start)
        await first.until_quiet()
        await first.plan(*MANY)
        await first.until_quiet()

    assert Counter(calls.outside.made) == Counter(keys(LINES + FREE + MANY))


async def test_they_go_on_when_the_database_was_paused(postgres_url: str) -> None:
    calls = open_gate()

    async with working(postgres_url, calls, number=2) as [first, _]:
        await first.plan(*LINES)
        await first.until_quiet()
        pids = [
            int(str(pid))
            for (pid,) in asked(
                postgres_url,
                "SELECT pid FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid != pg_backend_pid()",
            )
        ]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(0.5)  # longer than a poll and a beat: all of them wait
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)
        await first.plan(*FREE)
        await first.until_quiet()

    assert len(pids) > 8
    assert Counter(calls.outside.made) == Counter(keys(LINES + FREE))


async def test_a_worker_whose_connections_are_cut_begins_anew(postgres_url: str) -> None:
    calls = open_gate()

    async with working(postgres_url, calls) as [subject]:
        asked(
            postgres_url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid != pg_backend_pid()",
        )
        await eventually(lambda: is_planned(subject, LINES))
        await subject.until_quiet()

    assert calls.outside.made == keys(LINES)


async def is_planned(subject: Replica, effects: list[Effect]) -> bool:
    """Promise calls through a pool whose connections may just have been cut."""
    await subject.plan(*effects)
    return True
