"""Run one check of a runbook and keep what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.entries import said
from bot.domain.errors import Refused
from bot.domain.facts import CheckRequested, Fact, RunbookAttached
from bot.domain.guide import variables
from bot.domain.incident import Incident
from bot.domain.runbook import Runbook, Step
from bot.domain.steps import collected
from bot.domain.terms import MUSTER
from bot.ports import Deliveries, Done, EvidenceSource, Promised, Work
from bot.redaction import Redactor
from bot.runbooks.checks import ask
from bot.workflows.follow_runbook import Given, starting

WITHIN = timedelta(seconds=75)
"""A step may take a minute; asking again after an error takes some seconds more."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Asks a source the question of one step; asking again changes nothing outside.

    An answer that opens the next phase of the runbook starts the checks there.
    """

    deliveries: Deliveries
    sources: Mapping[str, EvidenceSource]
    given: Given
    redact: Redactor
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """Ask, and tell the timeline; a question that cannot be asked is an answer, too."""
        incident, runbook, step = await self.deliveries.read(lambda work: _asked(effect, work))
        values = variables(incident, runbook, self.given.values)
        evidence = await ask(step, runbook, values, self.sources, redact=self.redact)

        def tell(now: Incident) -> list[Fact]:
            answered = collected(now, evidence)
            entries = said(answered, actor=MUSTER, now=now.entries[-1].recorded, after=now.position)
            return [*answered, *starting(now.after(entries), runbook, self.given)]

        return Done(tell=tell)

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Repeat it: a question changes nothing where it is asked."""
        return None


async def _asked(effect: Promised, work: Work) -> tuple[Incident, Runbook, Step]:
    """Find the step that was asked for, in the content that was followed then."""
    incident = await work.timelines.incident(effect.incident_id)
    until = incident.entries[: int(effect.payload["position"])]
    attached = (each.fact for each in reversed(until) if isinstance(each.fact, RunbookAttached))
    request, followed = until[-1].fact, next(attached, None)
    if not isinstance(request, CheckRequested) or followed is None:
        raise Refused("the check was not asked by a runbook")
    runbook = await work.runbooks.with_digest(followed.digest)
    for phase in runbook.phases:
        for step in phase.steps:
            if step.id == request.step:
                return incident, runbook, step
    raise Refused(f"the runbook has no step {request.step}")
