"""What is overdue is known without anybody watching a clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.facts import (
    Closed,
    Fact,
    MitigationConfirmed,
    MitigationMadePermanent,
    MitigationReverted,
    MitigationStarted,
    RemindersSet,
    RemindersSnoozed,
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
from bot.domain.reminders import (
    EXPIRED,
    OVERDUE,
    POSTMORTEM,
    Habits,
    Reminder,
    due,
    next_moment,
    next_update_at,
    upcoming,
)
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
        (5, ["nudge.lead.reporter"]),
        (10, ["nudge.lead.reporter", "nudge.lead.channel"]),
        (60, ["nudge.lead.reporter", "nudge.lead.channel", "remind.update.lead"]),
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
    assert kinds(scribe, 35) == ["nudge.lead.reporter"]


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
    assert [each.kind for each in upcoming(now)] == (list(OVERDUE) if promised else [])


def test_operators_may_promise_otherwise() -> None:
    often = Habits({Severity.SEV2: timedelta(minutes=15)}, postmortem=None)

    assert next_update_at(LED, habits=often) == NOW + minutes(15)
    assert due(LED, NOW + minutes(15), habits=often) == [
        Reminder("remind.update.lead", NOW + minutes(15))
    ]
    assert next_update_at(LED, habits=Habits({})) is None
    assert upcoming(after(LED, [Resolved()]), habits=often) == []


def test_an_overdue_update_is_told_to_more_and_more_people() -> None:
    assert upcoming(LED) == [
        Reminder("remind.update.lead", NOW + minutes(60)),
        Reminder("remind.update.comms", NOW + minutes(70)),
        Reminder("remind.update.channel", NOW + minutes(80)),
    ]


@pytest.mark.parametrize(
    ("raised", "promised"),
    [(5, 30), (19, 30), (21, 31), (29, 39), (50, 60)],
)
def test_a_higher_severity_leaves_a_breath_to_write_the_update(
    raised: float, promised: float
) -> None:
    at = NOW + minutes(raised)
    now = after(LED, [SeverityChanged(Severity.SEV1, Severity.SEV2)], at=at)

    assert next_update_at(now) == NOW + minutes(promised)


def test_a_lower_severity_never_makes_the_update_due_at_once() -> None:
    sev1 = after(LED, [SeverityChanged(Severity.SEV1, Severity.SEV2)])
    late = after(sev1, [SeverityChanged(Severity.SEV2, Severity.SEV1)], at=NOW + minutes(90))

    assert next_update_at(late) == NOW + minutes(100)


def test_a_snooze_postpones_reminders_and_not_the_promise() -> None:
    snoozed = after(LED, [RemindersSnoozed(NOW + minutes(75))], at=NOW + minutes(60))

    assert next_update_at(snoozed) == NOW + minutes(60)
    assert kinds(snoozed, 74) == []
    assert kinds(snoozed, 75) == ["remind.update.lead"]
    assert kinds(snoozed, 95) == [*OVERDUE]

    told = after(snoozed, PUBLISHED, at=NOW + minutes(65))
    assert kinds(told, 124) == []
    assert kinds(told, 125) == ["remind.update.lead"]


def test_reminders_can_be_turned_off_on_and_set_for_one_incident() -> None:
    off = after(LED, [RemindersSet(is_on=False)])
    often = after(off, [RemindersSet(is_on=True, minutes=15)])
    usual = after(often, [RemindersSet(is_on=True)])

    assert (next_update_at(off), upcoming(off)) == (None, [])
    assert next_update_at(often) == NOW + minutes(15)
    assert next_update_at(usual) == NOW + minutes(60)


def test_what_is_off_stays_off_when_it_is_reopened() -> None:
    off = after(LED, [RemindersSet(is_on=False), Resolved(), Reopened(Words("back"))])

    assert upcoming(off) == []


def test_the_postmortem_is_due_two_days_after_resolving_until_it_is_closed() -> None:
    resolved = after(LED, [Resolved()], at=NOW + minutes(30))
    at = NOW + minutes(30) + timedelta(hours=48)

    assert upcoming(resolved) == [Reminder(kind, at) for kind in sorted(POSTMORTEM)]
    assert upcoming(after(resolved, [Closed()])) == []
    assert not {*POSTMORTEM} & {e.kind for e in upcoming(after(resolved, [Reopened(Words("x"))]))}


def test_the_postmortem_is_due_on_a_leap_day_as_on_any_other() -> None:
    before = datetime(2028, 2, 27, 12, tzinfo=UTC)
    [lead, channel] = upcoming(after(LED, [Resolved()], at=before))

    assert lead.due == channel.due == datetime(2028, 2, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize("kind", EXPIRED)
@pytest.mark.parametrize(
    ("late", "again"), [(0, 30), (1, 30), (29.9, 30), (30, 60), (31, 60), (600, 630)]
)
def test_what_is_said_again_leaves_out_what_was_missed(
    kind: str, late: float, again: float
) -> None:
    assert next_moment(kind, NOW, NOW + minutes(late)) == NOW + minutes(again)


def test_most_reminders_are_said_once() -> None:
    assert next_moment("remind.update.lead", NOW, NOW) is None


@given(late=st.timedeltas(timedelta(), timedelta(days=4000)))
def test_what_is_said_again_is_always_to_come_and_at_a_moment_of_its_own(late: timedelta) -> None:
    again = next_moment(EXPIRED[0], NOW, NOW + late)

    assert again is not None
    assert timedelta() < again - (NOW + late) <= minutes(30)
    assert (again - NOW) % minutes(30) == timedelta()


def test_the_next_update_counts_from_the_last_one_or_from_reopening() -> None:
    told = after(LED, PUBLISHED, at=NOW + minutes(20))
    assert next_update_at(told) == NOW + minutes(80)

    resolved = after(told, [Resolved()], at=NOW + minutes(30))
    assert next_update_at(resolved) is None
    assert {each.kind for each in upcoming(resolved)} == {*POSTMORTEM}

    again = after(resolved, [Reopened(Words("back"))], at=NOW + minutes(40))
    assert next_update_at(again) == NOW + minutes(100)


UNTIL = NOW + minutes(45)


@pytest.mark.parametrize(
    ("told", "overdue"),
    [
        ([], [*EXPIRED]),
        ([Resolved()], [*EXPIRED]),
        ([MitigationConfirmed(1)], [*EXPIRED]),
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

    assert sorted(each.kind for each in due(now, UNTIL)) == sorted(overdue)
    assert due(now, UNTIL - minutes(1)) == []


def test_somebody_who_confirms_it_after_its_end_has_looked() -> None:
    started = MitigationStarted(1, Words("allow-list"), is_temporary=True, until=UNTIL)
    now = after(LED, [started, Resolved()])

    assert due(after(now, [MitigationConfirmed(1)], at=UNTIL), UNTIL) == []


def test_a_reminder_names_its_mitigation_and_the_first_comes_first() -> None:
    now = after(LED, [MitigationStarted(1, Words("x"), is_temporary=True, until=UNTIL)])

    assert upcoming(now)[:3] == [
        *(Reminder(kind, UNTIL, 1) for kind in sorted(EXPIRED)),
        Reminder("remind.update.lead", NOW + minutes(60)),
    ]
