"""Small runbooks to walk."""

from bot.domain.facts import EvidenceCollected, Fact, RunbookAttached
from bot.domain.incident import Incident
from bot.domain.runbook import (
    Choice,
    Consequence,
    Expectation,
    Explanation,
    Phase,
    Runbook,
    Step,
    Variable,
)
from bot.domain.terms import Outcome, Words
from tests.domain.telling import incident


def runbook(
    *phases: Phase,
    id: str = "login",  # noqa: A002 - the name of the field
    explanations: tuple[Explanation, ...] = (),
    variables: tuple[Variable, ...] = (),
    keywords: tuple[str, ...] = (),
    services: tuple[str, ...] = (),
) -> Runbook:
    """Build a runbook that says nothing but this."""
    return Runbook(
        id=id,
        version=1,
        title="Customers cannot sign in",
        summary="",
        owners=("@sre",),
        review_by="2027-02-22",
        phases=phases,
        digest=id * 8,
        source="{}",
        keywords=keywords,
        services=services,
        variables=variables,
        explanations=explanations,
    )


def manual(id: str, *when: Expectation) -> Step:  # noqa: A002 - the name of the field
    return Step(id, "manual", f"Do {id}", when=when)


def check(
    id: str,  # noqa: A002 - the name of the field
    *when: Expectation,
    is_automatic: bool = True,
    **then: Consequence,
) -> Step:
    return Step(id, "check", f"{id} is fine", when=when, is_automatic=is_automatic, then=then)


def question(
    id: str,  # noqa: A002 - the name of the field
    *choices: Choice,
    is_multiple: bool = False,
    allows_other: bool = True,
) -> Step:
    return Step(
        id,
        "question",
        f"What about {id}?",
        choices=choices,
        is_multiple=is_multiple,
        allows_other=allows_other,
    )


def attached(book: Runbook, *facts: Fact) -> Incident:
    """Return an incident that follows this runbook."""
    return incident(RunbookAttached(book.id, book.title, book.version, book.digest), *facts)


def answered(step: str, outcome: Outcome, number: int = 1) -> EvidenceCollected:
    return EvidenceCollected(number, step, "http", outcome, Words(f"{step} is fine"))
