"""Run one check of a runbook and keep what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import Refused
from bot.domain.facts import CheckRequested, Fact
from bot.domain.guide import variables
from bot.domain.incident import Incident
from bot.domain.runbook import Runbook, Scalar, Step
from bot.domain.steps import collected
from bot.ports import Deliveries, Done, EvidenceSource, Promised, Work
from bot.redaction import Redactor
from bot.runbooks.checks import ask

WITHIN = timedelta(seconds=75)
"""A step may take a minute; asking again after an error takes some seconds more."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Asks a source the question of one step; asking again changes nothing outside."""

    deliveries: Deliveries
    sources: Mapping[str, EvidenceSource]
    given: Mapping[str, Scalar]
    redact: Redactor
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """Ask, and tell the timeline; a question that cannot be asked is an answer, too."""
        incident, runbook, step = await self.deliveries.read(lambda work: _asked(effect, work))
        values = variables(incident, runbook, self.given)
        evidence = await ask(step, runbook, values, self.sources, redact=self.redact)

        def tell(now: Incident) -> list[Fact]:
            return collected(now, evidence)

        return Done(tell=tell)

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Say that a question may always be asked again."""
        return None


async def _asked(effect: Promised, work: Work) -> tuple[Incident, Runbook, Step]:
    """Find the step that was asked for, in the content that was followed then."""
    incident = await work.timelines.incident(effect.incident_id)
    request = incident.entries[int(effect.payload["position"]) - 1].fact
    if not isinstance(request, CheckRequested) or incident.runbook is None:
        raise Refused("the check is not part of a runbook any more")
    runbook = await work.runbooks.with_digest(incident.runbook.digest)
    for phase in runbook.phases:
        for step in phase.steps:
            if step.id == request.step:
                return incident, runbook, step
    raise Refused(f"the runbook has no step {request.step} any more")
