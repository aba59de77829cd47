"""What a sweep puts right, and what it leaves alone."""

from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from bot.dispatch.rhythm import Rhythm
from bot.dispatch.sweep import ONE_AT_A_TIME, swept
from bot.domain.errors import Unavailable
from bot.ports import Effect
from bot.storage.postgres import conninfo
from tests.dispatch.replicas import BRISK, Calls, at_work, eventually, replica
from tests.dispatch.test_contract import LINES, PAGE, keys, open_gate
from tests.dispatch.test_postgres import asked, jobs
from tests.effects.worlds import INC

STARTED = "INSERT INTO procrastinate_events (job_id, type, at) VALUES ({}, 'started', now() - {})"
AT_ONCE = Rhythm(stuck=timedelta(), stalled=timedelta(seconds=30))


async def sweep(url: str, rhythm: Rhythm = BRISK) -> int:
    return await swept(conninfo(url), rhythm)


async def promised(url: str, *, end: str = "") -> None:
    """Promise the lines; the first one is in the state `end`, if that is given."""
    async with replica(url, Calls()) as subject:
        await subject.plan(*LINES[:3])
    if end:
        asked(url, f"UPDATE effects SET state = '{end}' WHERE key = '{LINES[0].key}'")  # noqa: S608 - values of ours


def under_way(url: str, *, is_alive: bool) -> None:
    """Let the first job be at work, under a worker that lives or does not."""
    beat = "now()" if is_alive else "now() - interval '1 hour'"
    asked(url, f"INSERT INTO procrastinate_workers (last_heartbeat) VALUES ({beat})")  # noqa: S608 - values of ours
    asked(
        url,
        "UPDATE procrastinate_jobs SET status = 'doing',"
        " worker_id = (SELECT max(id) FROM procrastinate_workers)"
        " WHERE id = (SELECT min(id) FROM procrastinate_jobs)",
    )


def statuses(url: str) -> list[object]:
    return [status for (status,) in asked(url, "SELECT status FROM procrastinate_jobs ORDER BY id")]


async def test_where_all_is_well_nothing_is_changed(postgres_url: str) -> None:
    await promised(postgres_url)
    under_way(postgres_url, is_alive=True)

    assert await sweep(postgres_url) == 0
    assert statuses(postgres_url) == ["doing", "todo", "todo"]


async def test_the_job_of_a_dead_worker_goes_to_others(postgres_url: str) -> None:
    await promised(postgres_url)
    under_way(postgres_url, is_alive=False)

    assert await sweep(postgres_url) == 1
    assert statuses(postgres_url) == ["todo", "todo", "todo"]


async def test_a_job_that_no_lease_proves_to_run_is_begun_anew(postgres_url: str) -> None:
    await promised(postgres_url)
    under_way(postgres_url, is_alive=True)

    assert await sweep(postgres_url, AT_ONCE) == 1
    assert statuses(postgres_url) == ["todo", "todo", "todo"]


async def test_a_job_whose_call_is_leased_is_left_alone(postgres_url: str) -> None:
    await promised(postgres_url)
    under_way(postgres_url, is_alive=True)
    asked(postgres_url, "UPDATE effects SET lease_until = now() + interval '1 minute'")

    assert await sweep(postgres_url, AT_ONCE) == 0


@pytest.mark.parametrize("end", ["done", "failed", "unknown"])
async def test_a_job_that_waits_for_what_has_ended_does_not_hold_up_its_lane(
    postgres_url: str, end: str
) -> None:
    await promised(postgres_url, end=end)
    asked(
        postgres_url,
        "UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour'"
        " WHERE id = (SELECT min(id) FROM procrastinate_jobs)",
    )

    assert await sweep(postgres_url) == 1
    assert [key for key, *_ in jobs(postgres_url)] == keys(LINES[1:3])


async def test_a_job_does_not_wait_longer_than_its_call(postgres_url: str) -> None:
    await promised(postgres_url)
    asked(postgres_url, "UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour'")
    later = (
        f"UPDATE effects SET not_before = now() + interval '1 hour' WHERE key = '{LINES[2].key}'"  # noqa: S608 - values of ours
    )
    asked(postgres_url, later)

    assert await sweep(postgres_url) == 2
    soon = "SELECT args->>'key' FROM procrastinate_jobs WHERE scheduled_at IS NULL ORDER BY id"
    assert [key for (key,) in asked(postgres_url, soon)] == keys(LINES[:2])


async def test_a_call_without_a_job_gets_one_unless_it_waits_for_time_or_people(
    postgres_url: str,
) -> None:
    async with replica(postgres_url, Calls()) as subject:
        await subject.plan(*LINES[:3], *PAGE[:2])
    later = (
        f"UPDATE effects SET not_before = now() + interval '1 hour' WHERE key = '{LINES[2].key}'"  # noqa: S608 - values of ours
    )
    asked(postgres_url, later)
    asked(postgres_url, f"UPDATE lanes SET blocked_by = 'x' WHERE lane = '{PAGE[0].lane}'")  # noqa: S608 - the same
    asked(postgres_url, "DELETE FROM procrastinate_jobs")

    assert await sweep(postgres_url) == 2
    assert jobs(postgres_url) == [(key, "slack", "inc-1") for key in keys(LINES[:2])]


async def test_one_replica_sweeps_at_a_time(postgres_url: str) -> None:
    await promised(postgres_url)
    asked(postgres_url, "DELETE FROM procrastinate_jobs")

    with psycopg.connect(conninfo(postgres_url)) as other:
        other.execute(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
        assert await sweep(postgres_url) == 0

    assert await sweep(postgres_url) == 3


async def test_a_database_that_is_away_is_said_to_be() -> None:
    with pytest.raises(Unavailable, match="did not answer"):
        await sweep("postgresql+psycopg:///none?host=/nowhere")


async def test_a_call_that_was_queued_behind_its_successor_runs_before_it(
    postgres_url: str,
) -> None:
    calls = open_gate()
    async with replica(postgres_url, calls) as subject:
        await subject.plan(*LINES)
        asked(postgres_url, "DELETE FROM procrastinate_jobs WHERE id = 1")

        async with at_work(subject):
            await subject.until_quiet()

    assert calls.outside.made == keys(LINES)


async def test_dispatching_outlives_a_database_that_was_never_there(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def has_told() -> bool:
        return {"dispatch.worker_lost", "dispatch.unrepaired"} <= set(caplog.messages)

    nowhere = "postgresql+psycopg:///none?host=/nowhere"
    quick = replace(BRISK, answer=timedelta(milliseconds=50))

    async with replica(nowhere, Calls(), rhythm=quick) as subject, at_work(subject):
        await eventually(has_told)


async def test_a_pile_of_jobs_is_counted_before_it_is_fetched(postgres_url: str) -> None:
    async def is_counted() -> bool:
        await sweep(postgres_url)
        counted = "SELECT reltuples >= 1200 FROM pg_class WHERE relname = 'procrastinate_jobs'"
        return asked(postgres_url, counted) == [(True,)]

    pile = [Effect(f"inc-1/slack.mark/{n}", "slack.mark", INC) for n in range(1200)]
    async with replica(postgres_url, Calls()) as subject:
        await subject.plan(*pile)

    await eventually(is_counted)  # its figures lag half a second behind
