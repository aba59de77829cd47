"""Sequences and mappings that grow without being copied."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.filed import Filed
from bot.domain.series import FULL, Series

LONG = 2 * FULL + 3
LENGTHS = st.lists(st.integers(0, FULL + 2), max_size=4)


@given(LENGTHS)
def test_a_series_holds_what_a_tuple_would(lengths: list[int]) -> None:
    series: Series[int] = Series()
    same: tuple[int, ...] = ()
    for length in lengths:
        more = range(len(same), len(same) + length)
        series, same = series.plus(more), (*same, *more)
    assert series == same
    assert len(series) == len(same)
    assert tuple(reversed(series)) == same[::-1]
    assert [series[place] for place in range(len(same))] == list(same)


def test_what_grew_from_a_series_leaves_it_as_it_was() -> None:
    short = Series(range(FULL - 1))
    one, other = short.plus([-1, -2]), short.plus([-3])
    assert len(short) == FULL - 1
    assert (one[-1], one[-2], other[-1]) == (-2, -1, -3)


def test_a_series_is_cut_as_a_tuple_is() -> None:
    series, same = Series(range(LONG)), tuple(range(LONG))
    for cut in (slice(3), slice(-2, None), slice(FULL - 1, FULL + 2), slice(LONG, None)):
        assert series[cut] == same[cut]


def test_a_series_equals_what_has_the_same_members() -> None:
    assert Series("ab") == ("a", "b")
    assert Series("ab") != ("a", "c")
    assert Series("ab") != ("a",)
    assert Series("ab") != {"a", "b"}
    assert hash(Series("ab")) == hash(Series(["a", "b"]))
    assert repr(Series("ab")) == "Series(['a', 'b'])"


CHANGES = st.lists(st.tuples(st.integers(-3000, 3000), st.sampled_from(["put", "drop"])))


@given(CHANGES)
def test_what_is_filed_is_found_as_in_a_dictionary(changes: list[tuple[int, str]]) -> None:
    filed: Filed[int, int] = Filed()
    same: dict[int, int] = {}
    for place, (key, change) in enumerate(changes):
        if change == "put":
            filed, same = filed.put(key, place), same | {key: place}
        else:
            filed = filed.without(key)
            same.pop(key, None)
    assert dict(filed) == same
    assert len(filed) == len(same)


def test_filing_something_leaves_what_was_there_as_it_was() -> None:
    before = Filed[str, int]().put("a", 1)
    after = before.put("a", 2).put("b", 3)
    assert dict(before) == {"a": 1}
    assert dict(after) == {"a": 2, "b": 3}
    assert "b" not in before
