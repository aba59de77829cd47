from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.runbooks.filling import (
    Unfilled,
    filled_header,
    filled_hosts,
    filled_json,
    filled_url,
    names,
    whole,
)

TYPES = {"base": "url", "host": "host", "port": "int", "word": "string", "flag": "bool"}
VALUES: dict[str, Any] = {
    "base": "https://shop.example.com/app/",
    "host": "shop.example.com",
    "port": 8443,
    "word": "a b/c?d=ü&#%",
    "flag": True,
    "v6": "::1",
}


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("${base}", "https://shop.example.com/app"),
        ("${base}/health", "https://shop.example.com/app/health"),
        ("${base}?q=${word}", "https://shop.example.com/app?q=a%20b%2Fc%3Fd%3D%C3%BC%26%23%25"),
        ("${base}/${word}/x", "https://shop.example.com/app/a%20b%2Fc%3Fd%3D%C3%BC%26%23%25/x"),
        ("https://${host}:${port}/a", "https://shop.example.com:8443/a"),
        ("https://fixed.example.com/${flag}", "https://fixed.example.com/true"),
        ("https://fixed.example.com", "https://fixed.example.com"),
    ],
)
def test_an_address_is_filled_and_percent_encoded(template: str, url: str) -> None:
    assert filled_url(template, VALUES, TYPES) == url


def test_an_ipv6_host_gets_its_brackets() -> None:
    assert filled_url("http://${v6}/", VALUES, {"v6": "host"}) == "http://[::1]/"


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("https://${word}/", "not of type host"),
        ("https://${incident.id}/", "no value"),
        ("${word}/path", "must begin with https://"),
        ("/path", "must begin with https://"),
        ("${base}/${gone}", "variable gone has no value"),
    ],
)
def test_an_address_that_cannot_be_filled_says_why(template: str, why: str) -> None:
    with pytest.raises(Unfilled, match=why):
        filled_url(template, VALUES, TYPES)


@pytest.mark.parametrize("dots", [".", ".."])
def test_a_value_cannot_climb_out_of_its_path(dots: str) -> None:
    with pytest.raises(Unfilled, match="unsafe value"):
        filled_url("${base}/users/${word}/delete", {**VALUES, "word": dots}, TYPES)


@given(st.text(max_size=40).filter(lambda text: text not in {".", ".."}))
def test_no_value_changes_the_host_or_adds_a_part(word: str) -> None:
    word = word.encode("utf-8", "replace").decode()
    url = filled_url("https://fixed.example.com/a/${word}?q=${word}", {"word": word}, TYPES)

    assert url.startswith("https://fixed.example.com/a/")
    assert (url.count("/"), url.count("?"), url.count("#")) == (4, 1, 0)
    assert url.isascii()


def test_a_header_keeps_its_secret_for_the_source() -> None:
    header = filled_header("Bearer ${secret.token} for ${host}", VALUES)

    assert header == "Bearer ${secret.token} for shop.example.com"


@pytest.mark.parametrize("bad", ["a\r\nX: 1", "a\n", "a\0b"])
def test_a_header_cannot_become_two(bad: str) -> None:
    with pytest.raises(Unfilled, match="unsafe value"):
        filled_header("x ${word}", {"word": bad})


def test_json_is_filled_in_depth_and_keeps_types() -> None:
    template = {
        "n": "${port}",
        "text": "port ${port}, ${flag}",
        "list": ["${flag}", 1, None],
        "secret": "${secret.token}",
    }

    assert filled_json(template, VALUES) == {
        "n": 8443,
        "text": "port 8443, true",
        "list": [True, 1, None],
        "secret": "${secret.token}",
    }


def test_json_text_cannot_break_out() -> None:
    filled = filled_json({"a": "x ${word}"}, {"word": '", "admin": true, "b": "'})

    assert filled == {"a": 'x ", "admin": true, "b": "'}


def test_hosts_come_from_lists_texts_and_addresses() -> None:
    values = {**VALUES, "catalog.all": ("A.example", "b.example"), "catalog.two": "c.d, e.f"}
    templates = ["${base}", "*.fixed.example", "${catalog.all}", "${catalog.two}", "${host}"]

    assert filled_hosts(templates, values, TYPES) == (
        "shop.example.com",
        "*.fixed.example",
        "a.example",
        "b.example",
        "c.d",
        "e.f",
        "shop.example.com",
    )


def test_a_host_without_a_value_allows_nothing() -> None:
    assert filled_hosts(["${gone}", "${catalog.gone}"], {}, TYPES) == ()


def test_names_are_found_wherever_they_stand() -> None:
    assert list(names({"${a}": ["${b} ${c.d}", 5, ("${e}",)]})) == ["a", "b", "c.d", "e"]
    assert (whole("${a}"), whole("${a} "), whole(5)) == ("a", "", "")
