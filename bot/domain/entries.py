"""One line of the timeline: a fact, who recorded it, and its three times."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.facts import Fact
from bot.domain.terms import PersonId


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact at its place in the timeline.

    `occurred` is when it happened, `observed` when Muster heard of it (the moment Slack stamped
    on the message or click), `recorded` when it was written down; all aware, in UTC. Order is by
    `position` (1, 2, 3 ... without a hole), never by time.
    """

    position: int
    fact: Fact
    actor: PersonId
    occurred: datetime
    observed: datetime
    recorded: datetime


def said(
    facts: Iterable[Fact],
    *,
    actor: PersonId,
    now: datetime,
    after: int,
    occurred: datetime | None = None,
    observed: datetime | None = None,
) -> list[Entry]:
    """Put facts on the timeline behind position `after`, as said by `actor` now.

    `occurred` backdates them; `observed` defaults to now.
    """
    heard = observed or now
    return [
        Entry(position, fact, actor, occurred or heard, heard, now)
        for position, fact in enumerate(facts, start=after + 1)
    ]
