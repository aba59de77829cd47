"""Turn facts into what is stored, and back."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import datetime
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import TypeAlias, get_args, get_origin, get_type_hints

from bot.domain.facts import FACT_KINDS, Fact
from bot.domain.terms import Words
from bot.domain.times import from_utc_text, utc_text

Stored: TypeAlias = "str | int | bool | list[Stored] | None"

SCHEMA_V = 1
"""The version of the stored form that is written now."""

ERASED = Words("[erased]")
"""What stands where somebody's words were erased."""


def to_record(fact: Fact) -> tuple[dict[str, Stored], dict[str, str]]:
    """Split a fact into its payload, JSON without free text, and the words people wrote.

    Empty words stay in the payload, so that words missing from both were erased, or, in a field
    that came later, never said.
    """
    payload: dict[str, Stored] = {}
    words: dict[str, str] = {}
    for name, hint in _hints(fact.kind).items():
        value = getattr(fact, name)
        if hint is Words and value:
            words[name] = value
        else:
            payload[name] = _stored(value)
    return payload, words


def from_record(
    kind: str, schema_v: int, payload: Mapping[str, Stored], words: Mapping[str, str]
) -> Fact:
    """Rebuild a fact; fields that it did not have when it was stored get their defaults.

    Raises ValueError for a kind, a version or a field that this Muster does not know.
    """
    if schema_v != SCHEMA_V or kind not in FACT_KINDS:
        raise ValueError(f"{kind!r} version {schema_v} was stored by another version of Muster")
    hints = _hints(kind)
    if unknown := {*payload, *words} - hints.keys():
        raise ValueError(f"{kind!r} has no {sorted(unknown)}")
    values = {}
    for each in fields(FACT_KINDS[kind]):
        hint = hints[each.name]
        if each.name in payload:
            values[each.name] = _reader(hint)(payload[each.name])
        elif hint is Words:
            missing = each.default if each.metadata.get("later") else ERASED
            values[each.name] = words.get(each.name, missing)
        elif _is_needed(each):
            raise ValueError(f"{kind!r} was stored without {each.name!r}")
    return FACT_KINDS[kind](**values)  # type: ignore[arg-type] # the values were read by the fact's own hints


@cache
def _hints(kind: str) -> dict[str, object]:
    hints = get_type_hints(FACT_KINDS[kind])
    return {each.name: hints[each.name] for each in fields(FACT_KINDS[kind])}


def _is_needed(each: "Field[object]") -> bool:
    return each.default is MISSING and each.default_factory is MISSING


def _stored(value: object) -> Stored:
    match value:
        case StrEnum():
            return value.value
        case datetime():
            return utc_text(value)
        case tuple():
            return [_stored(each) for each in value]
        case str() | int() | None:
            return value
        case _:
            raise TypeError(f"{type(value).__name__} cannot be stored in a fact")


def _reader(hint: object) -> Callable[[Stored], object]:
    """Return what turns the stored form into a value of this type."""
    if get_origin(hint) is tuple:
        one = _reader(get_args(hint)[0])
        return lambda stored: tuple(one(each) for each in _listed(stored))
    choices = [each for each in get_args(hint) if each is not NoneType]
    if choices:
        present = _reader(choices[0])
        return lambda stored: None if stored is None else present(stored)
    if hint is datetime:
        return lambda stored: from_utc_text(str(stored))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return lambda stored: hint(str(stored))
    return lambda stored: stored


def _listed(stored: Stored) -> list[Stored]:
    if not isinstance(stored, list):
        raise ValueError(f"{stored!r} is not a list")  # noqa: TRY004 - stored data is wrong, not code
    return stored
