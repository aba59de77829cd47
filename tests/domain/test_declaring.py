"""Declaring takes a title and forgives the rest."""

import pytest

from bot.domain.declaring import declare
from bot.domain.facts import Declared
from bot.domain.terms import Severity, Words
from tests.domain.telling import NOW, minutes, why_rejected


def test_a_title_is_enough() -> None:
    assert declare("Checkout is down", severity=Severity.UNKNOWN, now=NOW) == [
        Declared(Words("Checkout is down"))
    ]


def test_all_that_is_known_is_kept() -> None:
    [fact] = declare(
        " Checkout  is down ",
        severity=Severity.SEV1,
        impact="nobody can pay",
        service="shop",
        started_at=NOW - minutes(3),
        is_drill=True,
        source="message",
        origin_channel="C02OPS",
        origin_ts="1.1",
        origin_permalink="https://example.com/p1",
        origin_text="<!channel> nobody can pay",
        now=NOW,
    )

    assert fact == Declared(
        title=Words("Checkout is down"),
        severity=Severity.SEV1,
        impact=Words("nobody can pay"),
        service="shop",
        started_at=NOW - minutes(3),
        is_drill=True,
        source="message",
        origin_channel="C02OPS",
        origin_ts="1.1",
        origin_permalink="https://example.com/p1",
        origin_text=Words("(channel) nobody can pay"),
    )


@pytest.mark.parametrize(
    ("title", "impact", "service", "told"),
    [
        ("", "", "", "The title is empty. Add a few words and send it again."),
        ("🔥", "", "", "The title has no words. Say in a few words what is broken."),
        ("x", "i" * 1_001, "", "The impact has 1,001 characters; at most 1,000 fit."),
        ("x", "", "s" * 81, "The service has 81 characters; at most 80 fit."),
        ("x", "@here look", "", "The impact would notify many people (here)."),
    ],
)
def test_a_bad_field_is_named(title: str, impact: str, service: str, told: str) -> None:
    why = why_rejected(
        lambda: declare(title, severity=Severity.SEV1, impact=impact, service=service, now=NOW)
    )

    assert why.startswith(told)


def test_nothing_starts_in_the_future() -> None:
    later = NOW + minutes(1)

    why = why_rejected(lambda: declare("x", severity=Severity.SEV1, started_at=later, now=NOW))

    assert why == (
        "The start is in the future; it is 2024-01-15 03:15 UTC. "
        "Give the time when it began, or leave it empty."
    )
