"""The walk through a runbook: the next step, and why others wait."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.facts import (
    CheckRequested,
    Fact,
    QuestionAnswered,
    RunbookAttached,
    StepDone,
    StepReturned,
    StepSkipped,
)
from bot.domain.guide import automatic, walk, where
from bot.domain.runbook import Choice, Consequence, Expectation, Phase
from bot.domain.terms import Outcome, Words
from tests.domain.books import answered, attached, check, manual, question, runbook
from tests.domain.telling import after, incident

FAILED = Expectation("outcomes.health", "eq", "fail")
BOOK = runbook(
    Phase(
        "verify_scope",
        "Know who is hit",
        (
            manual("replicate"),
            question(
                "symptom",
                Choice("slow", "Slow"),
                Choice("logged_out", "Logged out", Consequence(goto="sessions")),
                Choice("cookie", "Cookie lost", Consequence(goto="browser")),
            ),
            manual("browser"),
        ),
    ),
    Phase(
        "gather_evidence",
        "See where it fails",
        (check("health"), check("pool", FAILED), check("slow_check", is_automatic=False)),
    ),
    Phase(
        "mitigate",
        "Let people in",
        (
            manual("sessions"),
            manual("restart", Expectation("outcomes.pool", "eq", "fail")),
            manual("rollback"),
        ),
    ),
)
ALL = ["replicate", "symptom", "browser", "health", "pool", "slow_check", "sessions", "rollback"]
REPLICATED: list[Fact] = [StepDone("replicate")]


def at(*facts: Fact) -> str:
    step = where(attached(BOOK, *facts), BOOK).step
    return step.id if step else "the end"


def test_the_walk_begins_at_the_first_step() -> None:
    place = where(attached(BOOK), BOOK)

    assert place.step is BOOK.phases[0].steps[0]
    assert place.phase is BOOK.phases[0]
    assert (place.done, place.total, place.remaining, place.held) == (0, 3, 9, "")
    assert not place.is_detour


def test_done_skipped_answered_and_checked_steps_are_behind() -> None:
    assert at(StepDone("replicate")) == "symptom"
    assert at(StepSkipped("replicate", Words("no account"))) == "symptom"
    assert at(*REPLICATED, QuestionAnswered("symptom", ("slow",))) == "browser"
    first_phase = (*REPLICATED, QuestionAnswered("symptom", ("slow",)), StepDone("browser"))
    assert at(*first_phase) == "health"
    assert at(*first_phase, answered("health", Outcome.PASS)) == "slow_check"
    assert at(*first_phase, answered("health", Outcome.ERROR)) == "health"


def test_back_makes_a_step_current_again() -> None:
    assert at(*REPLICATED, StepReturned("replicate")) == "replicate"


def test_a_place_counts_what_applies_in_its_phase() -> None:
    told: list[Fact] = [
        StepDone("replicate"),
        QuestionAnswered("symptom", ("slow",)),
        StepDone("browser"),
    ]

    place = where(attached(BOOK, *told, answered("health", Outcome.PASS)), BOOK)

    assert place.phase is BOOK.phases[1]
    assert (place.done, place.total, place.remaining) == (1, 2, 3)


@pytest.mark.parametrize(
    ("outcome", "pool", "restart"),
    [
        (None, ("held", "health is not known"), ("held", "pool is not known")),
        (Outcome.ERROR, ("held", "health is not known"), ("held", "pool is not known")),
        (
            Outcome.PASS,
            ("not_needed", "outcomes.health is “pass”, wanted exactly “fail”"),
            ("not_needed", "outcomes.pool is “skipped”, wanted exactly “fail”"),
        ),
        (Outcome.FAIL, ("open", ""), ("held", "pool is not known")),
    ],
)
def test_a_step_waits_for_what_is_not_known_and_falls_away_when_it_does_not_apply(
    outcome: Outcome | None, pool: tuple[str, str], restart: tuple[str, str]
) -> None:
    told = [answered("health", outcome)] if outcome else []

    views = {view.step.id: view for view in walk(attached(BOOK, *told), BOOK)}

    assert (views["pool"].state, views["pool"].reason) == pool
    assert (views["restart"].state, views["restart"].reason) == restart


def test_a_held_step_is_shown_with_what_is_not_known_and_can_be_done_or_skipped() -> None:
    before: list[Fact] = [
        StepDone("replicate"),
        QuestionAnswered("symptom", ("slow",)),
        StepDone("browser"),
        StepDone("health", Words("503 in my browser")),
    ]
    place = where(attached(BOOK, *before), BOOK)

    assert place.step is not None
    assert (place.step.id, place.held) == ("pool", "health is not known")
    assert at(*before, StepSkipped("pool", Words("no access"))) == "slow_check"
    assert at(*before, StepDone("pool", Words("80 of 80 in use"))) == "slow_check"


def test_an_answer_may_say_to_do_another_step_first() -> None:
    told = (*REPLICATED, QuestionAnswered("symptom", ("logged_out",)))

    place = where(attached(BOOK, *told), BOOK)

    assert place.step is not None
    assert place.phase is BOOK.phases[2]
    assert (place.step.id, place.is_detour) == ("sessions", True)
    assert at(*told, StepDone("sessions")) == "browser"
    assert at(*told, StepSkipped("sessions", Words("no"))) == "browser"
    assert at(*told, StepReturned("symptom")) == "symptom"


def test_a_step_that_is_next_anyway_is_no_detour() -> None:
    place = where(attached(BOOK, *REPLICATED, QuestionAnswered("symptom", ("cookie",))), BOOK)

    assert place.step is not None
    assert (place.step.id, place.is_detour) == ("browser", False)


def test_the_latest_of_several_detours_comes_first() -> None:
    book = runbook(
        Phase(
            "verify_scope",
            "Know",
            (
                question("one", Choice("x", "X", Consequence(goto="early"))),
                question("two", Choice("y", "Y", Consequence(goto="late"))),
                manual("between"),
                manual("early"),
                manual("late"),
            ),
        )
    )
    one, two = QuestionAnswered("one", ("x",)), QuestionAnswered("two", ("y",))

    def first(*told: Fact) -> str:
        step = where(attached(book, *told), book).step
        return step.id if step else "the end"

    assert first(one, two) == "late"
    assert first(two, one) == "early"
    assert first(one, two, StepDone("late")) == "early"
    assert first(one, two, StepDone("late"), StepDone("early")) == "between"


def test_the_walk_ends_when_nothing_lies_ahead() -> None:
    told = [StepDone(step) for step in [*ALL, "pool", "restart"]]

    place = where(attached(BOOK, *told), BOOK)

    assert (place.phase, place.step, place.remaining) == (None, None, 0)
    assert automatic(attached(BOOK, *told), BOOK) == ()


FIRST: list[Fact] = [
    StepDone("replicate"),
    QuestionAnswered("symptom", ("slow",)),
    StepDone("browser"),
]


@pytest.mark.parametrize(
    ("told", "starting"),
    [
        ([], []),
        (FIRST, ["health"]),
        ([*FIRST, CheckRequested("health")], []),
        ([*FIRST, answered("health", Outcome.ERROR)], []),
        ([*FIRST, answered("health", Outcome.FAIL)], ["pool"]),
        ([*FIRST, answered("health", Outcome.PASS)], []),
        ([*FIRST, StepReturned("health")], ["health"]),
    ],
)
def test_a_phase_starts_the_checks_that_run_by_themselves(
    told: list[Fact], starting: list[str]
) -> None:
    assert [step.id for step in automatic(attached(BOOK, *told), BOOK)] == starting


def test_what_an_older_version_did_does_not_disturb() -> None:
    now = attached(BOOK, StepDone("replicate"), StepDone("gone"), QuestionAnswered("old", ("a",)))

    assert where(now, BOOK).step is BOOK.phases[0].steps[1]


IDS = [step.id for phase in BOOK.phases for step in phase.steps]
DEEDS: st.SearchStrategy[Fact] = st.one_of(
    st.sampled_from(IDS).map(StepDone),
    st.sampled_from(IDS).map(lambda step: StepSkipped(step, Words("no"))),
    st.sampled_from(IDS).map(StepReturned),
    st.sampled_from(["slow", "logged_out", "cookie"]).map(
        lambda value: QuestionAnswered("symptom", (value,))
    ),
    st.tuples(st.sampled_from(["health", "pool"]), st.sampled_from(list(Outcome))).map(
        lambda pair: answered(*pair)
    ),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(DEEDS, max_size=12))
def test_the_walk_always_ends_and_never_loses_a_step(deeds: list[Fact]) -> None:
    now = attached(BOOK, *deeds)
    for _ in IDS:
        place = where(now, BOOK)
        if place.step is None:
            break
        assert place.remaining == sum(view.is_ahead for view in walk(now, BOOK))
        now = after(now, [StepDone(place.step.id)])

    assert where(now, BOOK).step is None
    assert [view.step.id for view in walk(now, BOOK)] == IDS


def test_a_runbook_that_is_not_attached_can_be_looked_at() -> None:
    other = incident(RunbookAttached("x", "X", 1, "x"))

    assert where(other, BOOK).step is BOOK.phases[0].steps[0]
