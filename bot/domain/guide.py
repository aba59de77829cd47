"""Walk a runbook: which step is next, which do not apply, which must wait."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.domain.conditions import Known, applies
from bot.domain.expectations import Search
from bot.domain.incident import Incident
from bot.domain.parts import StepState
from bot.domain.runbook import Consequence, Phase, Runbook, Scalar, Step

_FROM_INCIDENT = ("service", "severity", "title")


@dataclass(frozen=True, slots=True)
class View:
    """A step as it stands in the walk.

    `state` is done, skipped, answered, checked, open, held or not_needed. `reason` says why it is
    held (what is not known) or not needed (what does not hold).
    """

    step: Step
    phase: Phase
    state: str
    reason: str = ""

    @property
    def is_ahead(self) -> bool:
        """Whether responders still have to come to it."""
        return self.state in {"open", "held"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where responders stand; `phase` and `step` are None when the walk is over.

    `held` says what is not known of a step that must wait for a person's word. `done` of `total`
    steps of the phase are behind them, `remaining` in the whole runbook lie ahead; steps that do
    not apply are not counted. `is_detour` tells that an answer said to do this step first.
    """

    phase: Phase | None
    step: Step | None
    held: str = ""
    done: int = 0
    total: int = 0
    remaining: int = 0
    is_detour: bool = False


def where(
    incident: Incident,
    runbook: Runbook,
    *,
    given: Mapping[str, Scalar] | None = None,
    search: Search | None = None,
) -> Place:
    """Return the current step: the first one ahead, unless an answer said to do another first.

    `given` are values of variables that people or the catalogue supplied.
    """
    views = walk(incident, runbook, given=given, search=search)
    ahead = [view for view in views if view.is_ahead]
    if not ahead:
        return Place(None, None)
    detour = _detour(incident, runbook, {view.step.id: view for view in ahead})
    current = detour or ahead[0]
    in_phase = [view for view in views if view.phase is current.phase]
    counted = [view for view in in_phase if view.state != "not_needed"]
    return Place(
        phase=current.phase,
        step=current.step,
        held=current.reason,
        done=sum(not view.is_ahead for view in counted),
        total=len(counted),
        remaining=len(ahead),
        is_detour=detour is not None and detour is not ahead[0],
    )


def walk(
    incident: Incident,
    runbook: Runbook,
    *,
    given: Mapping[str, Scalar] | None = None,
    search: Search | None = None,
) -> tuple[View, ...]:
    """Return every step in order, as it stands.

    A step that does not apply counts as skipped for those that depend on it.
    """
    views: list[View] = []
    known = Known(
        results={},
        answers={},
        variables=variables(incident, runbook, given),
        severity=incident.severity,
        search=search,
    )
    for phase in runbook.phases:
        for step in phase.steps:
            state = incident.steps.get(step.id, StepState(step.id))
            view = _view(phase, step, state, known)
            known = _learned(known, view, state)
            views.append(view)
    return tuple(views)


def automatic(
    incident: Incident,
    runbook: Runbook,
    *,
    given: Mapping[str, Scalar] | None = None,
    search: Search | None = None,
) -> tuple[Step, ...]:
    """Return the checks that start by themselves now: those of the phase that responders are in.

    A phase is entered by its first step ahead; a detour into a later one does not open it.
    """
    views = walk(incident, runbook, given=given, search=search)
    phase = next((view.phase for view in views if view.is_ahead), None)
    return tuple(
        view.step
        for view in views
        if view.phase is phase
        and view.state == "open"
        and (view.step.kind, view.step.is_automatic) == ("check", True)
        and not _was_asked(incident.steps.get(view.step.id))
    )


def variables(
    incident: Incident, runbook: Runbook, given: Mapping[str, Scalar] | None = None
) -> dict[str, Scalar]:
    """Return the values of the variables that have one.

    What results and answers assigned, the latest first, then what was given, then what the
    incident says of itself, then defaults.
    """
    of_incident = (incident.service, incident.severity.value, str(incident.title))
    said = dict(zip(_FROM_INCIDENT, of_incident, strict=True))
    values: dict[str, Scalar] = {}
    for variable in runbook.variables:
        value = said.get(variable.name) if variable.source == "incident" else None
        values[variable.name] = value or variable.default
    values |= {name: value for name, value in (given or {}).items() if value is not None}
    for _step, consequence in consequences(incident, runbook):
        values |= consequence.assign
    return {name: value for name, value in values.items() if value is not None}


def consequences(incident: Incident, runbook: Runbook) -> list[tuple[str, Consequence]]:
    """Return what present answers and results bring with them, each with its step, oldest first."""
    steps = {step.id: step for phase in runbook.phases for step in phase.steps}
    states = sorted(incident.steps.values(), key=lambda state: state.position)
    return [
        (state.step, consequence)
        for state in states
        if state.step in steps
        for consequence in _brought(steps[state.step], state)
    ]


def _brought(step: Step, state: StepState) -> list[Consequence]:
    chosen = [choice.then for choice in step.choices if choice.value in state.values]
    of_outcome = [then for outcome, then in step.then.items() if outcome == state.outcome]
    return chosen + of_outcome


def _view(phase: Phase, step: Step, state: StepState, known: Known) -> View:
    if state.is_handled:
        return View(step, phase, state.state)
    found = applies(step.when, known)
    if found.holds is None:
        return View(step, phase, "held", found.sentence)
    return View(step, phase, "open" if found.holds else "not_needed", found.sentence)


def _learned(known: Known, view: View, state: StepState) -> Known:
    """Add what one step says to those behind it; a check done by hand says nothing."""
    results = ("skipped",) if view.state == "not_needed" else state.results
    if view.step.kind == "check" and results == ("done",):
        results = ()
    step = view.step.id
    answers = {**known.answers, step: state.values} if state.values else known.answers
    return replace(known, results={**known.results, step: results}, answers=answers)


def _detour(incident: Incident, runbook: Runbook, ahead: Mapping[str, View]) -> View | None:
    """Return the step that the latest answer with a goto says to do first, if it lies ahead."""
    questions = {
        step.id: step for phase in runbook.phases for step in phase.steps if step.kind == "question"
    }
    answered = [
        state
        for state in incident.steps.values()
        if state.step in questions and state.state == "answered"
    ]
    for state in sorted(answered, key=lambda state: state.position, reverse=True):
        for consequence in _brought(questions[state.step], state):
            if consequence.goto in ahead:
                return ahead[consequence.goto]
    return None


def _was_asked(state: StepState | None) -> bool:
    return state is not None and (state.is_running or bool(state.evidence))
