"""What was done to restore service, and what must be undone."""

from collections.abc import Callable

import pytest

from bot.domain.facts import (
    Closed,
    EntryWithdrawn,
    Fact,
    MitigationConfirmed,
    MitigationMadePermanent,
    MitigationReverted,
    MitigationStarted,
    Resolved,
)
from bot.domain.incident import Incident
from bot.domain.mitigations import confirm, make_permanent, revert, start
from bot.domain.terms import Words
from tests.domain.telling import NOW, after, incident, minutes, why_rejected

OPEN = incident()
LATER = NOW + minutes(60)
TWO = incident(
    MitigationStarted(1, Words("Allow-list"), is_temporary=True),
    MitigationStarted(2, Words("Rollback")),
)


def test_a_mitigation_gets_the_next_number() -> None:
    assert start(OPEN, " Rollback ", now=NOW) == [MitigationStarted(1, Words("Rollback"))]
    assert start(TWO, "More pods", is_temporary=True, now=NOW) == [
        MitigationStarted(3, Words("More pods"), is_temporary=True)
    ]


def test_what_has_an_end_is_temporary() -> None:
    assert start(OPEN, "Allow-list", until=LATER, revert="delete rule 7", now=NOW) == [
        MitigationStarted(
            1, Words("Allow-list"), is_temporary=True, until=LATER, revert=Words("delete rule 7")
        )
    ]


def test_an_end_lies_ahead() -> None:
    assert why_rejected(lambda: start(OPEN, "Allow-list", until=NOW, now=NOW)) == (
        "2024-01-15 03:15 UTC is over; it is 03:15 UTC. Give an end to come."
    )


def test_what_is_on_is_not_started_twice() -> None:
    assert why_rejected(lambda: start(TWO, "rollback", now=NOW)) == (
        "M2 says this already and is still on. Type /incident mitigate 2 worked, "
        "or /incident mitigate 2 reverted once it is undone."
    )
    for gone in (MitigationReverted(2), EntryWithdrawn(3)):
        assert start(after(TWO, [gone]), "Rollback", now=NOW) == [
            MitigationStarted(3, Words("Rollback"))
        ]


def test_a_mitigation_works_is_undone_or_stays() -> None:
    assert confirm(TWO, 2, "errors are gone") == [MitigationConfirmed(2, Words("errors are gone"))]
    assert revert(TWO, 1) == [MitigationReverted(1)]
    assert make_permanent(TWO, 1, "until Monday") == [
        MitigationMadePermanent(1, Words("until Monday"))
    ]


def test_saying_it_again_changes_nothing() -> None:
    assert confirm(after(TWO, [MitigationConfirmed(2)]), 2) == []
    assert revert(after(TWO, [MitigationReverted(1)]), 1) == []
    assert make_permanent(after(TWO, [MitigationMadePermanent(1, Words("x"))]), 1, "y") == []


def test_what_stays_for_good_can_still_be_undone() -> None:
    kept = after(TWO, [MitigationMadePermanent(1, Words("x"))])

    assert revert(kept, 1) == [MitigationReverted(1)]
    assert confirm(kept, 1) == [MitigationConfirmed(1)]


def test_what_was_undone_neither_works_nor_stays() -> None:
    undone = after(TWO, [MitigationReverted(1)])
    told = "M1 is reverted. Type /incident mitigate text to start it anew."

    assert why_rejected(lambda: confirm(undone, 1)) == told
    assert why_rejected(lambda: make_permanent(undone, 1, "x")) == told


def test_only_what_is_temporary_is_made_permanent_and_with_a_reason() -> None:
    assert why_rejected(lambda: make_permanent(TWO, 2, "x")) == (
        "M2 was not started as temporary, so it stays; there is nothing to type."
    )
    assert why_rejected(lambda: make_permanent(TWO, 1, "")).startswith("The reason is empty.")


def test_a_number_that_is_not_there_is_refused() -> None:
    assert why_rejected(lambda: revert(TWO, 3)) == (
        "There is no mitigation M3. There are M1, M2. Type /incident mitigate text to start one."
    )
    assert why_rejected(lambda: confirm(after(TWO, [EntryWithdrawn(2)]), 1)).startswith(
        "There is no mitigation M1. There are M2."
    )


ENDS: list[Callable[[Incident], list[Fact]]] = [
    lambda i: confirm(i, 1),
    lambda i: revert(i, 1),
    lambda i: make_permanent(i, 1, "until Monday"),
]


@pytest.mark.parametrize("decide", ENDS, ids=["confirm", "revert", "make_permanent"])
def test_after_resolve_nothing_starts_but_everything_can_end(
    decide: Callable[[Incident], list[Fact]],
) -> None:
    resolved = after(TWO, [Resolved()])

    assert decide(resolved) != []
    assert why_rejected(lambda: start(resolved, "Reboot", now=NOW)) == (
        "This incident is resolved. Type /incident reopen why."
    )


@pytest.mark.parametrize("decide", ENDS, ids=["confirm", "revert", "make_permanent"])
def test_a_closed_record_stays_as_it_is(decide: Callable[[Incident], list[Fact]]) -> None:
    closed = after(TWO, [Resolved(), Closed()])

    assert why_rejected(lambda: decide(closed)) == (
        "This incident is closed. Type /incident reopen why."
    )
