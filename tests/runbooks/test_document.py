from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.runbooks.document import DEEPEST, LARGEST_BYTES, read
from bot.runbooks.faults import Place, RunbookFaults
from bot.runbooks.loading import lint, load
from tests.runbooks.writing import GOOD, TODAY, write


def messages(text: str) -> list[str]:
    return [problem.message for problem in read(text.encode("utf-8", "surrogatepass")).problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-17", -17),
        ("1.5", 1.5),
        (".5", 0.5),
        ("-2e-3", -0.002),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("Off", "Off"),
        ("12:30", "12:30"),
        ("2027-02-22", "2027-02-22"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("e5", "e5"),
        (".", "."),
        ("=", "="),
        ("1.2.3", "1.2.3"),
        ("10.0.0.1", "10.0.0.1"),
        ('"401"', "401"),
        ("'true'", "true"),
        ("|\n  two\n  lines\n", "two\nlines\n"),
        ("${base_url}", "${base_url}"),
    ],
)
def test_a_plain_value_is_what_yaml_1_2_says(text: str, value: object) -> None:
    document = read(f"key: {text}".encode())

    assert document.problems == ()
    assert document.data == {"key": value}
    assert type(document.data["key"]) is type(value)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("True", 'write true, or "True"'),
        ("FALSE", 'write false, or "FALSE"'),
        ("0777", 'or "0777" if it is text'),
        ("0o17", "plain decimal number"),
        ("0x1F", "plain decimal number"),
        ("+5", "plain decimal number"),
        ("01.5", "plain decimal number"),
        (".inf", "plain decimal number"),
        ("-.NaN", "plain decimal number"),
        ("1e999", "plain decimal number"),
        ("1" * 19, "plain decimal number"),
        ("9" * 6_000, "plain decimal number"),
    ],
)
def test_a_value_that_readers_take_differently_is_refused(text: str, advice: str) -> None:
    (message,) = messages(f"key: {text}")

    assert advice in message


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("a: &x 1", "anchors"),
        ("a: *x", "aliases"),
        ("<<: {a: 1}", "merge keys"),
        ("a: !!python/object/apply:os.system [ls]", "tags"),
        ("a: !foo {}", "tags"),
        ("a: !!str 5", "tags"),
        ("!!map {a: 1}", "tags"),
        ("&a a: 1", "anchors"),
        ("a: 1\na: 2", 'the key "a" stands here twice'),
        ("1: a", 'put it in quotes: "1"'),
        ("true: a", 'put it in quotes: "true"'),
        ("? [a, b]\n: c", "a key must be a word"),
        ("a: 1\n---\nb: 2", "one document"),
        ("%YAML 1.1\n---\na: 1", "directives"),
        ("%TAG ! tag:x,2000:\n---\na: 1", "directives"),
        ("", "empty"),
        ("# nothing but a remark", "empty"),
        ("a: b: c", "needs quotes around it"),
        ("a:\n\t- b", "not with tabs"),
        ("a: @b", "needs quotes around it"),
        ("a: [b, c: d: e]", "a comma or a colon needs quotes"),
        ("a: {b: c::}", "a comma or a colon needs quotes"),
        ("a:\n  b: 1\n c: 2", "indentation"),
        ("a: 'b", "unexpected end of stream"),
        ("a: \0", "U+0000"),
        ('a: "\\u0007"', "U+0007"),
        ('a: "\\ud800"', "escape code"),
        ("a: b\u2028c", "U+2028"),
        ("- a\nb: c", "indentation"),
        ("a: b\n\tc: d", "not with tabs"),
        ("a: \u202etxt.exe", "U+202E"),
        ("a: b\x85c", "U+0085"),
    ],
)
def test_what_hides_or_hurts_is_refused(text: str, advice: str) -> None:
    told = messages(text)

    assert any(advice in message for message in told), told


def test_a_key_that_is_a_word_in_other_readers_stays_one() -> None:
    assert read(b"on: 1\nno: 2\n").data == {"on": 1, "no": 2}


def test_text_of_other_scripts_and_a_byte_order_mark_are_fine() -> None:
    document = read("\ufefftitle: تعذّر تسجيل الدخول 🔥\n".encode())

    assert document.problems == ()
    assert document.data == {"title": "تعذّر تسجيل الدخول 🔥"}


def test_a_file_in_another_encoding_says_where() -> None:
    (problem,) = read("a: 1\nb: ü".encode("latin-1")).problems

    assert (problem.place, "UTF-8" in problem.message) == (Place(2, 4), True)


def test_a_file_may_be_as_large_as_the_limit_and_no_larger() -> None:
    body = b"a: 1\n"
    fits = body + b"#" * (LARGEST_BYTES - len(body))

    assert read(fits).problems == ()
    assert "bytes" in read(fits + b"#").problems[0].message


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_twenty_thousand_levels_are_refused_quickly(opening: str) -> None:
    assert read((opening * 20_000).encode()).problems


def test_as_many_levels_as_anybody_needs_are_read() -> None:
    levels = DEEPEST - 1

    assert read(("[" * levels + "]" * levels).encode()).problems == ()
    assert read(("[" * (levels + 2) + "]" * (levels + 2)).encode()).problems != ()


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]

    document = read("\n".join(lines).encode())

    assert len(document.problems) > 10
    assert document.data["a9"] == [None] * 9


def test_every_value_and_every_key_knows_its_place() -> None:
    document = read(b"a:\n  b: [1, {c: d}]\n")

    assert document.place(("a", "b", 1, "c")) == Place(2, 14)
    assert document.place(("a", "b", 1, "c"), of_key=True) == Place(2, 11)
    assert document.place(("a", "tag", "b", 0)) == Place(2, 7)
    assert document.place(("nowhere",)) == Place(1, 1)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
@example(b"\xff\xfe")
def test_garbage_never_breaks_the_reader(raw: bytes) -> None:
    document = read(raw)

    assert document.problems or document.data is not None or raw.strip()


FRAGMENTS = [
    *(
        "a: ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        "|",
        ">",
        "&x ",
        "*x",
        "!!str ",
        "? ",
        ": ",
        "\n",
        "  ",
        "'",
    ),
    *('"', "#", ",", "%", "---\n", "...\n", "<<: ", "\\", "1", "é", "\t", "b"),
]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))
def test_whatever_looks_like_yaml_is_read_or_refused(text: str) -> None:
    document = read(text.encode())

    assert document.problems or document.data is not None or text


@settings(max_examples=100, deadline=None)
@given(
    st.integers(0, len(GOOD) - 1),
    st.integers(0, 12),
    st.lists(st.sampled_from(FRAGMENTS), max_size=3).map("".join),
)
def test_a_damaged_runbook_is_loaded_or_refused_with_places(
    tmp_path_factory: pytest.TempPathFactory, at: int, gone: int, instead: str
) -> None:
    folder: Path = tmp_path_factory.mktemp("damaged")
    path = write(folder, GOOD[:at] + instead + GOOD[at + gone :])

    faults = lint([path], today=TODAY)
    errors = [fault for fault in faults if not fault.is_warning]

    if errors:
        with pytest.raises(RunbookFaults):
            load(path)
    else:
        assert load(path).id == "shop"
