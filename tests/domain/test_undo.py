"""Undo takes back the last thing a person did, by the fact that says the opposite."""

import pytest

from bot.domain import facts
from bot.domain.facts import Fact
from bot.domain.incident import Incident
from bot.domain.notes import undo
from bot.domain.terms import (
    Audience,
    ChannelId,
    Outcome,
    Severity,
    Stamp,
    Status,
    UpdateState,
    Verdict,
    Words,
)
from tests.domain.telling import ALEX, JORDAN, NOW, after, incident, minutes, why_rejected

UNDONE = Words("undone")
BEFORE = incident(
    facts.ImpactDescribed(Words("45 %")),
    facts.RoleTaken("lead", JORDAN),
    facts.HypothesisRaised(1, Words("bad deploy")),
    facts.MitigationStarted(1, Words("allow-list"), is_temporary=True),
)
DRAFT = facts.UpdateDrafted(1, Audience.PUBLIC, UpdateState.IDENTIFIED, Words("We know."))
CHANGED = "Somebody changed this again since. Record what is true now instead."


def undone(now: Incident) -> list[Fact]:
    return undo(now, actor=ALEX, now=NOW + minutes(1), within=minutes(1))


@pytest.mark.parametrize(
    ("done", "opposite"),
    [
        (
            facts.SeverityChanged(Severity.SEV1, Severity.SEV2),
            facts.SeverityChanged(Severity.SEV2, Severity.SEV1, UNDONE),
        ),
        (
            facts.StatusChanged(Status.MONITORING, Status.INVESTIGATING),
            facts.StatusChanged(Status.INVESTIGATING, Status.MONITORING, UNDONE),
        ),
        (facts.Retitled(Words("Typo")), facts.Retitled(Words("Sign-in fails"))),
        (facts.ImpactDescribed(Words("all")), facts.ImpactDescribed(Words("45 %"))),
        (facts.RoleTaken("lead", ALEX), facts.RoleTaken("lead", JORDAN)),
        (facts.RoleTaken("scribe", ALEX), facts.RoleReleased("scribe", ALEX)),
        (facts.RoleReleased("lead", JORDAN), facts.RoleTaken("lead", JORDAN)),
        (facts.StepDone("replicate"), facts.StepReturned("replicate")),
        (facts.StepSkipped("replicate", Words("no")), facts.StepReturned("replicate")),
        (facts.QuestionAnswered("symptom", ("slow",)), facts.StepReturned("symptom")),
        (DRAFT, facts.UpdateDiscarded(1)),
        (facts.Noted(Words("wrong")), facts.EntryWithdrawn(6)),
        (facts.StampSet(Stamp.IMPACT, NOW), facts.EntryWithdrawn(6)),
        (facts.HypothesisRaised(2, Words("certificate")), facts.EntryWithdrawn(6)),
        (facts.HypothesisJudged(1, Verdict.REFUTED), facts.EntryWithdrawn(6)),
        (facts.MitigationStarted(2, Words("rollback")), facts.EntryWithdrawn(6)),
        (facts.MitigationConfirmed(1), facts.EntryWithdrawn(6)),
        (facts.MitigationReverted(1), facts.EntryWithdrawn(6)),
        (facts.MitigationMadePermanent(1, Words("x")), facts.EntryWithdrawn(6)),
    ],
    ids=lambda fact: fact.kind,
)
def test_what_was_done_last_is_undone(done: Fact, opposite: Fact) -> None:
    assert undone(after(BEFORE, [done])) == [opposite]


@pytest.mark.parametrize(
    ("done", "changed"),
    [
        (
            facts.SeverityChanged(Severity.SEV1, Severity.SEV2),
            facts.SeverityChanged(Severity.SEV3, Severity.SEV1),
        ),
        (
            facts.StatusChanged(Status.MONITORING, Status.INVESTIGATING),
            facts.StatusChanged(Status.IDENTIFIED, Status.MONITORING),
        ),
        (facts.Retitled(Words("Typo")), facts.Retitled(Words("Sign-in is slow"))),
        (facts.ImpactDescribed(Words("all")), facts.ImpactDescribed(Words("half"))),
        (facts.RoleTaken("lead", ALEX), facts.RoleTaken("lead", JORDAN)),
        (facts.RoleReleased("lead", JORDAN), facts.RoleTaken("lead", JORDAN)),
        (facts.StepDone("replicate"), facts.StepReturned("replicate")),
        (facts.StepDone("replicate"), facts.RunbookAttached("other", "Other", 1, "c" * 64)),
        (DRAFT, facts.UpdateApproved(1)),
    ],
    ids=lambda fact: fact.kind,
)
def test_what_somebody_changed_since_is_left_alone(done: Fact, changed: Fact) -> None:
    now = after(after(BEFORE, [done]), [changed], by=JORDAN)

    assert why_rejected(lambda: undone(now)) == CHANGED


@pytest.mark.parametrize(
    ("done", "told"),
    [
        (facts.Resolved(), "This incident is resolved. Type /incident reopen why."),
        (
            facts.Closed(),
            "This incident is closed. Type /incident reopen why.",
        ),
        (
            facts.Reopened(Words("back")),
            "Your last entry has no opposite. Record what is true now instead.",
        ),
        (
            facts.EntryWithdrawn(4),
            "Your last entry has no opposite. Record what is true now instead.",
        ),
    ],
    ids=["resolved", "closed", "reopened", "withdrawn"],
)
def test_what_has_no_opposite_says_what_to_type(done: Fact, told: str) -> None:
    assert why_rejected(lambda: undone(after(BEFORE, [done]))) == told


def test_an_approved_update_cannot_be_called_back() -> None:
    approved = after(BEFORE, [DRAFT, facts.UpdateApproved(1)])

    assert why_rejected(lambda: undone(approved)) == (
        "It is on its way to its readers. Type /incident update text to correct it."
    )


def test_a_declared_incident_stays() -> None:
    assert why_rejected(lambda: undone(incident())) == (
        "A declared incident stays. If it was none, type /incident resolve and say so."
    )


def test_only_what_is_recent_and_ones_own_is_undone() -> None:
    told = (
        "You recorded nothing in the last 60 seconds. "
        "Record what is true now instead; /incident help lists how."
    )
    by_jordan = after(BEFORE, [facts.Noted(Words("x"))], by=JORDAN, at=NOW + minutes(9))

    def undo_of_alex() -> list[Fact]:
        return undo(by_jordan, actor=ALEX, now=NOW + minutes(9), within=minutes(1))

    assert why_rejected(undo_of_alex) == told
    assert undo(by_jordan, actor=JORDAN, now=NOW + minutes(9), within=minutes(1)) == [
        facts.EntryWithdrawn(6)
    ]


def test_undo_passes_over_what_nobody_asked_for() -> None:
    noted = after(BEFORE, [facts.Noted(Words("wrong"))])
    unasked: list[Fact] = [
        facts.PersonJoined(ALEX),
        facts.EvidenceCollected(1, "health", "http", Outcome.PASS, Words("check")),
        facts.RecordedMessageDeleted(3),
        facts.ChannelOpened(ChannelId("C01INC"), "inc-1"),
    ]

    assert undone(after(noted, unasked)) == [facts.EntryWithdrawn(6)]


def test_undo_again_goes_no_further_than_the_compensating_fact() -> None:
    noted = after(BEFORE, [facts.Noted(Words("one")), facts.Noted(Words("two"))])

    once = after(noted, undone(noted))

    assert why_rejected(lambda: undone(once)).startswith("Your last entry has no opposite.")


def test_after_resolve_only_what_can_be_withdrawn_is_undone() -> None:
    raised = after(BEFORE, [facts.SeverityChanged(Severity.SEV1, Severity.SEV2)])
    resolved = after(raised, [facts.Resolved()], by=JORDAN)

    assert why_rejected(lambda: undone(resolved)) == (
        "This incident is resolved. Type /incident reopen why."
    )
    assert undone(after(resolved, [facts.Noted(Words("x"))])) == [facts.EntryWithdrawn(8)]
