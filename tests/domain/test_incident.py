"""The timeline alone says what is true of an incident."""

from collections import Counter
from typing import get_args

import pytest

from bot.domain import facts, groups
from bot.domain.entries import Entry, said
from bot.domain.incident import Incident
from bot.domain.terms import (
    ChannelId,
    Severity,
    Stamp,
    Status,
    Words,
)
from tests.domain.samples import EXAMPLES
from tests.domain.telling import ALEX, DECLARED, JORDAN, NOW, after, incident, minutes

CHANNEL = ChannelId("C01INC")
MESSAGE = facts.MessageRecorded(CHANNEL, "1.1", JORDAN, Words("it began at 03:12"))


def test_a_declared_incident_is_open_and_knows_what_was_said() -> None:
    declared = facts.Declared(
        Words("Sign-in fails"), impact=Words("all"), service="auth", started_at=NOW, is_drill=True
    )

    now = incident(declared=declared)

    assert (now.position, now.title, now.impact, now.service) == (1, "Sign-in fails", "all", "auth")
    assert (now.severity, now.status) == (Severity.UNKNOWN, Status.INVESTIGATING)
    assert (now.declared_at, now.declared_by, now.started_at) == (NOW, ALEX, NOW)
    assert now.is_open
    assert now.is_drill
    assert now.lead is None
    assert now.origin == declared


@pytest.mark.parametrize("known", [1, 2, 3])
def test_what_is_known_and_what_came_after_tell_the_same_as_the_whole_timeline(known: int) -> None:
    whole = incident(facts.ChannelOpened(CHANNEL, "inc-42"), facts.Noted(Words("503s")))

    assert Incident.replay(whole.entries[:known]).after(whole.entries[known:]) == whole


def test_declared_at_is_when_muster_heard_of_it() -> None:
    heard = NOW - minutes(1)

    entries = said(
        [DECLARED], actor=ALEX, now=NOW, after=0, observed=heard, occurred=NOW - minutes(9)
    )

    assert Incident.replay(entries).declared_at == heard


def test_changes_replace_what_was_true() -> None:
    now = incident(
        facts.ChannelOpened(CHANNEL, "inc-42-sign-in-fails"),
        facts.SeverityChanged(Severity.SEV1, Severity.SEV2),
        facts.Retitled(Words("Sign-in fails since 1.5.2")),
        facts.ImpactDescribed(Words("45 % of requests")),
        facts.StatusChanged(Status.IDENTIFIED, Status.INVESTIGATING),
    )

    assert (now.channel, now.channel_name) == (CHANNEL, "inc-42-sign-in-fails")
    assert (now.severity, now.status) == (Severity.SEV1, Status.IDENTIFIED)
    assert (now.title, now.impact) == ("Sign-in fails since 1.5.2", "45 % of requests")
    assert now.position == 6


def test_roles_and_people_come_and_go() -> None:
    now = incident(
        facts.RoleTaken("lead", ALEX),
        facts.RoleTaken("lead", JORDAN),
        facts.RoleTaken("scribe", ALEX),
        facts.RoleReleased("scribe", ALEX),
        facts.PersonJoined(ALEX),
        facts.PersonJoined(JORDAN),
        facts.PersonJoined(ALEX),
        facts.PersonLeft(JORDAN),
    )

    assert now.roles == {"lead": JORDAN}
    assert now.lead == JORDAN
    assert now.people == (ALEX,)


def test_notes_and_messages_count_until_withdrawn() -> None:
    now = incident(facts.Noted(Words("first")), MESSAGE, facts.Noted(Words("second")))
    assert [note.text for note in now.notes] == ["first", "second"]
    assert [(each.position, each.author, each.text) for each in now.messages] == [
        (3, JORDAN, "it began at 03:12")
    ]

    then = after(now, [facts.EntryWithdrawn(2), facts.EntryWithdrawn(3)])

    assert [note.text for note in then.notes] == ["second"]
    assert not then.messages
    assert then.withdrawn == {2, 3}


def test_what_an_author_does_later_leaves_the_first_wording() -> None:
    other = facts.MessageRecorded(CHANNEL, "2.2", JORDAN, Words("another"))

    now = incident(
        MESSAGE,
        other,
        facts.RecordedMessageEdited(2, Words("it began at 03:11")),
        facts.RecordedMessageDeleted(2),
    )

    first, second = now.messages
    assert (first.text, first.latest) == ("it began at 03:12", "it began at 03:11")
    assert first.is_deleted
    assert (second.latest, second.is_deleted) == ("another", False)


def test_the_latest_word_on_a_moment_counts_and_can_be_withdrawn() -> None:
    now = incident(
        facts.StampSet(Stamp.IMPACT, NOW - minutes(3)),
        facts.StampSet(Stamp.IMPACT, NOW - minutes(5)),
    )
    assert now.stamps == {Stamp.IMPACT: NOW - minutes(5)}
    assert now.started_at == NOW - minutes(5)

    assert after(now, [facts.EntryWithdrawn(3)]).started_at == NOW - minutes(3)


def test_an_incident_ends_and_can_be_reopened() -> None:
    resolved = incident(facts.Resolved(Words("rolled back")))
    assert (resolved.status, resolved.is_open, resolved.resolved_at) == (
        Status.RESOLVED,
        False,
        NOW,
    )
    assert resolved.summary == "rolled back"

    closed = after(resolved, [facts.Closed()], at=NOW + minutes(9))
    assert (closed.status, closed.is_open, closed.closed_at) == (
        Status.CLOSED,
        False,
        NOW + minutes(9),
    )

    again = after(closed, [facts.Reopened(Words("errors are back"))], at=NOW + minutes(20))
    assert (again.status, again.is_open) == (Status.INVESTIGATING, True)
    assert (again.resolved_at, again.closed_at, again.reopened_at) == (
        None,
        None,
        NOW + minutes(20),
    )


@pytest.mark.parametrize(
    "entries", [[], said([facts.Noted(Words("x"))], actor=ALEX, now=NOW, after=0)]
)
def test_a_timeline_begins_with_its_declaration(entries: list[Entry]) -> None:
    with pytest.raises(ValueError, match="begins with Declared"):
        Incident.replay(entries)


def test_a_timeline_declares_once() -> None:
    with pytest.raises(ValueError, match="declares its incident once"):
        incident(DECLARED)


@pytest.mark.parametrize("example", EXAMPLES[1:], ids=lambda example: example.kind)
def test_any_fact_can_stand_on_a_timeline(example: facts.Fact) -> None:
    now = incident(example)

    assert now.position == 2
    assert now.entries[1].fact == example


def test_every_kind_of_fact_is_in_one_group() -> None:
    single = [
        groups.SituationFact,
        groups.RoomFact,
        groups.EndFact,
        groups.PeopleFact,
        groups.RecordFact,
        groups.StepFact,
        groups.WorkFact,
        groups.ReminderFact,
        groups.EffectFact,
    ]

    assert Counter(fact for group in single for fact in get_args(group)) == Counter(
        get_args(facts.Fact)
    )


def test_entries_know_when_it_happened_was_heard_and_was_written() -> None:
    occurred, observed = NOW - minutes(9), NOW - minutes(1)

    heard, backdated = (
        said([DECLARED], actor=ALEX, now=NOW, after=4, observed=observed)[0],
        said([DECLARED], actor=ALEX, now=NOW, after=4, occurred=occurred)[0],
    )

    assert (heard.occurred, heard.observed, heard.recorded) == (observed, observed, NOW)
    assert (backdated.occurred, backdated.observed, backdated.recorded) == (occurred, NOW, NOW)
    assert heard.position == 5
