import asyncio
import logging
from datetime import UTC, datetime

import pytest
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status

from bot.dispatch.engine import Always, Forgiving, Later, Punctual, reason
from bot.dispatch.queue import queue_of

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
JOB = Job(id=7, queue="slack", lock=None, queueing_lock=None, task_name="run_effect")


def test_a_job_that_says_later_waits_until_then_where_it_says() -> None:
    decision = Always().get_retry_decision(exception=Later(NOON, lock="inc-1/x/2"), job=JOB)

    assert (decision.retry_at, decision.lock) == (NOON, "inc-1/x/2")


@pytest.mark.parametrize("exception", [asyncio.CancelledError(), ZeroDivisionError(), Later()])
def test_whatever_ends_a_job_it_is_kept_and_runs_again(exception: BaseException) -> None:
    decision = Always().get_retry_decision(exception=exception, job=JOB)

    assert (decision.retry_at, decision.lock, decision.queue) == (None, None, None)


@pytest.mark.parametrize(
    ("kind", "queue"),
    [
        ("slack.card.edit", "slack"),
        ("page.publish", "page"),
        ("run.probe", "run"),
        ("ticket.create", "other"),
        ("pageant.open", "other"),
    ],
)
def test_each_family_of_calls_has_its_queue(kind: str, queue: str) -> None:
    assert queue_of(kind) == queue


class Silent:
    """A pool whose connections never come."""

    def connection(self) -> "Silent":
        return self

    async def __aenter__(self) -> None:
        await asyncio.Event().wait()

    async def __aexit__(self, *_: object) -> None:
        raise AssertionError


@pytest.mark.parametrize(
    "ask", ["execute_query_async", "execute_query_one_async", "execute_query_all_async"]
)
async def test_a_question_without_an_answer_is_given_up(ask: str) -> None:
    connector = Punctual(0.01)
    await connector.open_async(Silent())  # type: ignore[arg-type] # as much of a pool as is used

    with pytest.raises(TimeoutError):
        await getattr(connector, ask)("SELECT 1")


async def test_what_cannot_be_written_of_a_job_is_told_in_one_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    connector = Punctual(0.01)
    await connector.open_async(Silent())  # type: ignore[arg-type] # as much of a pool as is used
    jobs = Forgiving(connector)

    with caplog.at_level(logging.WARNING):
        await jobs.finish_job(JOB, Status.SUCCEEDED, delete_job=True)
        await jobs.retry_job(JOB)

    assert caplog.messages == ["dispatch.job_unkept"] * 2


def test_the_reason_is_what_the_database_said_in_one_line() -> None:
    error = ConnectorException()
    error.__cause__ = OSError("server closed\n  the connection")

    assert reason(error) == "server closed the connection"
    assert reason(TimeoutError()) == "TimeoutError"
