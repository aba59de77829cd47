from datetime import timedelta

import pytest

from bot.domain.errors import Refused, Unavailable
from bot.effects.verdicts import (
    Circumstances,
    Failure,
    Happened,
    Later,
    Stuck,
    Verdict,
    after_bug,
    after_call,
    after_look_up,
)
from bot.ports import Done, Dropped, Undecidable
from tests.fakes.clock import NOON

SETTLE = timedelta(seconds=12)


def around(attempts: int = 1, chance: float = 0.5) -> Circumstances:
    return Circumstances(NOON, attempts, chance, SETTLE)


def later(seconds: float, *, is_open: bool, reason: str, counts: bool = True) -> Later:
    return Later(NOON + timedelta(seconds=seconds), is_open, reason, counts)


def asked_to_wait(seconds: float, *, lost: bool = False) -> Unavailable:
    return Unavailable("slow", retry_after=timedelta(seconds=seconds), may_have_happened=lost)


@pytest.mark.parametrize(
    ("failure", "verdict"),
    [
        (Unavailable("no route"), later(1, is_open=False, reason="no route")),
        (asked_to_wait(30), later(30.5, is_open=False, reason="slow", counts=False)),
        (asked_to_wait(0), later(1.5, is_open=False, reason="slow", counts=False)),
        (
            Unavailable("reset", may_have_happened=True),
            later(12, is_open=True, reason="reset"),
        ),
        (
            asked_to_wait(30, lost=True),
            later(30.5, is_open=True, reason="slow", counts=False),
        ),
        (asked_to_wait(3, lost=True), later(12.5, is_open=True, reason="slow", counts=False)),
        (TimeoutError(), later(12, is_open=True, reason="No answer in time.")),
        (Refused("channel_not_found"), Stuck("failed", "channel_not_found")),
        (Dropped("stale"), Stuck("failed", "dropped: stale", is_told=False)),
        (Undecidable("who knows"), Stuck("unknown", "who knows")),
    ],
)
def test_each_failure_of_a_call_has_its_verdict(failure: Failure, verdict: Verdict) -> None:
    assert after_call(failure, around()) == verdict


@pytest.mark.parametrize(
    ("failure", "verdict"),
    [
        (Unavailable("no route"), later(1, is_open=True, reason="no route")),
        (asked_to_wait(30), later(30.5, is_open=True, reason="slow", counts=False)),
        (TimeoutError(), later(1, is_open=True, reason="no answer in time")),
        (Refused("missing_scope"), Stuck("unknown", "missing_scope")),
        (Undecidable("two of them"), Stuck("unknown", "two of them")),
        (Dropped("a hint"), Stuck("failed", "dropped: a hint", is_told=False)),
    ],
)
def test_each_failure_of_a_look_up_has_its_verdict(failure: Failure, verdict: Verdict) -> None:
    assert after_look_up(failure, around()) == verdict


@pytest.mark.parametrize(
    ("verdict", "stuck"),
    [
        (None, Stuck("unknown", "error E7")),
        (Happened(Done("C1 1.1")), Stuck("failed", "error E7", reference="C1 1.1")),
        (later(12, is_open=True, reason="reset"), Stuck("unknown", "error E7")),
        (later(1, is_open=False, reason="no route"), Stuck("failed", "error E7")),
        (Stuck("failed", "is_archived"), Stuck("failed", "error E7")),
        (Stuck("unknown", "who knows"), Stuck("unknown", "error E7")),
    ],
)
def test_a_bug_does_not_change_what_is_known_of_the_call(
    verdict: Verdict | None, stuck: Stuck
) -> None:
    assert after_bug("error E7", verdict) == stuck


def test_waiting_doubles_up_to_a_minute() -> None:
    waits = [after_call(Unavailable("no"), around(attempts)) for attempts in range(1, 10)]

    seconds = [(wait.at - NOON).total_seconds() for wait in waits if isinstance(wait, Later)]
    assert seconds == [1, 2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 0.8), (0.5, 1.0), (1.0, 1.2)])
def test_waiting_differs_by_a_fifth_so_that_not_all_come_back_at_once(
    chance: float, seconds: float
) -> None:
    assert after_call(Unavailable("no"), around(chance=chance)) == later(
        seconds, is_open=False, reason="no"
    )


def test_a_provider_that_keeps_losing_answers_is_asked_less_often() -> None:
    verdict = after_call(Unavailable("502", may_have_happened=True), around(attempts=7))

    assert verdict == later(60, is_open=True, reason="502")
