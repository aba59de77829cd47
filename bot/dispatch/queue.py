"""The queue beside the ledger: jobs of procrastinate, each of which names one promised call."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from bot.effects.book import Job

TASK = "run_effect"

QUEUES: Mapping[str, int] = {"page": 5, "run": 10, "slack": 20, "other": 5}
"""How many calls of each queue run at once. Each has workers of its own: none waits for another."""

DEFER = """
    SELECT procrastinate_defer_jobs_v1(array_agg(
        ROW(queue, 'run_effect', 0, NULLIF(lane, ''), NULL, jsonb_build_object('key', key), NULL)
            ::procrastinate_job_to_defer_v1 ORDER BY place))
    FROM unnest(%(queues)s::text[], %(lanes)s::text[], %(keys)s::text[])
        WITH ORDINALITY AS job (queue, lane, key, place)
"""
"""Its own function, as its client calls it; it also wakes the workers when this is committed.

Not its client: that wants to await, inside statements that are ordinary functions here.
"""


def defer(connection: Connection, jobs: Sequence[Job]) -> None:
    """Queue the calls in this transaction; the lane is the lock that keeps them in order."""
    if jobs:
        connection.exec_driver_sql(DEFER, arguments(jobs))


def arguments(jobs: Sequence[Job]) -> dict[str, list[str]]:
    """Return what DEFER asks for."""
    return {
        "queues": [queue_of(job.kind) for job in jobs],
        "lanes": [job.lane for job in jobs],
        "keys": [job.key for job in jobs],
    }


def queue_of(kind: str) -> str:
    """Name the queue of a kind of call: `slack` for `slack.card.edit`."""
    family = kind.partition(".")[0]
    return family if family in QUEUES else "other"
