"""Rank the explanations that a runbook offers by what is known."""

from dataclasses import dataclass

from bot.domain.guide import consequences
from bot.domain.incident import Incident
from bot.domain.parts import StepState
from bot.domain.runbook import Explanation, Runbook

_NO_EVIDENCE = {"error", "skipped"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An explanation with its score, and the steps that speak for and against it.

    The numbers of the evidence of those steps stand beside them. `is_tied` tells that another one
    has the same score. `suggested_by` are the steps whose answer or result named it, oldest first.
    """

    explanation: Explanation
    score: int
    steps_for: tuple[str, ...]
    steps_against: tuple[str, ...]
    evidence_for: tuple[int, ...]
    evidence_against: tuple[int, ...]
    is_tied: bool
    suggested_by: tuple[str, ...]


def rank(incident: Incident, runbook: Runbook, top: int = 3) -> list[Candidate]:
    """Return the best explanations, best first, in file order when tied.

    The score is the sum of the weights of what was found; without a positive one only those are
    named that were suggested. It is a hint and triggers nothing.
    """
    scores = {each.id: _score(incident, each) for each in runbook.explanations}
    suggested = {each.id: _suggested(incident, runbook, each) for each in runbook.explanations}
    shown = [each for each in runbook.explanations if scores[each.id] > 0 or suggested[each.id]]
    shown.sort(key=lambda each: -scores[each.id])
    of_shown = [scores[each.id] for each in shown]
    return [
        _candidate(
            incident,
            each,
            is_tied=of_shown.count(scores[each.id]) > 1,
            suggested_by=suggested[each.id],
        )
        for each in shown[:top]
    ]


def _suggested(incident: Incident, runbook: Runbook, explanation: Explanation) -> tuple[str, ...]:
    brought = consequences(incident, runbook)
    return tuple(dict.fromkeys(step for step, each in brought if explanation.id in each.suggest))


def _score(incident: Incident, explanation: Explanation) -> int:
    return sum(weight for _, weight in _found(incident, explanation))


def _found(incident: Incident, explanation: Explanation) -> list[tuple[StepState, int]]:
    """Return the steps whose results the explanation names, each with its weight."""
    return [
        (incident.steps[step], weight)
        for step, outcome, weight in explanation.supports
        if step in incident.steps
        and outcome not in _NO_EVIDENCE
        and outcome in incident.steps[step].results
    ]


def _candidate(
    incident: Incident, explanation: Explanation, *, is_tied: bool, suggested_by: tuple[str, ...]
) -> Candidate:
    found = _found(incident, explanation)
    pro = [state for state, weight in found if weight > 0]
    contra = [state for state, weight in found if weight < 0]
    return Candidate(
        explanation=explanation,
        score=sum(weight for _, weight in found),
        steps_for=tuple(state.step for state in pro),
        steps_against=tuple(state.step for state in contra),
        evidence_for=tuple(state.evidence[-1] for state in pro if state.evidence),
        evidence_against=tuple(state.evidence[-1] for state in contra if state.evidence),
        is_tied=is_tied,
        suggested_by=suggested_by,
    )
