"""Say what is overdue, and when it becomes so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.facts import RoleReleased
from bot.domain.incident import Incident
from bot.domain.terms import Severity

NO_LEAD_REPORTER = timedelta(minutes=5)
NO_LEAD_CHANNEL = timedelta(minutes=10)
CADENCE: Mapping[Severity, timedelta | None] = {
    Severity.SEV1: timedelta(minutes=30),
    Severity.SEV2: timedelta(minutes=60),
    Severity.SEV3: timedelta(minutes=120),
    Severity.UNKNOWN: timedelta(minutes=120),
    Severity.SEV4: None,
}
"""How often customers and stakeholders hear something, by severity; None: no promise."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something that must happen by `due`.

    `kind` is no_lead_reporter (told to who declared it), no_lead_channel, update (told to the
    lead) or mitigation, of which `number` tells which.
    """

    kind: str
    due: datetime
    number: int = 0


def due(
    incident: Incident,
    now: datetime,
    *,
    cadence: Mapping[Severity, timedelta | None] = CADENCE,
) -> list[Reminder]:
    """Return what is overdue now, the oldest first."""
    return [each for each in upcoming(incident, cadence=cadence) if each.due <= now]


def upcoming(
    incident: Incident, *, cadence: Mapping[Severity, timedelta | None] = CADENCE
) -> list[Reminder]:
    """Return everything that is or will be overdue unless something happens, the first first.

    After resolve only temporary mitigations are left to remind of, after closing nothing.
    """
    reminders = [
        Reminder("mitigation", each.until, each.number)
        for each in incident.mitigations
        if each.is_pending and each.until is not None
    ]
    if incident.is_open:
        reminders += _while_open(incident, cadence)
    return sorted(reminders, key=lambda each: each.due)


def next_update_at(
    incident: Incident, *, cadence: Mapping[Severity, timedelta | None] = CADENCE
) -> datetime | None:
    """Return by when the next update is promised; None when none is.

    Counted from the last one, or from when it was declared or reopened if that is later.
    """
    every = cadence.get(incident.severity)
    if every is None or not incident.is_open:
        return None
    return max(incident.last_update_at or _began(incident), _began(incident)) + every


def _while_open(incident: Incident, cadence: Mapping[Severity, timedelta | None]) -> list[Reminder]:
    reminders = []
    if incident.lead is None:
        reminders += [
            Reminder("no_lead_reporter", _without_lead_since(incident) + NO_LEAD_REPORTER),
            Reminder("no_lead_channel", _without_lead_since(incident) + NO_LEAD_CHANNEL),
        ]
    promised = next_update_at(incident, cadence=cadence)
    return [*reminders, Reminder("update", promised)] if promised else reminders


def _without_lead_since(incident: Incident) -> datetime:
    released = [
        entry.occurred
        for entry in incident.entries
        if isinstance(entry.fact, RoleReleased) and entry.fact.role == "lead"
    ]
    return max([_began(incident), *released])


def _began(incident: Incident) -> datetime:
    return incident.reopened_at or incident.declared_at
