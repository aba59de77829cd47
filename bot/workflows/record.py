"""Put a decision about one incident on its timeline, with everything that follows from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.domain.entries import Entry, said
from bot.domain.facts import Fact
from bot.domain.incident import Incident
from bot.domain.terms import IncidentId, PersonId
from bot.ports import Work
from bot.workflows.consequences import following
from bot.workflows.remind import reminding

Decide: TypeAlias = Callable[[Incident], Sequence[Fact]]


@dataclass(frozen=True, slots=True)
class Saying:
    """Who says something, when it reached us, and when it happened if that was earlier."""

    actor: PersonId
    now: datetime
    observed: datetime | None = None
    occurred: datetime | None = None


async def record(
    incident_id: IncidentId, decide: Decide, *, saying: Saying, work: Work
) -> list[Entry]:
    """Append the facts that `decide` returns; none returned, nothing happens.

    Raises Rejected when there is no such incident, when `decide` refuses, or when somebody else
    was faster.
    """
    incident = await work.timelines.incident(incident_id)
    entries = said(
        decide(incident),
        actor=saying.actor,
        now=saying.now,
        after=incident.position,
        occurred=saying.occurred,
        observed=saying.observed,
    )
    if not entries:
        return entries
    promises = following(incident_id, entries)
    promises += reminding(incident_id, incident, incident.outlook(entries), work.habits)
    await work.timelines.append(incident_id, entries, after=incident.position, promises=promises)
    return entries
