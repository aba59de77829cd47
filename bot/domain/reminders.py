"""Say what people will have to be reminded of, and when; it follows from the timeline alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.incident import Incident
from bot.domain.parts import Mitigation
from bot.domain.terms import Severity, Status

CADENCE: Mapping[Severity, timedelta | None] = {
    Severity.SEV1: timedelta(minutes=30),
    Severity.SEV2: timedelta(minutes=60),
    Severity.SEV3: timedelta(minutes=120),
    Severity.UNKNOWN: timedelta(minutes=120),
    Severity.SEV4: None,
}
"""How often customers and stakeholders hear something, by severity; None: no promise."""

NO_LEAD: Mapping[str, timedelta] = {
    "nudge.lead.reporter": timedelta(minutes=5),
    "nudge.lead.channel": timedelta(minutes=10),
}
"""Who is asked for a lead, and how long after there was none."""

OVERDUE: Mapping[str, timedelta] = {
    "remind.update.lead": timedelta(),
    "remind.update.comms": timedelta(minutes=10),
    "remind.update.channel": timedelta(minutes=20),
}
"""Who is told that an update is overdue, and how long after it was due."""

EXPIRED = ("remind.mitigation.owner", "remind.mitigation.channel")
"""Who is told that a temporary mitigation has come to its end, all at once."""

POSTMORTEM = ("remind.postmortem.lead", "remind.postmortem.channel")
"""Who is told that the postmortem is due, all at once."""

REPEATED: Mapping[str, timedelta] = dict.fromkeys(EXPIRED, timedelta(minutes=30))
"""What is said again until somebody has acted, and how often; everything else is said once."""

BREATH = timedelta(minutes=10)
"""How long a change of severity leaves at least for the next update."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How often an operator wants people to be reminded; None: never."""

    cadence: Mapping[Severity, timedelta | None] = field(default_factory=lambda: CADENCE)
    postmortem: timedelta | None = timedelta(hours=48)


USUAL = Habits()


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something that somebody is told at `due`; of mitigations, `number` tells which."""

    kind: str
    due: datetime
    number: int = 0


def due(incident: Incident, now: datetime, *, habits: Habits = USUAL) -> list[Reminder]:
    """Return what is overdue now, the oldest first."""
    return [each for each in upcoming(incident, habits=habits) if each.due <= now]


def upcoming(incident: Incident, *, habits: Habits = USUAL) -> list[Reminder]:
    """Return all that people will be told unless something happens, the first first.

    After resolve only temporary mitigations and the postmortem are left, after closing nothing.
    """
    if incident.status is Status.CLOSED:
        return []
    reminders = [*_expired(incident), *_unwritten(incident, habits)]
    if incident.is_open:
        reminders += [*_leaderless(incident), *_overdue(incident, habits)]
    return sorted(reminders, key=lambda each: (each.due, each.kind))


def next_update_at(incident: Incident, *, habits: Habits = USUAL) -> datetime | None:
    """Return by when the next update is promised; None when none is, or nobody wants reminders.

    Counted from the last one, or from when it was declared or reopened if that is later. A change
    of severity never makes it due at once: people need a breath to write it.
    """
    known = incident.reminding
    every = known.every or habits.cadence.get(incident.severity)
    if every is None or not incident.is_open or not known.is_on:
        return None
    promised = max(incident.last_update_at or _began(incident), _began(incident)) + every
    return max(promised, known.graded_at + min(BREATH, every)) if known.graded_at else promised


def is_expired(mitigation: Mitigation) -> bool:
    """Tell whether it is to be undone at its end: nobody did, nor confirmed it since that end."""
    until = mitigation.until
    return (
        until is not None
        and mitigation.is_pending
        and not any(each.to == "effective" and each.at >= until for each in mitigation.changes)
    )


def next_moment(kind: str, due: datetime, now: datetime) -> datetime | None:
    """Return when a reminder that was due is said again: none of those that were missed."""
    every = REPEATED.get(kind)
    return None if every is None else due + every * ((now - due) // every + 1)


def _expired(incident: Incident) -> list[Reminder]:
    return [
        Reminder(kind, each.until, each.number)
        for each in incident.mitigations
        if each.until is not None and is_expired(each)
        for kind in EXPIRED
    ]


def _unwritten(incident: Incident, habits: Habits) -> list[Reminder]:
    if incident.resolved_at is None or habits.postmortem is None:
        return []
    return [Reminder(kind, incident.resolved_at + habits.postmortem) for kind in POSTMORTEM]


def _leaderless(incident: Incident) -> list[Reminder]:
    if incident.lead is not None:
        return []
    since = max(_began(incident), incident.reminding.lead_gone_at or _began(incident))
    return [Reminder(kind, since + wait) for kind, wait in NO_LEAD.items()]


def _overdue(incident: Incident, habits: Habits) -> list[Reminder]:
    promised = next_update_at(incident, habits=habits)
    if promised is None:
        return []
    first = max(promised, incident.reminding.snoozed_until or promised)
    return [Reminder(kind, first + wait) for kind, wait in OVERDUE.items()]


def _began(incident: Incident) -> datetime:
    return incident.reopened_at or incident.declared_at
