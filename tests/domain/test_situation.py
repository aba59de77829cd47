"""What is said about an incident as a whole follows its life."""

from collections.abc import Callable

import pytest

from bot.domain import situation
from bot.domain.facts import (
    ChannelArchived,
    ChannelOpened,
    Closed,
    EntryWithdrawn,
    Fact,
    ImpactDescribed,
    MitigationStarted,
    Reopened,
    Resolved,
    Retitled,
    SeverityChanged,
    StampSet,
    StatusChanged,
)
from bot.domain.incident import Incident
from bot.domain.terms import ChannelId, Severity, Stamp, Status, Words
from tests.domain.telling import NOW, after, incident, minutes, why_rejected

OPEN = incident()
RESOLVED = incident(Resolved())
CLOSED = incident(Resolved(), Closed())


def test_a_new_severity_is_recorded_with_the_old_one_and_the_reason() -> None:
    assert situation.change_severity(OPEN, Severity.SEV1, " all are hit ") == [
        SeverityChanged(Severity.SEV1, Severity.SEV2, Words("all are hit"))
    ]


def test_a_new_title_impact_and_status_are_recorded() -> None:
    assert situation.retitle(OPEN, "Sign-in is slow") == [Retitled(Words("Sign-in is slow"))]
    assert situation.describe_impact(OPEN, "45 %") == [ImpactDescribed(Words("45 %"))]
    assert situation.change_status(OPEN, Status.MONITORING, "rolled back") == [
        StatusChanged(Status.MONITORING, Status.INVESTIGATING, Words("rolled back"))
    ]


def test_what_is_so_already_records_nothing() -> None:
    told = after(OPEN, [ImpactDescribed(Words("45 %"))])

    assert situation.change_severity(told, Severity.SEV2) == []
    assert situation.retitle(told, " Sign-in fails ") == []
    assert situation.describe_impact(told, "45 %") == []
    assert situation.change_status(told, Status.INVESTIGATING) == []


@pytest.mark.parametrize(("over", "word"), [(RESOLVED, "resolved"), (CLOSED, "closed")])
@pytest.mark.parametrize(
    "decide",
    [
        lambda i: situation.change_severity(i, Severity.SEV1),
        lambda i: situation.retitle(i, "better"),
        lambda i: situation.describe_impact(i, "all"),
        lambda i: situation.change_status(i, Status.MONITORING),
    ],
    ids=["severity", "title", "impact", "status"],
)
def test_an_incident_that_is_over_stays_as_it_was(
    over: Incident, word: str, decide: Callable[[Incident], list[Fact]]
) -> None:
    why = why_rejected(lambda: decide(over))

    assert why == f"This incident is {word}. Type /incident reopen why."


@pytest.mark.parametrize(
    ("to", "verb"), [(Status.RESOLVED, "/incident resolve"), (Status.CLOSED, "/incident close")]
)
def test_the_ends_have_their_own_verbs(to: Status, verb: str) -> None:
    why = why_rejected(lambda: situation.change_status(OPEN, to))

    assert why == f"An incident becomes {to.value} in its own way. Type {verb}."


def test_resolving_needs_nothing_and_is_never_blocked() -> None:
    pending = incident(MitigationStarted(1, Words("allow-list"), is_temporary=True))

    assert situation.resolve(pending) == [Resolved()]
    assert situation.resolve(OPEN, "rolled back") == [Resolved(Words("rolled back"))]


def test_resolving_again_changes_nothing() -> None:
    assert situation.resolve(RESOLVED) == []


def test_a_second_summary_becomes_a_note() -> None:
    why = why_rejected(lambda: situation.resolve(RESOLVED, "it was the cache"))

    assert why == "This incident is resolved already. Type /incident note text to add to it."


def test_a_closed_incident_is_not_resolved() -> None:
    why = why_rejected(lambda: situation.resolve(CLOSED))

    assert why == "This incident is closed. Type /incident reopen why."


def test_closing_follows_resolving() -> None:
    assert situation.close(RESOLVED, "done") == [Closed(Words("done"))]
    assert situation.close(CLOSED) == []
    assert why_rejected(lambda: situation.close(OPEN)) == (
        "This incident is not resolved yet. Type /incident resolve, then close it."
    )


def test_closing_waits_for_every_temporary_mitigation() -> None:
    two_on = incident(
        MitigationStarted(1, Words("allow-list"), is_temporary=True),
        MitigationStarted(2, Words("rollback")),
        MitigationStarted(3, Words("extra pods"), is_temporary=True),
        Resolved(),
    )

    assert why_rejected(lambda: situation.close(two_on)) == (
        "M1 (allow-list) is temporary and still on. Once it is undone, type "
        "/incident mitigate 1 reverted; if it stays for good, "
        "/incident mitigate 1 permanent and why.\n"
        "M3 (extra pods) is temporary and still on. Once it is undone, type "
        "/incident mitigate 3 reverted; if it stays for good, "
        "/incident mitigate 3 permanent and why."
    )

    withdrawn = after(two_on, [EntryWithdrawn(2), EntryWithdrawn(4)])
    assert situation.close(withdrawn) == [Closed()]


def test_what_is_over_can_be_reopened_with_a_reason() -> None:
    assert situation.reopen(RESOLVED, "it is back") == [Reopened(Words("it is back"))]
    assert situation.reopen(CLOSED, "it is back") == [Reopened(Words("it is back"))]
    assert why_rejected(lambda: situation.reopen(RESOLVED, " ")).startswith("The reason is empty")
    assert why_rejected(lambda: situation.reopen(OPEN, "why")) == (
        "This incident is open already. Type /incident to see where it stands."
    )


def test_a_moment_is_set_and_corrected_also_after_resolve() -> None:
    at = NOW - minutes(3)

    assert situation.set_stamp(OPEN, Stamp.IMPACT, at, now=NOW, why="graph") == [
        StampSet(Stamp.IMPACT, at, Words("graph"))
    ]
    assert situation.set_stamp(RESOLVED, Stamp.IMPACT, at, now=NOW) == [StampSet(Stamp.IMPACT, at)]
    assert situation.set_stamp(OPEN, Stamp.NORMAL, NOW, now=NOW) == [StampSet(Stamp.NORMAL, NOW)]
    known = after(OPEN, [StampSet(Stamp.IMPACT, at)])
    assert situation.set_stamp(known, Stamp.IMPACT, at, now=NOW) == []


def test_a_moment_lies_in_the_past() -> None:
    later = NOW + minutes(1)

    assert why_rejected(lambda: situation.set_stamp(OPEN, Stamp.NORMAL, later, now=NOW)) == (
        "2024-01-15 03:16 UTC is in the future; it is 03:15 UTC. "
        "Type /incident when normal and a time that has been."
    )
    assert why_rejected(lambda: situation.set_stamp(CLOSED, Stamp.NORMAL, NOW, now=NOW)) == (
        "This incident is closed. Type /incident reopen why."
    )


OPENED = ChannelOpened(ChannelId("C01INC"), "inc-42-sign-in")
ARCHIVED = incident(OPENED, ChannelArchived())


def test_in_an_archived_channel_nothing_changes_that_nobody_would_see() -> None:
    for decide in (
        lambda: situation.change_severity(ARCHIVED, Severity.SEV1),
        lambda: situation.set_stamp(ARCHIVED, Stamp.MITIGATED, NOW, now=NOW),
    ):
        why = why_rejected(decide)
        assert "#inc-42-sign-in is archived" in why
        assert "Unarchive it in Slack" in why


def test_an_archived_channel_stops_neither_the_end_nor_what_is_written_afterwards() -> None:
    assert situation.resolve(ARCHIVED) == [Resolved()]
    resolved = after(ARCHIVED, [Resolved()])
    assert situation.close(resolved) == [Closed()]
    assert situation.set_stamp(resolved, Stamp.MITIGATED, NOW, now=NOW) != []


def test_what_is_reopened_needs_a_channel() -> None:
    resolved = after(ARCHIVED, [Resolved()])

    assert "is archived" in why_rejected(lambda: situation.reopen(resolved, "errors are back"))
