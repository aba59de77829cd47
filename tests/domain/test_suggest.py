"""A runbook is suggested for what people say is broken."""

import pytest

from bot.domain.runbook import Runbook
from bot.domain.suggest import suggest
from tests.domain.books import runbook

LOGIN = runbook(
    id="login-failure", keywords=("login", "sign in", "401", "sso", "Straße"), services=("Auth",)
)
ERRORS = runbook(id="high-error-rate", keywords=("5xx", "errors"), services=("gateway",))
DATABASE = runbook(id="database", keywords=("database",))
DEPLOY = runbook(id="bad-deploy", keywords=("errors", "deploy"))
GENERIC = runbook(id="generic")
ALL = [LOGIN, ERRORS, DATABASE, DEPLOY, GENERIC]


def suggested(title: str, impact: str = "", service: str = "") -> list[tuple[str, int, str]]:
    found = suggest(ALL, title, impact, service)
    return [(each.runbook.id, each.points, each.reason) for each in found]


@pytest.mark.parametrize(
    ("title", "impact", "service", "first"),
    [
        ("Nobody can sign in", "", "", ("login-failure", 1, "keyword: sign in")),
        ("SIGN  IN fails: 401", "", "", ("login-failure", 2, "keyword: sign in, 401")),
        ("Login: SSO 401, sign in", "", "", ("login-failure", 3, "keyword: login, sign in, 401")),
        ("Slow", "nobody gets to a login", "", ("login-failure", 1, "keyword: login")),
        ("Slow", "", "auth", ("login-failure", 3, "service: auth")),
        ("Login slow", "", "auth", ("login-failure", 4, "service: auth; keyword: login")),
        ("STRASSE", "", "", ("login-failure", 1, "keyword: Straße")),
    ],
)
def test_the_best_fit_comes_first_with_its_reason(
    title: str, impact: str, service: str, first: tuple[str, int, str]
) -> None:
    assert suggested(title, impact, service)[0] == first


@pytest.mark.parametrize(
    "title", ["Logins are slow", "Blogin is slow", "signin", "14012 items", "something", ""]
)
def test_parts_of_words_do_not_count_and_the_generic_one_is_left(title: str) -> None:
    assert suggested(title) == [("generic", 0, "nothing else fits")]


def test_ties_keep_their_order_and_three_are_enough() -> None:
    found = suggested("login errors after deploy of the database")

    assert [each[0] for each in found] == ["bad-deploy", "login-failure", "high-error-rate"]


def test_without_a_generic_one_nothing_is_suggested() -> None:
    assert suggest([LOGIN], "Checkout is down") == []


@pytest.mark.parametrize("keyword", [" ", "c++", "a.b"])
def test_a_keyword_is_no_pattern(keyword: str) -> None:
    books: list[Runbook] = [runbook(id="odd", keywords=(keyword,))]

    assert suggest(books, "axb cc") == []
    assert len(suggest(books, f"we use {keyword} here")) == (keyword != " ")
