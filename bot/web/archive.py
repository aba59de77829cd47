"""Read any incident as people do: the list, the timeline, the postmortem."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.domain import facts
from bot.domain.document import Frame
from bot.domain.entries import Entry
from bot.domain.errors import Rejected
from bot.domain.incident import Incident
from bot.domain.metrics import Metrics, measure
from bot.domain.postmortem import Postmortem, draft
from bot.domain.records import to_record
from bot.domain.runbook import Runbook, Step
from bot.domain.terms import IncidentId, PersonId
from bot.ports import Deliveries, Summary, Work
from bot.web.console import Told

MENTION = re.compile(r"<@([A-Z0-9]{2,20})>")

Names: TypeAlias = Callable[[Iterable[PersonId]], Awaitable[Mapping[PersonId, str]]]
"""Finds out what people call these people."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The record of all incidents, to read.

    `frame` holds for every incident; its `record_url` is where all of them can be read, if
    anywhere. `render` writes a postmortem as Markdown bytes.
    """

    deliveries: Deliveries
    names: Names
    frame: Frame
    render: Callable[[Postmortem], bytes]
    name_of: Callable[[PersonId], str]

    async def incidents(self, *, limit: int) -> Sequence[Summary]:
        """Return the newest incidents first."""
        found = await self.deliveries.read(
            lambda work: work.incidents.list(only_open=False, limit=limit)
        )
        people = {each.declared_by for each in found} | {each.lead for each in found if each.lead}
        await self.names(people)
        return found

    async def entries(self, incident_id: IncidentId) -> list[Entry]:
        """Return the whole timeline; raises Rejected when there is no such incident."""
        return await self.deliveries.read(lambda work: work.timelines.read(incident_id))

    async def tell(self, incident_id: IncidentId) -> Told:
        """Return all about one incident; raises Rejected when there is no such incident."""
        entries = await self.entries(incident_id)
        document = await self._draft(incident_id, entries)
        text = self.render(document).decode()
        return Told(Incident.replay(entries), document.timeline.rows, text)

    async def postmortem(self, incident_id: IncidentId) -> str:
        """Return the draft in Markdown; raises Rejected when there is no such incident."""
        entries = await self.entries(incident_id)
        return self.render(await self._draft(incident_id, entries)).decode()

    async def metrics(self, incident_id: IncidentId) -> Metrics:
        """Return the durations; raises Rejected when there is no such incident."""
        return measure(await self.entries(incident_id))

    def name(self, person: PersonId) -> str:
        """Return what people call this person."""
        return self.name_of(person)

    async def _draft(self, incident_id: IncidentId, entries: Sequence[Entry]) -> Postmortem:
        names = await self.names(_people(entries))
        url = f"{self.frame.record_url}/{incident_id}" if self.frame.record_url else ""
        steps = await self._steps(entries)
        frame = replace(self.frame, incident_id=incident_id, names=names)
        return draft(entries, replace(frame, record_url=url, steps=steps))

    async def _steps(self, entries: Sequence[Entry]) -> Mapping[str, Step]:
        """Return the steps of all runbooks that were followed; a lost content lacks, and no more.

        Of a step that a later version says otherwise, the later words hold.
        """
        followed = [each.fact for each in entries if isinstance(each.fact, facts.RunbookAttached)]

        async def read(work: Work) -> list[Runbook]:
            found = []
            for fact in followed:
                with suppress(Rejected):
                    found.append(await work.runbooks.with_digest(fact.digest))
            return found

        runbooks = await self.deliveries.read(read) if followed else []
        phases = [phase for runbook in runbooks for phase in runbook.phases]
        return {step.id: step for phase in phases for step in phase.steps}


def _people(entries: Sequence[Entry]) -> set[PersonId]:
    """Find everybody who acted, was given a role, wrote, or is mentioned in somebody's words."""
    people = {entry.actor for entry in entries}
    for entry in entries:
        _payload, words = to_record(entry.fact)
        said = " ".join(words.values())
        people |= {PersonId(mention) for mention in MENTION.findall(said)}
        match entry.fact:
            case facts.RoleTaken() | facts.RoleReleased() | facts.PersonJoined():
                people.add(entry.fact.person)
            case facts.MessageRecorded():
                people.add(entry.fact.author)
            case _:
                pass
    return people
