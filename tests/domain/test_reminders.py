"""What is overdue is known without anybody watching a clock."""

from datetime import timedelta

import pytest

from bot.domain.facts import (
    Closed,
    Fact,
    MitigationMadePermanent,
    MitigationReverted,
    MitigationStarted,
    Reopened,
    Resolved,
    RoleReleased,
    RoleTaken,
    SeverityChanged,
    UpdateApproved,
    UpdateDrafted,
    UpdatePublished,
)
from bot.domain.incident import Incident
from bot.domain.reminders import Reminder, due, next_update_at, upcoming
from bot.domain.terms import Audience, Severity, UpdateState, Words
from tests.domain.telling import ALEX, NOW, after, incident, minutes

LED = incident(RoleTaken("lead", ALEX))
PUBLISHED: list[Fact] = [
    UpdateDrafted(1, Audience.INTERNAL, UpdateState.IDENTIFIED, Words("We know.")),
    UpdateApproved(1),
    UpdatePublished(1, "channel"),
]


def kinds(now: Incident, after_minutes: float) -> list[str]:
    return [each.kind for each in due(now, NOW + minutes(after_minutes))]


@pytest.mark.parametrize(
    ("waited", "overdue"),
    [
        (4.9, []),
        (5, ["no_lead_reporter"]),
        (10, ["no_lead_reporter", "no_lead_channel"]),
        (60, ["no_lead_reporter", "no_lead_channel", "update"]),
    ],
)
def test_an_incident_without_a_lead_asks_the_reporter_then_the_channel(
    waited: float, overdue: list[str]
) -> None:
    assert kinds(incident(), waited) == overdue


def test_with_a_lead_nobody_is_asked() -> None:
    assert kinds(LED, 59) == []


def test_a_lead_who_leaves_is_missed_from_then_on() -> None:
    left = after(LED, [RoleReleased("lead", ALEX)], at=NOW + minutes(30))
    scribe = after(left, [RoleReleased("scribe", ALEX)], at=NOW + minutes(40))

    assert kinds(scribe, 34) == []
    assert kinds(scribe, 35) == ["no_lead_reporter"]


@pytest.mark.parametrize(
    ("severity", "promised"),
    [
        (Severity.SEV1, 30),
        (Severity.SEV2, 60),
        (Severity.SEV3, 120),
        (Severity.UNKNOWN, 120),
        (Severity.SEV4, None),
    ],
)
def test_updates_are_promised_by_severity(severity: Severity, promised: int | None) -> None:
    now = after(LED, [SeverityChanged(severity, Severity.SEV2)])

    assert next_update_at(now) == (None if promised is None else NOW + minutes(promised))
    assert [each.kind for each in upcoming(now)] == (["update"] if promised else [])


def test_operators_may_promise_otherwise() -> None:
    often = {Severity.SEV2: timedelta(minutes=15)}

    assert next_update_at(LED, cadence=often) == NOW + minutes(15)
    assert due(LED, NOW + minutes(15), cadence=often) == [Reminder("update", NOW + minutes(15))]
    assert next_update_at(LED, cadence={}) is None


def test_the_next_update_counts_from_the_last_one_or_from_reopening() -> None:
    told = after(LED, PUBLISHED, at=NOW + minutes(20))
    assert next_update_at(told) == NOW + minutes(80)

    resolved = after(told, [Resolved()], at=NOW + minutes(30))
    assert next_update_at(resolved) is None
    assert upcoming(resolved) == []

    again = after(resolved, [Reopened(Words("back"))], at=NOW + minutes(40))
    assert next_update_at(again) == NOW + minutes(100)


UNTIL = NOW + minutes(45)


@pytest.mark.parametrize(
    ("told", "overdue"),
    [
        ([], ["mitigation"]),
        ([Resolved()], ["mitigation"]),
        ([MitigationReverted(1)], []),
        ([MitigationMadePermanent(1, Words("stays"))], []),
        ([MitigationReverted(1), Resolved(), Closed()], []),
    ],
)
def test_a_temporary_mitigation_past_its_end_is_overdue_until_it_is_off(
    told: list[Fact], overdue: list[str]
) -> None:
    started = MitigationStarted(1, Words("allow-list"), is_temporary=True, until=UNTIL)
    endless = MitigationStarted(2, Words("extra pods"), is_temporary=True)

    now = after(LED, [started, endless, *told])

    assert [each.kind for each in due(now, UNTIL)] == overdue
    assert due(now, UNTIL - minutes(1)) == []


def test_a_reminder_names_its_mitigation_and_the_first_comes_first() -> None:
    now = after(LED, [MitigationStarted(1, Words("x"), is_temporary=True, until=UNTIL)])

    assert upcoming(now) == [
        Reminder("mitigation", UNTIL, 1),
        Reminder("update", NOW + minutes(60)),
    ]
