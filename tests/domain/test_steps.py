"""Steps are done, answered, checked or skipped, and nothing is skipped in silence."""

from collections.abc import Callable

import pytest

from bot.domain.facts import (
    CheckRequested,
    Closed,
    Fact,
    QuestionAnswered,
    Resolved,
    RunbookAttached,
    StepDone,
    StepReturned,
    StepSkipped,
)
from bot.domain.incident import Incident
from bot.domain.runbook import Choice, Phase
from bot.domain.steps import answer, attach, back, collected, finish, request_check, skip
from bot.domain.terms import Outcome, Words
from tests.domain.books import answered, attached, check, manual, question, runbook
from tests.domain.telling import after, incident, why_rejected

CHOICES = (Choice("slow", "It is slow"), Choice("error", "It shows an error"))
BOOK = runbook(
    Phase(
        "verify_scope",
        "Know who is hit",
        (
            manual("replicate"),
            question("symptom", *CHOICES, allows_other=False),
            question("who", *CHOICES, is_multiple=True),
        ),
    ),
    Phase("gather_evidence", "See where it fails", (check("health"),)),
)
OTHER = runbook(*BOOK.phases, id="other")
START = attached(BOOK)


def test_a_runbook_is_attached_in_exactly_this_content() -> None:
    fact = RunbookAttached("login", "Customers cannot sign in", 1, BOOK.digest)

    assert attach(incident(), BOOK) == [fact]
    assert attach(START, BOOK) == []
    assert attach(START, OTHER) != []


def test_a_manual_step_is_done_with_what_was_seen() -> None:
    assert finish(START, BOOK, "replicate", " in a private window ") == [
        StepDone("replicate", Words("in a private window"))
    ]
    done = after(START, [StepDone("replicate", Words("yes"))])

    assert finish(done, BOOK, "replicate") == []
    assert finish(done, BOOK, "replicate", "yes") == []
    assert finish(done, BOOK, "replicate", "and on a phone") == [
        StepDone("replicate", Words("and on a phone"))
    ]


@pytest.mark.parametrize("text", ["slow", "SLOW", "it is  slow"])
def test_a_question_is_answered_by_value_or_label(text: str) -> None:
    assert finish(START, BOOK, "symptom", text) == [QuestionAnswered("symptom", ("slow",))]


def test_a_question_that_allows_it_is_answered_in_own_words() -> None:
    assert finish(START, BOOK, "who", "only on Tuesdays") == [
        QuestionAnswered("who", (), Words("only on Tuesdays"))
    ]
    assert why_rejected(lambda: finish(START, BOOK, "symptom", "odd")) == (
        "“What about symptom?” does not offer “odd”. Type /incident step done and one of: "
        "“It is slow”, “It shows an error”."
    )
    assert why_rejected(lambda: finish(START, BOOK, "who")) == (
        "“What about who?” needs an answer. Type /incident step done and one of: "
        "“It is slow”, “It shows an error”."
    )


def test_a_question_takes_as_many_answers_as_it_allows() -> None:
    assert answer(START, BOOK, "who", ["error", "slow"], "and odd") == [
        QuestionAnswered("who", ("slow", "error"), Words("and odd"))
    ]
    assert answer(START, BOOK, "symptom", ["slow", "slow"]) == [
        QuestionAnswered("symptom", ("slow",))
    ]
    assert why_rejected(lambda: answer(START, BOOK, "symptom", ["slow", "error"])) == (
        "“What about symptom?” takes one answer. Type /incident step done and one of: "
        "“It is slow”, “It shows an error”."
    )
    assert why_rejected(lambda: answer(START, BOOK, "who", ["slow", "green"])) == (
        "“What about who?” does not offer “green”. Type /incident step done and one of: "
        "“It is slow”, “It shows an error”."
    )


def test_the_same_answer_again_is_none_and_another_is_new() -> None:
    told = after(START, [QuestionAnswered("symptom", ("slow",))])

    assert answer(told, BOOK, "symptom", ["slow"]) == []
    assert answer(told, BOOK, "symptom", ["error"]) == [QuestionAnswered("symptom", ("error",))]
    again = after(told, [StepReturned("symptom")])
    assert answer(again, BOOK, "symptom", ["slow"]) == [QuestionAnswered("symptom", ("slow",))]


def test_only_a_question_is_answered() -> None:
    assert why_rejected(lambda: answer(START, BOOK, "replicate", ["slow"])) == (
        "“Do replicate” is no question. Type /incident step done text."
    )


def test_a_check_is_done_by_its_answer_or_by_what_a_person_saw() -> None:
    told = (
        "“health is fine” has not answered. Type /incident check health to ask it, "
        "/incident step done and what you saw yourself, or /incident step skip why."
    )
    unknown = after(START, [answered("health", Outcome.ERROR)])

    assert why_rejected(lambda: finish(START, BOOK, "health")) == told
    assert why_rejected(lambda: finish(unknown, BOOK, "health")) == told
    assert finish(START, BOOK, "health", "503 in my browser") == [
        StepDone("health", Words("503 in my browser"))
    ]


def test_a_check_that_answered_needs_no_word_more() -> None:
    known = after(START, [answered("health", Outcome.FAIL)])

    assert finish(known, BOOK, "health") == []
    assert finish(after(known, [StepReturned("health")]), BOOK, "health") == [StepDone("health")]


def test_a_check_runs_once_at_a_time() -> None:
    assert request_check(START, BOOK, "health") == [CheckRequested("health")]
    running = after(START, [CheckRequested("health")])
    known = after(running, [answered("health", Outcome.FAIL)])

    assert request_check(running, BOOK, "health") == []
    assert request_check(known, BOOK, "health") == [CheckRequested("health")]
    assert request_check(START, BOOK, "health", is_automatic=True) == [
        CheckRequested("health", is_automatic=True)
    ]
    assert request_check(known, BOOK, "health", is_automatic=True) == []
    assert why_rejected(lambda: request_check(START, BOOK, "replicate")) == (
        "“Do replicate” is no check: a person does it. Type /incident step done."
    )


def test_who_says_no_reason_is_told_which_step_is_not_skipped() -> None:
    title = next(each.title for p in BOOK.phases for each in p.steps if each.id == "replicate")

    told = why_rejected(lambda: skip(START, BOOK, "replicate", "  "))

    assert told.startswith(f"“{title}” is not skipped yet: say why")
    assert "/incident step skip" in told
    assert why_rejected(lambda: skip(START, BOOK, "replicate", "\u200b")).startswith(
        "The reason is"
    )


def test_a_step_is_skipped_with_a_reason() -> None:
    assert skip(START, BOOK, "replicate", "no account") == [
        StepSkipped("replicate", Words("no account"))
    ]
    assert skip(after(START, [StepSkipped("replicate", Words("x"))]), BOOK, "replicate", "y") == []
    assert why_rejected(
        lambda: skip(after(START, [StepDone("replicate")]), BOOK, "replicate", "y")
    ) == ("“Do replicate” is done already. Type /incident step back first.")


def test_back_returns_to_the_step_that_was_handled_last() -> None:
    told = after(START, [StepDone("replicate"), answered("health", Outcome.PASS)])

    assert back(told, BOOK) == [StepReturned("health")]
    assert back(after(told, [StepReturned("health")]), BOOK) == [StepReturned("replicate")]
    assert why_rejected(lambda: back(START, BOOK)) == (
        "No step is done yet. Type /incident next to see the first one."
    )


def test_back_stays_within_the_runbook() -> None:
    elsewhere = after(START, [StepDone("replicate"), StepDone("of_an_older_version")])

    assert back(elsewhere, BOOK) == [StepReturned("replicate")]


def test_evidence_gets_the_next_number_also_after_closing() -> None:
    first = collected(START, answered("health", Outcome.PASS, number=0))
    assert first == [answered("health", Outcome.PASS, number=1)]
    closed = after(START, [*first, Resolved(), Closed()])

    assert collected(closed, answered("health", Outcome.FAIL, number=0)) == [
        answered("health", Outcome.FAIL, number=2)
    ]


def test_a_step_that_is_not_there_is_refused_by_naming_those_that_are() -> None:
    assert why_rejected(lambda: finish(START, BOOK, "reboot")) == (
        "Customers cannot sign in has no step “reboot”. "
        "Its steps are replicate, symptom, who, health."
    )


DECISIONS: list[Callable[[Incident], list[Fact]]] = [
    lambda i: finish(i, BOOK, "replicate"),
    lambda i: skip(i, BOOK, "replicate", "no"),
    lambda i: back(i, BOOK),
    lambda i: answer(i, BOOK, "symptom", ["slow"]),
    lambda i: request_check(i, BOOK, "health"),
]
NAMES = ["finish", "skip", "back", "answer", "request_check"]


@pytest.mark.parametrize("decide", DECISIONS, ids=NAMES)
def test_steps_belong_to_the_attached_runbook(decide: Callable[[Incident], list[Fact]]) -> None:
    assert why_rejected(lambda: decide(incident())) == (
        "No runbook is attached yet. Type /incident next to choose one."
    )
    assert why_rejected(lambda: decide(attached(OTHER))) == (
        "This incident follows another version: Customers cannot sign in, version 1. "
        "Type /incident next to see its current step."
    )


@pytest.mark.parametrize("decide", [*DECISIONS, lambda i: attach(i, OTHER)], ids=[*NAMES, "attach"])
@pytest.mark.parametrize(("end", "word"), [([], "resolved"), ([Closed()], "closed")])
def test_steps_end_with_the_response(
    decide: Callable[[Incident], list[Fact]], end: list[Fact], word: str
) -> None:
    over = after(START, [StepDone("replicate"), Resolved(), *end])

    assert (
        why_rejected(lambda: decide(over)) == f"This incident is {word}. Type /incident reopen why."
    )
