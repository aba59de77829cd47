"""Build incidents out of what people did."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.entries import said
from bot.domain.errors import Rejected
from bot.domain.facts import Declared, Fact
from bot.domain.incident import Incident
from bot.domain.terms import PersonId, Severity, Words

NOW = datetime(2024, 1, 15, 3, 15, tzinfo=UTC)
ALEX = PersonId("U01ALEX")
JORDAN = PersonId("U02JORDAN")
DECLARED = Declared(Words("Sign-in fails"), severity=Severity.SEV2)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def incident(*facts: Fact, declared: Declared = DECLARED) -> Incident:
    """Replay an incident that Alex declared, and in which Alex did all this at once."""
    return Incident.replay(said([declared, *facts], actor=ALEX, now=NOW, after=0))


def after(
    before: Incident, facts: Iterable[Fact], *, by: PersonId = ALEX, at: datetime = NOW
) -> Incident:
    """Go on with more facts."""
    more = said(facts, actor=by, now=at, after=before.position)
    return Incident.replay([*before.entries, *more])


def why_rejected(decide: Callable[[], object]) -> str:
    """Return what the person is told; deciding must be rejected."""
    with pytest.raises(Rejected) as caught:
        decide()
    return str(caught.value)
