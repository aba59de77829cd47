"""One worker of procrastinate on one queue, with connections of its own."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import LiteralString

import psycopg
import psycopg_pool
from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from bot.dispatch.queue import TASK
from bot.dispatch.rhythm import Rhythm

log = logging.getLogger(__name__)

TROUBLE = (ConnectorException, psycopg.Error, OSError, TimeoutError)
"""What a worker dies of when the database goes away."""

PRUNED_S = 300
GRACE_S = 10


LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""At once, also where the clock of this machine is ahead of the database's."""


class Later(Exception):
    """The job is not over: it goes on at `at`, or at once; `lock` is what it waits in then."""

    def __init__(self, at: datetime | None = None, *, lock: str | None = None) -> None:
        super().__init__("later")
        self.at = at
        self.lock = lock


class Always(BaseRetryStrategy):
    """Keeps every job that did not end well, cancelled ones included: only the ledger ends it."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        """Return when to run the job again."""
        if isinstance(exception, Later):
            return RetryDecision(retry_at=exception.at, lock=exception.lock)
        return RetryDecision()


class Punctual(PsycopgConnector):
    """Asks the database, and gives a question up that gets no answer: the worker begins anew.

    A connection whose other end is gone or stopped would else hold its worker for ever.
    """

    def __init__(self, within: float) -> None:
        super().__init__()
        self._within = within

    async def execute_query_async(self, query: LiteralString, **arguments: object) -> None:
        """Ask for nothing but the doing."""
        async with asyncio.timeout(self._within):
            await super().execute_query_async(query, **arguments)

    async def execute_query_one_async(
        self, query: LiteralString, **arguments: object
    ) -> dict[str, object]:
        """Ask for one row."""
        async with asyncio.timeout(self._within):
            found: dict[str, object] = await super().execute_query_one_async(query, **arguments)
            return found

    async def execute_query_all_async(
        self, query: LiteralString, **arguments: object
    ) -> list[dict[str, object]]:
        """Ask for all rows."""
        async with asyncio.timeout(self._within):
            found: list[dict[str, object]] = await super().execute_query_all_async(
                query, **arguments
            )
            return found


class Forgiving(JobManager):
    """Writes down what became of a job, if it can: the ledger knows, and a sweep puts it right."""

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:  # noqa: FBT001 - its signature
        """End the job."""
        with _forgiven(job):
            await super().finish_job(job, status, delete_job)

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """Let the job be run again: at once by whatever clock, unless a moment is given."""
        with _forgiven(job):
            await super().retry_job(job, retry_at or LONG_AGO, priority, queue, lock)


@contextmanager
def _forgiven(job: Job) -> Iterator[None]:
    try:
        yield
    except (ConnectorException, TimeoutError) as error:
        log.warning("dispatch.job_unkept", extra={"job_id": job.id, "trouble": reason(error)})


def reason(error: BaseException) -> str:
    """Say in one line what the database had to say."""
    return " ".join(str(error.__cause__ or error).split()) or type(error).__name__


@dataclass(frozen=True, slots=True)
class Engine:
    """Runs the jobs of one queue: `body` gets the key of the call, and may raise Later."""

    conninfo: str
    queue: str
    concurrency: int
    rhythm: Rhythm
    body: Callable[[str], Awaitable[None]]

    async def work(self, until: asyncio.Event) -> None:
        """Run jobs until the event is set and those under way have ended, or something breaks."""
        async with self._opened() as app, asyncio.TaskGroup() as group:
            working = group.create_task(self._run(app))
            ending = group.create_task(until.wait())
            await asyncio.wait((working, ending), return_when=asyncio.FIRST_COMPLETED)
            ending.cancel()
            working.cancel()

    async def _run(self, app: App) -> None:
        await app.run_worker_async(
            queues=[self.queue],
            name=self.queue,
            concurrency=self.concurrency,
            fetch_job_polling_interval=self.rhythm.poll.total_seconds(),
            update_heartbeat_interval=self.rhythm.beat.total_seconds(),
            stalled_worker_timeout=PRUNED_S,
            shutdown_graceful_timeout=GRACE_S,
            install_signal_handlers=False,
            delete_jobs="successful",
        )

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[App]:
        within = self.rhythm.answer.total_seconds()
        connector = Punctual(within)
        app = App(connector=connector)
        app.job_manager = Forgiving(connector)
        app.task(name=TASK, queue=self.queue, retry=Always())(self.body)
        async with psycopg_pool.AsyncConnectionPool(
            self.conninfo,
            min_size=1,
            max_size=2,
            timeout=within,
            configure=_commit_each,
            open=False,
        ) as pool:
            await pool.wait(within)
            await connector.open_async(pool)
            yield app


async def _commit_each(connection: psycopg.AsyncConnection) -> None:
    """Spare the queue two round trips: each of its questions is one statement."""
    await connection.set_autocommit(True)
