"""Take a step of the runbook, and start the checks that the walk has come to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.entries import Entry
from bot.domain.errors import Rejected
from bot.domain.expectations import Search
from bot.domain.facts import Fact
from bot.domain.guide import automatic
from bot.domain.incident import Incident
from bot.domain.runbook import Runbook, Scalar
from bot.domain.steps import attach, request_check
from bot.domain.terms import IncidentId
from bot.ports import Work
from bot.workflows.record import Decide, Saying, record


@dataclass(frozen=True, slots=True)
class Given:
    """What a walk needs and the timeline does not hold.

    `values` are variables that the operator configured, `search` finds the patterns of conditions.
    """

    values: Mapping[str, Scalar] = field(default_factory=dict)
    search: Search | None = None


async def start_runbook(
    incident_id: IncidentId, runbook_id: str, *, saying: Saying, work: Work, given: Given
) -> list[Entry]:
    """Follow the runbook with this id, in the content that its file has now, and return that.

    One that is followed already changes nothing. Raises Rejected when there is none, and after
    resolve.
    """
    runbook = _named(runbook_id, work)
    await work.runbooks.keep(runbook)
    return await take_step(
        incident_id,
        lambda incident: attach(incident, runbook),
        saying=saying,
        work=work,
        given=given,
    )


async def take_step(
    incident_id: IncidentId, decide: Decide, *, saying: Saying, work: Work, given: Given
) -> list[Entry]:
    """Record what somebody did with a step, and return that.

    Checks of a newly opened phase start by themselves.
    """
    entries = await record(incident_id, decide, saying=saying, work=work)
    runbook = await attached(incident_id, work)
    await record(incident_id, lambda now: starting(now, runbook, given), saying=saying, work=work)
    return entries


async def attached(incident_id: IncidentId, work: Work) -> Runbook:
    """Return the runbook that this incident follows; raises Rejected when there is none."""
    incident = await work.timelines.incident(incident_id)
    if incident.runbook is None:
        raise Rejected("No runbook is attached yet. Type /incident next to choose one.")
    return await work.runbooks.with_digest(incident.runbook.digest)


def starting(incident: Incident, runbook: Runbook, given: Given) -> list[Fact]:
    """Ask the checks that start by themselves where the walk stands now.

    None does once the incident is resolved, its channel archived, or another runbook followed.
    """
    is_followed = incident.runbook is not None and incident.runbook.digest == runbook.digest
    if not incident.is_open or incident.room.is_closed or not is_followed:
        return []
    return [
        fact
        for step in automatic(incident, runbook, given=given.values, search=given.search)
        for fact in request_check(incident, runbook, step.id, is_automatic=True)
    ]


def _named(runbook_id: str, work: Work) -> Runbook:
    known = {runbook.id: runbook for runbook in work.runbooks.all()}
    if runbook_id not in known:
        names = ", ".join(sorted(known))
        raise Rejected(f"There is no runbook “{runbook_id[:64]}”. There are: {names}.")
    return known[runbook_id]
