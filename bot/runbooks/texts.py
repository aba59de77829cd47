"""Check names in `${...}`, patterns and the values of variables."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.patterns import unusable
from bot.runbooks.building import variable
from bot.runbooks.document import Path
from bot.runbooks.faults import Fault, instead
from bot.runbooks.filling import NAME, SECRET, names
from bot.runbooks.parts import Expectation, Later
from bot.runbooks.sheet import Sheet
from bot.runbooks.steps import Check, Question
from bot.runbooks.values import fits, wanted

OUTSIDE = frozenset(
    (
        *(f"incident.{field}" for field in ("id", "channel", "started_at", "severity", "title")),
        *("run.id", "step.id", "ic.mention", "now"),
    )
)
HOLDS_SECRETS = frozenset({"headers", "json_body"})
SHOWN_TEXTS = ("title", "why", "instructions", "prompt")


def check_texts(sheet: Sheet) -> Iterator[Fault]:
    """Yield every name without a value, and every pattern and value that does not fit."""
    for path, text in filled(sheet):
        yield from _names(sheet, path, text)
    yield from _shown(sheet)
    yield from _unused(sheet)
    for name in sheet.book.variables:
        yield from _variable(sheet, name)
    for path, step in sheet.steps:
        if isinstance(step, Question):
            yield from _assigned(sheet, path, step)
    for path, pattern in _patterns(sheet):
        if problem := unusable(pattern):
            yield sheet.fault(path, "RB305", problem)


def filled(sheet: Sheet) -> Iterator[tuple[Path, str]]:
    """Yield every text that values are put into, with its path."""
    yield from _texts(sheet.book.policy.allow_hosts, ("policy", "allow_hosts"))
    for path, step in sheet.steps:
        if isinstance(step, Check) and not isinstance(step.probe, Later):
            yield from _texts(step.probe.model_dump(), (*path, "probe"))
            for index, claim in enumerate(step.expect):
                yield from _texts(claim.value, (*path, "expect", index, "value"))


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))


def _names(sheet: Sheet, path: Path, text: str) -> Iterator[Fault]:
    known = [*sheet.book.variables, *sorted(OUTSIDE)]
    for name in NAME.findall(text):
        if name.startswith(SECRET):
            if not HOLDS_SECRETS.intersection(map(str, path)):
                message = f"${{{name}}} may stand only in headers and json_body"
                yield sheet.fault(path, "RB303", message)
        elif name.startswith("capture."):
            message = f"${{{name}}} is unknown: only a sequence of requests can capture"
            yield sheet.fault(path, "RB301", message)
        elif name not in known and not name.startswith("catalog."):
            yield sheet.fault(path, "RB301", f"${{{name}}} is unknown{instead(name, known)}")
    if text.count("${") > len(NAME.findall(text)):
        yield sheet.fault(path, "RB301", "a name begins with ${ and does not end with }")


def _shown(sheet: Sheet) -> Iterator[Fault]:
    """Warn where somebody hoped that a text for people would be filled in."""
    for path, step in sheet.steps:
        for field in SHOWN_TEXTS:
            used = set(names(getattr(step, field, "") or ""))
            for name in sorted(used & set(sheet.book.variables)):
                message = f"${{{name}}} is shown as it stands: texts for people are not filled in"
                yield sheet.fault((*path, field), "RB301", message, is_warning=True)


def _unused(sheet: Sheet) -> Iterator[Fault]:
    used = {name for _, text in filled(sheet) for name in names(text)}
    for path, step in sheet.steps:
        if isinstance(step, Later) or (isinstance(step, Check) and isinstance(step.probe, Later)):
            used.update(names(_raw(sheet, path)))
        if not isinstance(step, Later):
            used.update(_conditioned(step.when))
    for phase in sheet.book.phases:
        used.update(_conditioned(phase.exit_when))
    for name in sheet.book.variables:
        if name not in used:
            message = f'variable "{name}" is never used; remove it, or write ${{{name}}}'
            yield sheet.fault(("variables", name), "RB302", message, is_warning=True, of_key=True)


def _conditioned(conditions: Iterable[Expectation]) -> Iterator[str]:
    return (each.path.removeprefix("vars.") for each in conditions if each.path.startswith("vars."))


def _raw(sheet: Sheet, path: Path) -> Any:
    value = sheet.document.data
    for item in path:
        value = value[item]
    return value


def _variable(sheet: Sheet, name: str) -> Iterator[Fault]:
    path: Path = ("variables", name)
    each = sheet.book.variables[name]
    if (each.type == "enum") != bool(each.choices):
        message = f'variable "{name}": choices belong to type enum, and an enum needs them'
        yield sheet.fault(path, "RB102", message)
    elif each.pattern and (problem := unusable(each.pattern)):
        yield sheet.fault((*path, "pattern"), "RB305", problem)
    elif each.default is not None and not fits(variable(name, each), each.default):
        message = f'the default of "{name}" is not {wanted(variable(name, each))}'
        yield sheet.fault((*path, "default"), "RB102", message)


def _assigned(sheet: Sheet, path: Path, step: Question) -> Iterator[Fault]:
    known = sheet.book.variables
    for index, choice in enumerate(step.choices):
        for name, value in choice.assign.items():
            place = (*path, "choices", index, "set", name)
            if name not in known:
                message = f'sets "{name}"; no such variable{instead(name, known)}'
                yield sheet.fault(place, "RB203", message, of_key=True)
            elif not _pattern_is_bad(sheet, name) and not fits(variable(name, known[name]), value):
                message = f'"{name}" takes {wanted(variable(name, known[name]))}'
                yield sheet.fault(place, "RB203", message)


def _pattern_is_bad(sheet: Sheet, name: str) -> bool:
    return bool(unusable(sheet.book.variables[name].pattern or ""))


def _patterns(sheet: Sheet) -> Iterator[tuple[Path, str]]:
    yield from _texts(sheet.book.policy.redact, ("policy", "redact"))
    for path, claims in _claims(sheet):
        for index, claim in enumerate(claims):
            if claim.op in {"matches", "not_matches"}:
                yield (*path, index, "value"), claim.value


def _claims(sheet: Sheet) -> Iterator[tuple[Path, list[Expectation]]]:
    for number, phase in enumerate(sheet.book.phases):
        yield ("phases", number, "exit_when"), phase.exit_when
    for path, step in sheet.steps:
        if not isinstance(step, Later):
            yield (*path, "when"), step.when
        if isinstance(step, Check):
            yield (*path, "expect"), step.expect
