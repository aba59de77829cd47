import pytest

from bot.patterns import compiled, search, unusable


@pytest.mark.parametrize(
    ("pattern", "text", "is_found"),
    [
        ("b+", "abbc", True),
        ("^b", "abbc", False),
        ("(?i)ü", "Ü", True),
        ("x", "\ud800", False),
        ("(", "(", False),
    ],
)
def test_a_pattern_is_looked_for_anywhere(pattern: str, text: str, *, is_found: bool) -> None:
    assert search(pattern, text) is is_found


def test_a_pattern_that_stops_other_engines_is_fast() -> None:
    assert not search("(a+)+$", "a" * 100_000 + "b")


@pytest.mark.parametrize("pattern", ["(?=a)b", "(a)\\1", "(", "\ud800"])
def test_what_is_no_re2_says_why(pattern: str) -> None:
    assert unusable(pattern)
    with pytest.raises(ValueError, match=r"."):
        compiled(pattern)
