"""Bring the queue in line with the ledger: jobs that nobody runs, and calls without a job."""

from typing import LiteralString

import psycopg
from psycopg.rows import class_row

from bot.dispatch.queue import DEFER, arguments
from bot.dispatch.rhythm import Rhythm
from bot.domain.errors import Unavailable
from bot.effects.book import Job

ONE_AT_A_TIME = 0x6D757375
"""The advisory lock of who sweeps; the other replicas leave it to that one."""

MANY = 5000
"""How many calls get their job in one sweep; more get it in the next."""

_IS_FIRST = f"SELECT pg_try_advisory_xact_lock({ONE_AT_A_TIME:d})"

_STALLED = """
    WITH found AS MATERIALIZED (
        SELECT job.id FROM procrastinate_jobs AS job
        WHERE job.status = 'doing' AND NOT EXISTS (
            SELECT FROM procrastinate_workers AS worker
            WHERE worker.id = job.worker_id
                AND worker.last_heartbeat > clock_timestamp() - %(stalled)s)
        FOR UPDATE SKIP LOCKED)
    SELECT procrastinate_retry_job_v2(id, NULL, NULL, NULL, NULL) FROM found
"""
"""What a dead worker had: the lease in the ledger decides when it may really be done again."""

_STUCK = """
    WITH found AS MATERIALIZED (
        SELECT job.id FROM procrastinate_jobs AS job
        JOIN effects ON effects.key = job.args->>'key'
        WHERE job.status = 'doing' AND effects.state IN ('planned', 'intent')
            AND (effects.lease_until IS NULL
                OR effects.lease_until < clock_timestamp() - %(stuck)s)
            AND NOT EXISTS (
                SELECT FROM procrastinate_events AS event
                WHERE event.job_id = job.id AND event.type = 'started'
                    AND event.at > clock_timestamp() - %(stuck)s)
        FOR UPDATE OF job SKIP LOCKED)
    SELECT procrastinate_retry_job_v2(id, NULL, NULL, NULL, NULL) FROM found
"""
"""What a living worker believes to run, while nothing of it is to be seen in the ledger."""

_POINTLESS = """
    WITH found AS MATERIALIZED (
        SELECT job.id FROM procrastinate_jobs AS job
        LEFT JOIN effects ON effects.key = job.args->>'key'
        WHERE job.status IN ('todo', 'doing')
            AND (effects.state IS NULL OR effects.state NOT IN ('planned', 'intent'))
            AND (job.status = 'todo' OR NOT EXISTS (
                SELECT FROM procrastinate_events AS event
                WHERE event.job_id = job.id AND event.type = 'started'
                    AND event.at > clock_timestamp() - %(stuck)s))
        FOR UPDATE OF job SKIP LOCKED)
    SELECT procrastinate_finish_job_v1(id, 'succeeded', true) FROM found
"""
"""Jobs of calls that have ended; one that waits for its time would hold up its lane."""

_EARLY = """
    UPDATE procrastinate_jobs AS job SET scheduled_at = NULL FROM effects
    WHERE effects.key = job.args->>'key' AND job.status = 'todo'
        AND job.scheduled_at > clock_timestamp() + interval '2 seconds'
        AND effects.state IN ('planned', 'intent')
        AND (effects.not_before IS NULL OR effects.not_before <= clock_timestamp())
        AND (effects.lease_until IS NULL OR effects.lease_until <= clock_timestamp())
"""
"""Jobs that still wait although their call need not: what it waited for came sooner."""

_MISSING = """
    WITH lost AS MATERIALIZED (
        SELECT key FROM effects
        WHERE state IN ('planned', 'intent')
            AND (not_before IS NULL OR not_before <= clock_timestamp())
            AND (lease_until IS NULL OR lease_until <= clock_timestamp())
        EXCEPT
        SELECT args->>'key' FROM procrastinate_jobs WHERE status IN ('todo', 'doing'))
    SELECT effects.key, effects.kind, effects.lane FROM lost JOIN effects USING (key)
    WHERE NOT EXISTS (
        SELECT FROM lanes WHERE lanes.lane = effects.lane AND lanes.lane <> ''
            AND lanes.blocked_by NOT IN ('', effects.key))
    ORDER BY effects.id LIMIT %(many)s
"""
"""EXCEPT, not a join: without fresh statistics, PostgreSQL tried every call with every job."""

_IS_UNCOUNTED = """
    SELECT coalesce(sum(n_mod_since_analyze), 0) > 1000 FROM pg_stat_user_tables
    WHERE relid = 'procrastinate_jobs'::regclass
"""
"""PostgreSQL itself counts once a minute; until then it fetches jobs as if there were a handful."""


async def swept(conninfo: str, rhythm: Rhythm) -> int:
    """Put right what is wrong, unless another replica is at it; return how much that was.

    Raises Unavailable when the database cannot be asked now.
    """
    try:
        async with await psycopg.AsyncConnection.connect(conninfo) as connection:
            return await _swept(connection, rhythm)
    except (psycopg.Error, OSError) as error:
        told = " ".join(str(error).split())
        raise Unavailable(f"The database did not answer: {told}") from error


async def _swept(connection: psycopg.AsyncConnection, rhythm: Rhythm) -> int:
    if not await _is_true(connection, _IS_FIRST):
        return 0
    values = {"stalled": rhythm.stalled, "stuck": rhythm.stuck}
    changed = 0
    for statement in (_STALLED, _STUCK, _POINTLESS, _EARLY):
        changed += (await connection.execute(statement, values)).rowcount
    missing = await _missing(connection)
    if missing:
        await connection.execute(DEFER, arguments(missing))
    if await _is_true(connection, _IS_UNCOUNTED):
        await connection.execute("ANALYZE procrastinate_jobs")
    return changed + len(missing)


async def _is_true(connection: psycopg.AsyncConnection, question: LiteralString) -> bool:
    return await (await connection.execute(question)).fetchone() == (True,)


async def _missing(connection: psycopg.AsyncConnection) -> list[Job]:
    async with connection.cursor(row_factory=class_row(Job)) as cursor:
        return await (await cursor.execute(_MISSING, {"many": MANY})).fetchall()
