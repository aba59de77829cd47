"""Nobody changes the record unseen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.chain import GENESIS, Row, Value, canonical, digest, link, verify

AT = datetime(2024, 1, 15, 3, 12, tzinfo=UTC)


def timeline(length: int) -> list[Row]:
    rows: list[Row] = []
    previous = GENESIS
    for position in range(1, length + 1):
        texts = {"text": (f"salt{position}", f"note {position}")}
        columns: dict[str, Value] = {
            "incident_id": 42,
            "position": position,
            "kind": "noted",
            "actor": "U01ALEX",
            "recorded_at": AT + timedelta(minutes=position),
            "payload": {"is_drill": False, "evidence": [1, 2], "until": None},
            "text_digest": digest(texts),
            "prev_hash": previous,
        }
        rows.append(Row(columns, link(previous, columns), texts))
        previous = rows[-1].hash
    return rows


def test_the_canonical_text_never_changes() -> None:
    columns: dict[str, Value] = {"b": [True, None, "ä"], "a": AT, "c": {"y": 1, "x": 2}}

    assert canonical(columns).decode() == (
        '{"a":"2024-01-15T03:12:00.000000Z","b":[true,null,"ä"],"c":{"x":2,"y":1}}'
    )


def test_the_hash_never_changes() -> None:
    assert link(GENESIS, {"position": 1, "at": AT}) == (
        "a495dc150d5bb687d3c96e8de89260639b04cec3598241a369c3882a2e03c454"
    )
    assert digest({"text": ("salt", "words")}) == (
        "d01e4d980efb3f19f88f6f198c2600cea711165c4d61f9f21f67e8996a7a93ac"
    )


def test_one_moment_has_one_text_whatever_its_zone() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=-8)))

    assert canonical({"at": elsewhere}) == canonical({"at": AT})


@pytest.mark.parametrize("value", [1.5, b"bytes", {1, 2}])
def test_a_value_without_one_spelling_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical text"):
        canonical({"value": value})  # type: ignore[dict-item] # wrong on purpose


def test_a_whole_timeline_has_no_problems() -> None:
    rows = timeline(5)

    assert verify(rows) == []
    assert verify(rows, head=rows[-1].hash) == []
    assert verify([]) == []


def test_erasing_words_breaks_nothing() -> None:
    rows = timeline(3)
    rows[1] = replace(rows[1], texts={})

    assert verify(rows) == []


def test_a_lost_end_is_noticed_by_who_knows_the_head() -> None:
    rows = timeline(3)

    assert verify(rows[:2]) == []
    assert verify(rows[:2], head=rows[2].hash) == [
        "the timeline ends at entry 2, but its head is another entry"
    ]


def test_each_problem_names_its_entry() -> None:
    rows = timeline(4)
    rows[1] = replace(rows[1], texts={"text": ("salt2", "note 9")})
    del rows[2]

    assert verify(rows) == [
        "entry 2 was changed: the digest of its texts differs",
        "entry 3 is missing: entry 4 stands in its place",
        "entry 4 does not follow the entry before it",
        "entry 4 was changed: its hash differs",
    ]


def test_an_entry_without_a_position_is_a_problem() -> None:
    rows = timeline(2)
    rows[0] = replace(rows[0], columns={**rows[0].columns, "position": "first"})

    assert verify(rows)[0] == "entry 1 is missing: entry first stands in its place"


LENGTH = 6


@settings(deadline=None, max_examples=60)
@given(st.integers(0, LENGTH - 1), st.data())
def test_one_changed_byte_is_found(index: int, data: st.DataObject) -> None:
    rows = timeline(LENGTH)
    victim = rows[index]
    column = data.draw(st.sampled_from([*victim.columns, "hash", "texts"]))

    if column == "hash":
        rows[index] = replace(victim, hash=flipped(victim.hash, data))
    elif column == "texts":
        salt, text = victim.texts["text"]
        forged = data.draw(
            st.sampled_from([(flipped(salt, data), text), (salt, flipped(text, data))])
        )
        rows[index] = replace(victim, texts={"text": forged})
    else:
        changed = changed_value(victim.columns[column], data)
        rows[index] = replace(victim, columns={**victim.columns, column: changed})

    assert verify(rows, head=timeline(LENGTH)[-1].hash) != []


@settings(deadline=None, max_examples=50)
@given(st.sets(st.integers(0, LENGTH - 1), min_size=1))
def test_deleted_entries_are_found(gone: set[int]) -> None:
    rows = timeline(LENGTH)

    left = [row for index, row in enumerate(rows) if index not in gone]

    assert verify(left, head=rows[-1].hash) != []


@settings(deadline=None, max_examples=50)
@given(st.permutations(range(LENGTH)))
def test_reordered_entries_are_found(order: list[int]) -> None:
    rows = timeline(LENGTH)

    shuffled = [rows[index] for index in order]

    assert (verify(shuffled, head=rows[-1].hash) == []) is (order == list(range(LENGTH)))


@settings(deadline=None, max_examples=50)
@given(st.integers(0, LENGTH - 1), st.integers(0, LENGTH))
def test_an_entry_of_another_timeline_is_found(index: int, place: int) -> None:
    stranger = timeline(LENGTH)[index]
    rows = timeline(LENGTH)

    rows.insert(place, stranger)

    assert verify(rows, head=timeline(LENGTH)[-1].hash) != []


def flipped(text: str, data: st.DataObject) -> str:
    at = data.draw(st.integers(0, len(text) - 1))
    letter = chr(ord(text[at]) ^ 1)
    return text[:at] + letter + text[at + 1 :]


def changed_value(value: Value, data: st.DataObject) -> Value:
    match value:
        case str():
            return flipped(value, data)
        case datetime():
            return value + timedelta(microseconds=1)
        case int():
            return value + 1
        case _:
            return {"is_drill": True, "evidence": [1, 2], "until": None}
