"""Check what the parts of a runbook say about each other."""

from collections.abc import Iterable, Iterator

from bot.runbooks.document import Path
from bot.runbooks.faults import Fault, instead
from bot.runbooks.format import PHASES
from bot.runbooks.parts import Expectation, Later
from bot.runbooks.sheet import AnyStep, Sheet
from bot.runbooks.steps import Check, Choice, Manual, Offer, Question

INCIDENT_PATHS = ("incident.severity",)


def check_links(sheet: Sheet) -> Iterator[Fault]:
    """Yield every reference that leads nowhere, and every name that stands for two things."""
    yield from _phases(sheet)
    yield from _duplicates(sheet)
    for path, step in sheet.steps:
        if not isinstance(step, Later):
            yield from _conditions(sheet, (*path, "when"), step.when, path)
        if isinstance(step, Question):
            yield from _choices(sheet, path, step)
        if isinstance(step, Check):
            for outcome, offer in step.then.items():
                yield from _offer(sheet, (*path, "then", outcome), offer, step.id)
    for index, phase in enumerate(sheet.book.phases):
        place = ("phases", index, "exit_when")
        yield from _conditions(sheet, place, phase.exit_when, ("phases", index + 1, "steps", 0))
    yield from _hypotheses(sheet)


def _phases(sheet: Sheet) -> Iterator[Fault]:
    seen: list[str] = []
    for index, phase in enumerate(sheet.book.phases):
        path = ("phases", index, "phase")
        if phase.phase in seen:
            yield sheet.fault(path, "RB104", f'phase "{phase.phase}" stands here twice; join both')
        elif seen and PHASES.index(phase.phase) < PHASES.index(seen[-1]):
            message = f'phase "{phase.phase}" comes before "{seen[-1]}"; move it up'
            yield sheet.fault(path, "RB104", message)
        seen.append(phase.phase)


def _duplicates(sheet: Sheet) -> Iterator[Fault]:
    steps = [((*path, "id"), step.id) for path, step in sheet.steps]
    offered = [
        (("hypotheses", index, "id"), each.id) for index, each in enumerate(sheet.book.hypotheses)
    ]
    yield from _repeated(sheet, "step", steps)
    yield from _repeated(sheet, "hypothesis", offered)


def _repeated(sheet: Sheet, what: str, ids: Iterable[tuple[Path, str]]) -> Iterator[Fault]:
    seen: dict[str, Path] = {}
    for path, name in ids:
        if name in seen:
            line = sheet.document.place(seen[name]).line
            message = f'{what} "{name}" stands already in line {line}; give this one another id'
            yield sheet.fault(path, "RB201", message)
        seen.setdefault(name, path)


def _choices(sheet: Sheet, path: Path, step: Question) -> Iterator[Fault]:
    choices: list[tuple[Path, Choice]] = [
        ((*path, "choices", index), choice) for index, choice in enumerate(step.choices)
    ]
    values = [((*place, "value"), choice.value) for place, choice in choices]
    yield from _repeated(sheet, "answer", values)
    for place, choice in choices:
        yield from _offer(sheet, place, choice, step.id)
        yield from _backwards(sheet, path, (*place, "goto"), choice.goto or "")
        if choice.goto and step.multiple:
            message = "a question with several answers cannot go to one step; use suggest"
            yield sheet.fault((*place, "goto"), "RB207", message)


def _backwards(sheet: Sheet, path: Path, place: Path, goto: str) -> Iterator[Fault]:
    """Warn of an answer that leads to a step which is over by then: nothing would happen."""
    order = {step.id: each for each, step in reversed(list(sheet.steps))}
    if goto in order and _numbers(order[goto]) < _numbers(path):
        message = f'step "{goto}" comes before this one; only people go back to a step'
        yield sheet.fault(place, "RB202", message, is_warning=True)


def _offer(sheet: Sheet, path: Path, offer: Choice | Offer, step: str) -> Iterator[Fault]:
    hypotheses = [each.id for each in sheet.book.hypotheses]
    if offer.goto == step:
        yield sheet.fault((*path, "goto"), "RB202", f'step "{step}" goes to itself')
    elif offer.goto and offer.goto not in sheet.by_id:
        message = f'goes to "{offer.goto}"; no such step{instead(offer.goto, sheet.by_id)}'
        yield sheet.fault((*path, "goto"), "RB202", message)
    for index, name in enumerate(offer.suggest):
        if name not in hypotheses:
            message = f'suggests "{name}"; no such hypothesis{instead(name, hypotheses)}'
            yield sheet.fault((*path, "suggest", index), "RB202", message)


def _conditions(
    sheet: Sheet, path: Path, conditions: Iterable[Expectation], before: Path
) -> Iterator[Fault]:
    """Check conditions that are looked at when responders come to the step at `before`."""
    order = {step.id: place for place, step in reversed(list(sheet.steps))}
    for index, condition in enumerate(conditions):
        place = (*path, index, "path")
        kind, _, name = condition.path.partition(".")
        if problem := _nowhere(sheet, condition.path):
            yield sheet.fault(place, "RB208", problem)
        elif kind in {"outcomes", "answers"} and _numbers(order[name]) >= _numbers(before):
            message = f'step "{name}" comes later, so this is not known yet'
            yield sheet.fault(place, "RB208", message, is_warning=True)


def _nowhere(sheet: Sheet, path: str) -> str:
    """Say what is wrong with the path of a condition, or nothing."""
    kind, _, name = path.partition(".")
    questions = [step.id for step in sheet.by_id.values() if isinstance(step, Question | Later)]
    known: dict[str, Iterable[str]] = {
        "outcomes": sheet.by_id,
        "answers": questions,
        "vars": sheet.book.variables,
    }
    if path in INCIDENT_PATHS or name in known.get(kind, ()):
        return ""
    if kind in known:
        return f'"{path}" leads to nothing{instead(name, known[kind])}'
    forms = "outcomes.<step>, answers.<question>, vars.<name> or incident.severity"
    return f'"{path}" leads to nothing; write {forms}'


def _numbers(path: Path) -> tuple[int, ...]:
    return tuple(item for item in path if isinstance(item, int))


def _hypotheses(sheet: Sheet) -> Iterator[Fault]:
    for index, hypothesis in enumerate(sheet.book.hypotheses):
        path = ("hypotheses", index)
        for number, support in enumerate(hypothesis.supports):
            place = (*path, "supports", number)
            step = sheet.by_id.get(support.step)
            if step is None or isinstance(step, Manual):
                yield sheet.fault((*place, "step"), "RB205", _wrong_support(sheet, support.step))
            elif problem := _impossible(step, support.outcome):
                yield sheet.fault((*place, "outcome"), "RB206", problem)
        linked: list[tuple[Path, str]] = [((*path, "test"), hypothesis.test or "")]
        linked += [
            ((*path, "mitigations", number), name)
            for number, name in enumerate(hypothesis.mitigations)
        ]
        for link, name in linked:
            yield from _linked(sheet, link, name)


def _wrong_support(sheet: Sheet, name: str) -> str:
    if name in sheet.by_id:
        return f'step "{name}" is manual: that it was done proves nothing; ask a question after it'
    return f'no step "{name}"{instead(name, sheet.by_id)}'


def _linked(sheet: Sheet, place: Path, name: str) -> Iterator[Fault]:
    kinds = (Manual, Check, Later) if place[-1] == "test" else (Manual, Later)
    step = sheet.by_id.get(name)
    if name and step is None:
        yield sheet.fault(place, "RB205", f'no step "{name}"{instead(name, sheet.by_id)}')
    elif step is not None and not isinstance(step, kinds):
        wanted = "a check or a manual step" if place[-1] == "test" else "a manual step"
        yield sheet.fault(place, "RB205", f'step "{name}" is a {step.kind}; link {wanted}')


def _impossible(step: AnyStep, outcome: str) -> str:
    """Say why this step can never speak by that outcome, or nothing."""
    if isinstance(step, Question):
        known = [choice.value for choice in step.choices] + ["other"] * step.allow_other
    elif isinstance(step, Check):
        violated = {each.otherwise for each in step.expect}
        known = ["pass", *sorted(violated)] if violated else []
    else:
        return ""
    if outcome in known:
        return ""
    if outcome in {"error", "skipped"}:
        return f'"{outcome}" means that nobody could ask, and that is no evidence'
    if not known:
        return f'step "{step.id}" expects nothing, so it is only recorded; give it expect'
    return f'step "{step.id}" never comes out as "{outcome}"{instead(outcome, known)}'
