"""Timelines and incidents without a database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.entries import Entry
from bot.domain.errors import Rejected
from bot.domain.incident import Incident
from bot.domain.terms import ChannelId, IncidentId, label
from bot.ports import Promises, Summary
from bot.storage.words import beginnings, typed
from tests.fakes.effects import is_unsettled
from tests.fakes.state import State, plan


@dataclass(frozen=True)
class MemoryTimelines:
    state: State
    now: datetime
    cause: str = ""

    async def incident(self, incident_id: IncidentId) -> Incident:
        return Incident.replay(await self.read(incident_id))

    async def read(self, incident_id: IncidentId) -> list[Entry]:
        if incident_id not in self.state.timelines:
            raise Rejected(f"There is no {label(incident_id)}.")
        return list(self.state.timelines[incident_id])

    async def append(
        self,
        incident_id: IncidentId,
        entries: Sequence[Entry],
        *,
        after: int,
        promises: Promises,
    ) -> None:
        if not entries:
            return
        places = [entry.position for entry in entries]
        if places != list(range(after + 1, after + 1 + len(entries))):
            raise ValueError(f"positions {places} do not follow {after}")
        there = self.state.timelines.get(incident_id, ())
        if len(there) != after:
            raise Rejected(f"Somebody else was first: {label(incident_id)} has changed.")
        grown = (*there, *entries)
        Incident.replay(grown)
        self.state.timelines[incident_id] = grown
        for position in places:
            self.state.causes[incident_id, position] = self.cause
        plan(self.state, promises, self.now)


@dataclass(frozen=True)
class MemoryIncidents:
    state: State

    async def allocate(self) -> IncidentId:
        self.state.last_incident += 1
        return IncidentId(self.state.last_incident)

    async def list(self, *, only_open: bool, limit: int) -> "list[Summary]":
        summaries = [
            summary(incident_id, Incident.replay(entries))
            for incident_id, entries in sorted(self.state.timelines.items(), reverse=True)
            if not only_open or Incident.replay(entries).is_open
        ]
        return summaries[:limit]

    async def unfinished(self, *, limit: int) -> Sequence[Summary]:
        owing = {
            each.row.promised.incident_id
            for each in self.state.effects.values()
            if is_unsettled(each.row.promised)
        }
        summaries = [
            summary(incident_id, incident)
            for incident_id, entries in sorted(self.state.timelines.items(), reverse=True)
            for incident in [Incident.replay(entries)]
            if incident.is_open or incident_id in owing
        ]
        return summaries[:limit]

    async def find(self, text: str, *, limit: int) -> Sequence[Summary]:
        words = set(typed(text))
        found = [
            summary(incident_id, incident)
            for incident_id, entries in sorted(self.state.timelines.items(), reverse=True)
            for incident in [Incident.replay(entries)]
            if words <= beginnings(incident.title, incident.service, incident.channel_name)
        ]
        return found[:limit] if words else []

    async def in_channel(self, channel: ChannelId) -> IncidentId | None:
        for incident_id, entries in sorted(self.state.timelines.items(), reverse=True):
            if Incident.replay(entries).channel == channel:
                return incident_id
        return None


def summary(incident_id: IncidentId, incident: Incident) -> Summary:
    return Summary(
        incident_id=incident_id,
        title=incident.title,
        severity=incident.severity,
        status=incident.status,
        lead=incident.roles.get("lead"),
        channel=incident.channel,
        channel_name=incident.channel_name,
        declared_at=incident.declared_at,
        declared_by=incident.declared_by,
        is_drill=incident.is_drill,
        head_position=incident.position,
    )
