"""Explanations are offered once and judged on evidence."""

from collections.abc import Callable

import pytest

from bot.domain.facts import (
    Closed,
    EntryWithdrawn,
    EvidenceCollected,
    Fact,
    HypothesisJudged,
    HypothesisRaised,
    Resolved,
)
from bot.domain.hypotheses import judge, raise_hypothesis
from bot.domain.terms import Outcome, Verdict, Words
from tests.domain.telling import after, incident, why_rejected

OPEN = incident()
RAISED = incident(
    HypothesisRaised(1, Words("Bad deploy")),
    HypothesisRaised(2, Words("Expired certificate")),
    EvidenceCollected(1, "health", "http", Outcome.FAIL, Words("Sign-in answers")),
    EvidenceCollected(2, "tls", "tls", Outcome.PASS, Words("Certificate is valid")),
)


def test_each_explanation_gets_the_next_number() -> None:
    assert raise_hypothesis(OPEN, "Bad deploy") == [HypothesisRaised(1, Words("Bad deploy"))]
    assert raise_hypothesis(RAISED, "Full disk", "disk_check") == [
        HypothesisRaised(3, Words("Full disk"), "disk_check")
    ]
    assert raise_hypothesis(after(RAISED, [EntryWithdrawn(3)]), "Full disk") == [
        HypothesisRaised(3, Words("Full disk"))
    ]


@pytest.mark.parametrize(
    ("judged", "standing"),
    [
        ([], "and it is open"),
        ([HypothesisJudged(2, Verdict.REFUTED, (1, 2))], "refuted by E1 E2 at 03:15 UTC"),
        ([HypothesisJudged(2, Verdict.REFUTED, (), Words("no"))], "refuted at 03:15 UTC"),
    ],
)
def test_the_same_words_again_point_at_the_first(judged: list[Fact], standing: str) -> None:
    now = after(RAISED, judged)

    assert why_rejected(lambda: raise_hypothesis(now, " expired  CERTIFICATE")) == (
        f"H2 says this already, {standing}. "
        "Type /incident hypo 2 supported, refuted or inconclusive, and why."
    )


def test_withdrawn_words_can_be_said_again() -> None:
    gone = after(RAISED, [EntryWithdrawn(3)])

    assert raise_hypothesis(gone, "Expired certificate") == [
        HypothesisRaised(3, Words("Expired certificate"))
    ]


def test_a_verdict_needs_evidence_or_a_reason() -> None:
    assert judge(RAISED, 2, Verdict.REFUTED, [2, 2]) == [HypothesisJudged(2, Verdict.REFUTED, (2,))]
    assert judge(RAISED, 1, Verdict.SUPPORTED, (), "seen in the log") == [
        HypothesisJudged(1, Verdict.SUPPORTED, (), Words("seen in the log"))
    ]
    assert why_rejected(lambda: judge(RAISED, 2, Verdict.REFUTED)) == (
        "A verdict needs evidence or a reason. Type /incident hypo 2 refuted E1, "
        "or /incident hypo 2 refuted why."
    )


def test_the_same_verdict_again_is_none_and_another_is_new() -> None:
    judged = after(RAISED, judge(RAISED, 2, Verdict.REFUTED, [2], "valid"))

    assert judge(judged, 2, Verdict.REFUTED, [2], "valid") == []
    assert judge(judged, 2, Verdict.REFUTED, [1, 2], "valid") != []
    assert judge(judged, 2, Verdict.SUPPORTED, [1]) == [
        HypothesisJudged(2, Verdict.SUPPORTED, (1,))
    ]


def test_numbers_that_are_not_there_are_named() -> None:
    assert why_rejected(lambda: judge(RAISED, 3, Verdict.REFUTED)) == (
        "There is no hypothesis H3. There are H1, H2. Type /incident hypo text to raise one."
    )
    assert why_rejected(lambda: judge(OPEN, 1, Verdict.REFUTED)) == (
        "There is no hypothesis H1. There is none yet. Type /incident hypo text to raise one."
    )
    assert why_rejected(lambda: judge(RAISED, 1, Verdict.REFUTED, [1, 17])) == (
        "There is no evidence E17. There are E1, E2. "
        "Leave it out and give a reason, or run a check first: /incident check."
    )


def test_a_withdrawn_hypothesis_is_not_judged() -> None:
    gone = after(RAISED, [EntryWithdrawn(2)])

    assert why_rejected(lambda: judge(gone, 1, Verdict.REFUTED, [1])).startswith(
        "There is no hypothesis H1. There are H2."
    )


def test_causes_are_still_found_after_resolve() -> None:
    resolved = after(RAISED, [Resolved()])

    assert raise_hypothesis(resolved, "Full disk") != []
    assert judge(resolved, 1, Verdict.SUPPORTED, [1]) != []


@pytest.mark.parametrize(
    "decide",
    [
        lambda: raise_hypothesis(after(RAISED, [Resolved(), Closed()]), "Full disk"),
        lambda: judge(after(RAISED, [Resolved(), Closed()]), 1, Verdict.SUPPORTED, [1]),
    ],
    ids=["raise", "judge"],
)
def test_a_closed_record_stays_as_it_is(decide: Callable[[], list[Fact]]) -> None:
    assert why_rejected(decide) == "This incident is closed. Type /incident reopen why."
