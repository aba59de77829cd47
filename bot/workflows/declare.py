"""Start an incident: give it a number and put its first entry on its timeline."""

from collections.abc import Sequence

from bot.domain.entries import said
from bot.domain.facts import Fact
from bot.domain.incident import Incident
from bot.domain.terms import IncidentId
from bot.ports import Work
from bot.workflows.consequences import following
from bot.workflows.record import Saying
from bot.workflows.remind import reminding


async def declare(facts: Sequence[Fact], *, saying: Saying, work: Work) -> IncidentId:
    """Open an incident with these first facts (see `domain.declaring.declare`)."""
    incident_id = await work.incidents.allocate()
    entries = said(
        facts,
        actor=saying.actor,
        now=saying.now,
        after=0,
        occurred=saying.occurred,
        observed=saying.observed,
    )
    promises = following(incident_id, entries)
    promises += reminding(incident_id, None, Incident.replay(entries), work.habits)
    await work.timelines.append(incident_id, entries, after=0, promises=promises)
    return incident_id
