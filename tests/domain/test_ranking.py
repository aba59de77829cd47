"""Explanations are ranked by what was found, as a hint."""

from bot.domain.facts import QuestionAnswered, StepSkipped
from bot.domain.ranking import rank
from bot.domain.runbook import Choice, Consequence, Explanation, Phase
from bot.domain.terms import Outcome, Words
from tests.domain.books import answered, attached, check, question, runbook

BOOK = runbook(
    Phase(
        "verify_scope",
        "Know",
        (
            question(
                "symptom",
                Choice("slow", "Slow"),
                Choice("denied", "Denied", Consequence(suggest=("h_secret",))),
                is_multiple=True,
            ),
            check("deploys", warn=Consequence(suggest=("h_deploy",))),
            check("pool"),
        ),
    ),
    explanations=(
        Explanation("h_db", "The pool is full", (("pool", "fail", 3), ("pool", "pass", -2))),
        Explanation("h_deploy", "A change broke it", (("deploys", "warn", 2), ("pool", "pass", 1))),
        Explanation("h_load", "Too many people", (("symptom", "slow", 2),)),
        Explanation("h_secret", "A secret expired", (("pool", "error", 3), ("dns", "fail", 3))),
    ),
)


def ranked(*facts: object) -> list[tuple[str, int]]:
    candidates = rank(attached(BOOK, *facts), BOOK)  # type: ignore[arg-type] # facts
    return [(each.explanation.id, each.score) for each in candidates]


def test_without_findings_nothing_is_said() -> None:
    assert ranked() == []


def test_the_best_explanation_comes_first_with_what_speaks_for_and_against_it() -> None:
    now = attached(
        BOOK,
        answered("deploys", Outcome.WARN, 1),
        answered("pool", Outcome.PASS, 2),
        QuestionAnswered("symptom", ("slow", "denied")),
    )

    first, second, third = rank(now, BOOK)

    assert (first.explanation.id, first.score) == ("h_deploy", 3)
    assert (first.steps_for, first.evidence_for) == (("deploys", "pool"), (1, 2))
    assert (first.steps_against, first.suggested_by, first.is_tied) == ((), ("deploys",), False)
    assert (second.explanation.id, second.score) == ("h_load", 2)
    assert (second.steps_for, second.evidence_for, second.suggested_by) == (("symptom",), (), ())
    assert (third.explanation.id, third.score) == ("h_secret", 0)
    assert third.suggested_by == ("symptom",)


def test_what_speaks_against_an_explanation_is_shown_too() -> None:
    book = runbook(
        *BOOK.phases,
        explanations=(Explanation("h", "H", (("deploys", "warn", 2), ("pool", "pass", -1))),),
    )
    now = attached(book, answered("deploys", Outcome.WARN, 1), answered("pool", Outcome.PASS, 2))

    [only] = rank(now, book)

    assert (only.score, only.evidence_for, only.evidence_against) == (1, (1,), (2,))
    assert only.steps_against == ("pool",)


def test_ties_keep_the_order_of_the_file_and_say_so() -> None:
    now = attached(BOOK, answered("deploys", Outcome.WARN), QuestionAnswered("symptom", ("slow",)))

    candidates = rank(now, BOOK)

    assert [(each.explanation.id, each.is_tied) for each in candidates] == [
        ("h_deploy", True),
        ("h_load", True),
    ]


def test_only_so_many_are_shown() -> None:
    now = attached(BOOK, answered("deploys", Outcome.WARN), QuestionAnswered("symptom", ("slow",)))

    assert len(rank(now, BOOK, top=1)) == 1


def test_what_was_not_asked_is_no_evidence() -> None:
    assert ranked(answered("pool", Outcome.ERROR)) == []
    assert ranked(StepSkipped("pool", Words("no access"))) == []


def test_a_score_below_one_is_not_shown() -> None:
    assert ranked(answered("pool", Outcome.PASS)) == [("h_deploy", 1)]


def test_the_latest_result_counts() -> None:
    assert ranked(answered("pool", Outcome.FAIL, 1), answered("pool", Outcome.PASS, 2)) == [
        ("h_deploy", 1)
    ]
