"""Compare what a check answered with what its author expected."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.runbook import Expectation
from bot.domain.terms import Outcome
from bot.domain.text import cleaned

Search: TypeAlias = Callable[[str, str], bool]
"""Tells whether a pattern (RE2) matches somewhere in a text; comes from outside: it is no part of
the standard library in a form that ends in linear time."""

MISSING = object()
"""What stands at a path that leads nowhere."""

_SHOWN = 80
_LONGEST_INDEX = 9


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether one claim holds, as a sentence; None when nobody can tell."""

    holds: bool | None
    sentence: str


def verdict(
    expect: Sequence[Expectation],
    fields: Mapping[str, object],
    *,
    is_incomplete: bool = False,
    problem: str = "",
    search: Search | None = None,
) -> tuple[Outcome, str]:
    """Say what the named result fields of a check mean, and why in one sentence.

    In this order: could not ask, a definite failure, an unknown, a warning, pass. `problem` says
    why the question could not be asked; an incomplete answer is never better than error.
    """
    if problem:
        return Outcome.ERROR, str(cleaned(problem, 500))
    findings = [(claim, finding(claim, lookup(fields, claim.path), search)) for claim in expect]
    violated = [
        (claim.otherwise, found.sentence) for claim, found in findings if found.holds is False
    ]
    unknown = [found.sentence for _, found in findings if found.holds is None]
    if failures := [sentence for otherwise, sentence in violated if otherwise == "fail"]:
        return Outcome.FAIL, "; ".join(failures)
    if unknown or is_incomplete:
        return Outcome.ERROR, "; ".join(unknown) or "the answer is incomplete"
    if violated:
        return Outcome.WARN, "; ".join(sentence for _, sentence in violated)
    if not findings:
        return Outcome.RECORDED, "recorded; nothing was expected"
    return Outcome.PASS, "; ".join(found.sentence for _, found in findings)


def lookup(fields: object, path: str) -> object:
    """Return what stands at a dotted path (`json.items.0.id`), or MISSING.

    A name that holds dots itself (`headers.x.y`) is found too.
    """
    if isinstance(fields, Mapping):
        if path in fields:
            return fields[path]
        heads = [path[:at] for at, letter in enumerate(path) if letter == "."]
        for head in reversed(heads):
            if head in fields:
                return lookup(fields[head], path[len(head) + 1 :])
    if isinstance(fields, list | tuple):
        head, _, tail = path.partition(".")
        if head.isdecimal() and len(head) < _LONGEST_INDEX and int(head) < len(fields):
            return lookup(fields[int(head)], tail) if tail else fields[int(head)]
    return MISSING


def finding(claim: Expectation, actual: object, search: Search | None = None) -> Finding:
    """Compare one value with one claim.

    Equal means the same type as well (401 is not "401"); order is for finite numbers only.
    """
    if claim.op in _PRESENCE:
        is_there = actual is not MISSING and actual is not None
        state = "is there" if is_there else "is absent"
        return Finding(is_there is _PRESENCE[claim.op], f"{claim.path} {state}")
    if actual is MISSING:
        return Finding(None, f"{claim.path} is not known")
    holds = _compare(claim, actual, search)
    said = f"{claim.path} is {_show(actual)}"
    wanted = f"{_WANTED[claim.op]} {_show(claim.value)}"
    if holds is None:
        return Finding(None, f"{said}, which cannot be compared: wanted {wanted}")
    return Finding(holds, said if holds else f"{said}, wanted {wanted}")


_PRESENCE = {"exists": True, "absent": False}
_WANTED = {
    "eq": "exactly",
    "ne": "anything but",
    "lt": "<",
    "le": "≤",
    "gt": ">",
    "ge": "≥",
    "in": "one of",
    "not_in": "none of",
    "matches": "a match of",
    "not_matches": "no match of",
}
_ORDER: Mapping[str, Callable[[float, float], bool]] = {
    "lt": lambda actual, value: actual < value,
    "le": lambda actual, value: actual <= value,
    "gt": lambda actual, value: actual > value,
    "ge": lambda actual, value: actual >= value,
}


def _compare(claim: Expectation, actual: object, search: Search | None) -> bool | None:
    """Tell whether the claim holds; None for values that its operator is not made for."""
    match claim.op:
        case "eq" | "ne":
            return _equal(actual, claim.value) is (claim.op == "eq")
        case "in" | "not_in":
            members = claim.value if isinstance(claim.value, tuple) else (claim.value,)
            is_member = any(_equal(actual, member) for member in members)
            return is_member is (claim.op == "in")
        case "matches" | "not_matches":
            if search is None or not isinstance(actual, str) or not isinstance(claim.value, str):
                return None
            return search(claim.value, actual) is (claim.op == "matches")
        case _:
            left, right = _number(actual), _number(claim.value)
            if left is None or right is None:
                return None
            return _ORDER[claim.op](left, right)


def _equal(one: object, other: object) -> bool:
    if _is_number(one) and _is_number(other):
        return one == other
    return type(one) is type(other) and one == other


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: object) -> float | None:
    """Return a finite number; True and False are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if isinstance(value, int) or math.isfinite(value) else None


def _show(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(_show(each) for each in value[:5])
    if isinstance(value, str):
        return f"“{cleaned(value, _SHOWN)}”"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(cleaned(str(value), _SHOWN))
