"""What is stored reads back as it was said, for ever."""

import json
from dataclasses import fields
from datetime import UTC
from enum import StrEnum
from pathlib import Path
from typing import get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.facts import FACT_KINDS, Fact, Noted, StampSet, StepSkipped, UpdateDrafted
from bot.domain.records import ERASED, SCHEMA_V, Stored, from_record, to_record
from bot.domain.terms import Audience, Stamp, UpdateState, Words
from tests.domain.samples import AT, EXAMPLES

GOLDEN = Path(__file__).parent.parent / "golden" / "facts"


def test_every_kind_of_fact_has_an_example() -> None:
    assert {example.kind for example in EXAMPLES} == FACT_KINDS.keys()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.kind)
def test_a_fact_is_stored_as_it_always_was(example: Fact) -> None:
    payload, words = to_record(example)

    golden = json.loads((GOLDEN / f"{example.kind}.json").read_text())
    written = {"kind": example.kind, "schema_v": SCHEMA_V, "payload": payload, "words": words}
    assert written == golden, json.dumps(written, indent=2)


@pytest.mark.parametrize("kind", FACT_KINDS)
def test_what_was_stored_once_is_still_read(kind: str) -> None:
    golden = json.loads((GOLDEN / f"{kind}.json").read_text())

    fact = from_record(kind, golden["schema_v"], golden["payload"], golden["words"])

    assert fact in EXAMPLES


def strategy_of(hint: object) -> st.SearchStrategy[object]:
    """Generate whatever a field of this type may hold."""
    if get_origin(hint) is tuple:
        return st.lists(strategy_of(get_args(hint)[0]), max_size=3).map(tuple)
    if get_args(hint):
        return st.one_of(*(strategy_of(each) for each in get_args(hint)))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    name = getattr(hint, "__name__", "")
    return {
        "datetime": st.datetimes(timezones=st.just(UTC)),
        "int": st.integers(),
        "bool": st.booleans(),
        "NoneType": st.none(),
    }.get(name, st.text(st.characters(exclude_categories=["Cs"]), max_size=10))


def facts_of(kind: str) -> st.SearchStrategy[Fact]:
    fact = FACT_KINDS[kind]
    hints = get_type_hints(fact)
    values = {each.name: strategy_of(hints[each.name]) for each in fields(fact)}
    return st.fixed_dictionaries(values).map(lambda values: fact(**values))  # type: ignore[arg-type] # by the hints


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(FACT_KINDS)).flatmap(facts_of))
def test_any_fact_survives_being_stored(fact: Fact) -> None:
    payload, words = to_record(fact)

    through_json = json.loads(json.dumps(payload))
    assert from_record(fact.kind, SCHEMA_V, through_json, words) == fact


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.kind)
def test_no_word_that_somebody_wrote_is_in_the_payload(example: Fact) -> None:
    hints = get_type_hints(type(example))

    payload, words = to_record(example)

    free_text = {each.name for each in fields(example) if hints[each.name] is Words}
    assert words.keys() == free_text
    assert payload.keys().isdisjoint(free_text)


def test_an_update_that_was_drafted_before_there_were_headlines_has_none() -> None:
    payload: dict[str, Stored] = {"number": 3, "audience": "public", "state": "identified"}
    words = {"text": "We know the cause."}

    assert from_record("update_drafted", SCHEMA_V, payload, words) == UpdateDrafted(
        3, Audience.PUBLIC, UpdateState.IDENTIFIED, Words("We know the cause.")
    )


def test_erased_words_read_as_erased() -> None:
    payload, _ = to_record(StepSkipped("dns_app", Words("my phone is +49 170 1234567")))

    assert from_record("step_skipped", SCHEMA_V, payload, {}) == StepSkipped("dns_app", ERASED)


def test_words_that_nobody_wrote_do_not_read_as_erased() -> None:
    payload, words = to_record(StampSet(Stamp.NORMAL, AT))

    assert words == {}
    assert from_record("stamp_set", SCHEMA_V, payload, {}) == StampSet(Stamp.NORMAL, AT)


def test_a_field_that_is_younger_than_the_record_gets_its_default() -> None:
    fact = from_record("check_requested", SCHEMA_V, {"step": "health"}, {})

    assert not fact.is_automatic  # type: ignore[union-attr] # it is a CheckRequested


@pytest.mark.parametrize(
    ("kind", "version", "payload", "complaint"),
    [
        ("invented", SCHEMA_V, {}, "another version"),
        ("noted", SCHEMA_V + 1, {}, "another version"),
        ("noted", SCHEMA_V, {"colour": "red"}, "has no \\['colour'\\]"),
        ("step_returned", SCHEMA_V, {}, "without 'step'"),
        ("question_answered", SCHEMA_V, {"step": "a", "values": "b"}, "not a list"),
        ("stamp_set", SCHEMA_V, {"stamp": "impact", "at": "2024-01-15"}, "does not match"),
    ],
)
def test_a_record_that_cannot_be_understood_is_refused(
    kind: str, version: int, payload: dict[str, str], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        from_record(kind, version, payload, {})


def test_a_value_that_json_would_change_is_refused() -> None:
    with pytest.raises(TypeError, match="float cannot be stored"):
        to_record(StepSkipped(step=1.5, why=Words("x")))  # type: ignore[arg-type] # wrong on purpose


def test_the_last_field_may_be_the_only_one() -> None:
    assert to_record(Noted(Words("hello"))) == ({}, {"text": "hello"})
