"""Nothing is published that nobody approved."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.facts import (
    Closed,
    Declared,
    Fact,
    Resolved,
    UpdateApproved,
    UpdateDiscarded,
    UpdateDrafted,
    UpdatePublished,
)
from bot.domain.incident import Incident
from bot.domain.terms import Audience, PersonId, UpdateState, Words
from bot.domain.updates import (
    approve,
    discard,
    draft,
    proposed_headline,
    published,
    read_by_customers,
    speaks_for,
)
from tests.domain.telling import after, incident, why_rejected

OPEN = incident()
PUBLIC, INTERNAL = Audience.PUBLIC, Audience.INTERNAL
KNOWN, OVER = UpdateState.IDENTIFIED, UpdateState.RESOLVED
DRAFTED = incident(
    UpdateDrafted(1, PUBLIC, KNOWN, Words("We know the cause.")),
    UpdateDrafted(2, PUBLIC, OVER, Words("It works again.")),
)
APPROVED = after(DRAFTED, [UpdateApproved(1)])
PUBLISHED = after(APPROVED, [UpdatePublished(1, "builtin", "https://a")])
DISCARDED = after(DRAFTED, [UpdateDiscarded(1)])


def test_each_draft_gets_the_next_number() -> None:
    assert draft(OPEN, INTERNAL, KNOWN, " We know. ") == [
        UpdateDrafted(1, INTERNAL, KNOWN, Words("We know."))
    ]
    assert draft(DRAFTED, PUBLIC, KNOWN, "We know the cause.") == [
        UpdateDrafted(3, PUBLIC, KNOWN, Words("We know the cause."), Words("Service disruption"))
    ]


def declared(**told: str) -> Incident:
    """Declare an incident whose title is not for customers."""
    impact, service = Words(told.get("impact", "")), told.get("service", "")
    secret = Declared(Words("Customer 42 lost db-17"), impact=impact, service=service)
    return incident(declared=secret)


@pytest.mark.parametrize(
    ("told", "headline"),
    [
        ({}, "Service disruption"),
        ({"service": "checkout"}, "Problems with checkout"),
        ({"service": "checkout", "impact": "Nobody can pay"}, "Problems with checkout"),
        ({"impact": "Nobody in the EU\ncan pay"}, "Nobody in the EU can pay"),
        ({"impact": "x" * 121}, "Service disruption"),
    ],
)
def test_the_proposed_headline_says_what_is_hit_and_never_the_title(
    told: dict[str, str], headline: str
) -> None:
    assert proposed_headline(declared(**told)) == headline


def test_a_headline_that_somebody_chose_is_proposed_again_unless_it_was_discarded() -> None:
    chosen = draft(declared(), PUBLIC, KNOWN, "We know.", "Payments\nare slow")
    once = after(declared(), chosen)

    assert once.updates[0].headline == "Payments are slow"
    assert proposed_headline(once) == "Payments are slow"
    assert proposed_headline(after(once, [UpdateDiscarded(1)])) == "Service disruption"


def test_what_only_colleagues_read_has_no_headline() -> None:
    [drafted] = draft(declared(service="checkout"), INTERNAL, KNOWN, "We know.", "Payments")

    assert drafted == UpdateDrafted(1, INTERNAL, KNOWN, Words("We know."))


@pytest.mark.parametrize("headline", ["x" * 121, "<!here> look", "a\x00b"])
def test_a_headline_that_cannot_be_shown_is_refused(headline: str) -> None:
    assert why_rejected(lambda: draft(OPEN, PUBLIC, KNOWN, "We know.", headline)).startswith(
        "The headline "
    )


def test_customers_read_what_was_published_last_for_them() -> None:
    internal = after(PUBLISHED, [UpdateDrafted(3, INTERNAL, KNOWN, Words("It was the pool"))])
    told = after(internal, [UpdateApproved(3), UpdatePublished(3, "channel")])
    later = after(told, [UpdateApproved(2), UpdatePublished(2, "builtin")])

    assert read_by_customers(APPROVED) is None
    assert [getattr(read_by_customers(each), "number", 0) for each in (told, later)] == [1, 2]


@pytest.mark.parametrize("text", ["", "x" * 2_001, "<!everyone> we know"])
def test_words_that_cannot_be_shown_are_refused(text: str) -> None:
    assert why_rejected(lambda: draft(OPEN, PUBLIC, KNOWN, text)).startswith("The update ")


def test_a_draft_is_approved_once() -> None:
    assert approve(DRAFTED, 1) == [UpdateApproved(1)]
    assert approve(APPROVED, 1) == []
    assert approve(PUBLISHED, 1) == []
    assert why_rejected(lambda: approve(DISCARDED, 1)) == (
        "U1 was discarded. Type /incident update text to write a new one."
    )


def test_a_draft_is_discarded_once_and_only_a_draft() -> None:
    assert discard(DRAFTED, 1) == [UpdateDiscarded(1)]
    assert discard(DISCARDED, 1) == []
    assert why_rejected(lambda: discard(APPROVED, 1)) == (
        "U1 is approved already. Type /incident update text to correct it."
    )
    assert why_rejected(lambda: discard(PUBLISHED, 1)) == (
        "U1 is published already. Type /incident update text to correct it."
    )


def test_only_an_approved_update_is_published_on_each_page_once() -> None:
    assert published(APPROVED, 1, "builtin", "https://a") == [
        UpdatePublished(1, "builtin", "https://a")
    ]
    assert published(PUBLISHED, 1, "builtin", "https://b") == []
    assert published(PUBLISHED, 1, "other", "") == [UpdatePublished(1, "other", "")]
    assert why_rejected(lambda: published(DRAFTED, 1, "builtin", "")) == (
        "U1 is drafted; nobody approved it."
    )
    assert why_rejected(lambda: published(DISCARDED, 1, "builtin", "")) == (
        "U1 is discarded; nobody approved it."
    )


def test_a_page_is_read_back_also_after_closing() -> None:
    closed = after(APPROVED, [Resolved(), Closed()])

    assert published(closed, 1, "builtin", "") == [UpdatePublished(1, "builtin", "")]


def test_a_number_that_is_not_there_is_refused() -> None:
    told = "There is no update U3. There are U1, U2. Type /incident update text to write one."

    assert why_rejected(lambda: approve(DRAFTED, 3)) == told
    assert why_rejected(lambda: discard(DRAFTED, 3)) == told


def test_after_resolve_an_update_says_resolved() -> None:
    resolved = after(DRAFTED, [Resolved()])
    told = (
        "This incident is resolved: an update cannot say identified. "
        "Say resolved, or type /incident reopen why."
    )

    assert draft(resolved, PUBLIC, OVER, "It works again.") != []
    assert approve(resolved, 2) == [UpdateApproved(2)]
    assert discard(resolved, 1) == [UpdateDiscarded(1)]
    assert why_rejected(lambda: draft(resolved, PUBLIC, KNOWN, "We know.")) == told
    assert why_rejected(lambda: approve(resolved, 1)) == told


def test_customers_may_hear_that_it_is_over_before_the_response_is() -> None:
    assert draft(OPEN, PUBLIC, OVER, "It works again.") != []


DECISIONS: list[Callable[[Incident], list[Fact]]] = [
    lambda i: draft(i, PUBLIC, OVER, "It works again."),
    lambda i: approve(i, 2),
    lambda i: discard(i, 2),
]


@pytest.mark.parametrize("decide", DECISIONS, ids=["draft", "approve", "discard"])
def test_a_closed_record_stays_as_it_is(decide: Callable[[Incident], list[Fact]]) -> None:
    closed = after(DRAFTED, [Resolved(), Closed()])

    assert why_rejected(lambda: decide(closed)) == (
        "This incident is closed. Type /incident reopen why."
    )


def test_only_who_leads_or_speaks_for_it_may_publish() -> None:
    nobody = DRAFTED
    led = replace(DRAFTED, roles={"lead": PersonId("U1"), "scribe": PersonId("U3")})
    spoken_for = replace(DRAFTED, roles={"lead": PersonId("U1"), "comms": PersonId("U2")})

    speaks_for(led, PersonId("U1"))
    speaks_for(spoken_for, PersonId("U2"))

    assert "nobody does yet" in why_rejected(lambda: speaks_for(nobody, PersonId("U1")))
    assert "lead is <@U1>." in why_rejected(lambda: speaks_for(led, PersonId("U3")))
    told = why_rejected(lambda: speaks_for(spoken_for, PersonId("U3")))
    assert "comms is <@U2> and lead is <@U1>" in told
