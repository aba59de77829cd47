from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from bot.domain import facts
from bot.domain.entries import said
from bot.domain.incident import Incident
from bot.domain.ranking import rank
from bot.domain.runbook import Runbook, Step
from bot.domain.suggest import suggest
from bot.domain.terms import Outcome, PersonId, Words
from bot.runbooks.format import PHASES
from bot.runbooks.loading import lint, load, load_all
from tests.beside import SHARED, needs
from tests.runbooks.writing import TODAY

ROOT = Path(__file__).parent.parent.parent
SHIPPED = sorted((ROOT / "runbooks").glob("*.yaml"))
EXAMPLES = SHARED / "design/runbooks-example"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PHONE_TITLE, PHONE_TEXT, PHONE_LABEL = 60, 220, 40

shipped = pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)


def steps(runbook: Runbook) -> list[Step]:
    return [step for phase in runbook.phases for step in phase.steps]


@shipped
def test_it_is_clean(path: Path) -> None:
    assert lint([path], today=TODAY) == []


@shipped
def test_its_texts_can_be_read_on_a_phone(path: Path) -> None:
    for step in steps(load(path)):
        assert len(step.title) <= PHONE_TITLE, step.id
        assert max(len(step.instructions), len(step.prompt), len(step.why)) <= PHONE_TEXT, step.id
        assert all(len(choice.label) <= PHONE_LABEL for choice in step.choices), step.id


@shipped
def test_every_hypothesis_can_lead_and_has_a_way_out(path: Path) -> None:
    for explanation in load(path).explanations:
        assert any(weight > 0 for _, _, weight in explanation.supports), explanation.id
        assert explanation.test, explanation.id
        assert explanation.mitigations, explanation.id


@shipped
def test_what_must_be_known_first_comes_first(path: Path) -> None:
    names = [phase.name for phase in load(path).phases]

    assert names[:4] == list(PHASES[:4])
    assert all(PHASES.index(one) < PHASES.index(next_) for one, next_ in pairwise(names))


def test_a_login_failure_is_recognised_and_all_else_gets_the_generic_one() -> None:
    runbooks = load_all(ROOT / "runbooks")

    for title in ("Customers cannot log in", "SSO is broken", "sign-in 401 for everyone"):
        assert suggest(runbooks, title)[0].runbook.id == "login-failure"
    assert suggest(runbooks, "Checkout is slow")[0].runbook.id == "generic"


FAULTS = [
    line.partition(": ")
    for line in Path(__file__).with_name("faults.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
"""Runbook and explanation, then what was found, step by step."""


def found(runbook: Runbook, outcomes: dict[str, str]) -> Incident:
    """Return an incident in which these questions were answered and these checks came out so."""
    kinds = {step.id: step.kind for step in steps(runbook)}
    told: list[facts.Fact] = [
        facts.Declared(title=Words("Something is down")),
        facts.RunbookAttached(runbook.id, runbook.title, runbook.version, runbook.digest),
    ]
    for number, (step, outcome) in enumerate(outcomes.items(), start=1):
        if kinds[step] == "question":
            told.append(facts.QuestionAnswered(step, (outcome,)))
        else:
            title = Words(step)
            told.append(facts.EvidenceCollected(number, step, "http", Outcome(outcome), title))
    return Incident.replay(said(told, actor=PersonId("U1"), now=NOON, after=0))


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{row[0]} {row[2]}" for row in FAULTS])
def test_each_fault_brings_up_its_own_explanation_alone(fault: tuple[str, str, str]) -> None:
    name, leader = fault[0].split()
    outcomes = dict(pair.split("=") for pair in fault[2].split())
    runbook = load(ROOT / f"runbooks/{name}.yaml")

    first = rank(found(runbook, outcomes), runbook)[0]

    assert (first.explanation.id, first.is_tied) == (leader, False)


def test_every_explanation_has_its_fault() -> None:
    offered = {
        (runbook.id, each.id)
        for runbook in load_all(ROOT / "runbooks")
        for each in runbook.explanations
    }

    assert {tuple(heading.split()) for heading, _, _ in FAULTS} == offered


@needs("design/runbooks-example")
@pytest.mark.parametrize("name", ["login-failure", "high-error-rate"])
def test_the_examples_of_the_design_are_refused_only_for_what_comes_later(name: str) -> None:
    faults = lint([EXAMPLES / f"{name}.yaml"], today=TODAY)

    assert len(faults) > 10
    assert [fault for fault in faults if "comes with a later version" not in fault.message] == []
