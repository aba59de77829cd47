"""An incident as its timeline tells it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from bot.domain import facts, folds, room_folds
from bot.domain.entries import Entry
from bot.domain.groups import (
    EffectFact,
    EndFact,
    HypothesisFact,
    MitigationFact,
    PeopleFact,
    RecordFact,
    ReminderFact,
    RoomFact,
    SituationFact,
    StepFact,
    WorkFact,
)
from bot.domain.parts import (
    Evidence,
    Hypothesis,
    Mitigation,
    Note,
    Reminding,
    Room,
    SetMoment,
    StepState,
    Trouble,
    Update,
)
from bot.domain.recorded import Messages
from bot.domain.series import Series
from bot.domain.terms import NO_WORDS, ChannelId, PersonId, Severity, Stamp, Status, Words


@dataclass(frozen=True, slots=True)
class Incident:
    """What is true of one incident after the entry at `position`.

    `notes`, `messages` and `moments` are those that count; hypotheses and mitigations that were
    withdrawn stay in their lists, in the state "withdrawn". `roles` maps a role to who has it now,
    `moved` a person to when they last came or went, `troubles` an effect key to the call that
    failed and that nobody settled yet. `last_update_at` is when an update was last seen published,
    `summary` what was said on resolving.
    """

    position: int
    origin: facts.Declared
    declared_at: datetime
    declared_by: PersonId
    title: Words
    severity: Severity
    impact: Words
    status: Status = Status.INVESTIGATING
    channel: ChannelId | None = None
    channel_name: str = ""
    room: Room = field(default_factory=Room)
    roles: Mapping[str, PersonId] = field(default_factory=dict)
    people: tuple[PersonId, ...] = ()
    moved: Mapping[PersonId, datetime] = field(default_factory=dict)
    notes: Series[Note] = field(default_factory=Series)
    messages: Messages = field(default_factory=Messages)
    moments: tuple[SetMoment, ...] = ()
    withdrawn: frozenset[int] = frozenset()
    runbook: facts.RunbookAttached | None = None
    steps: Mapping[str, StepState] = field(default_factory=dict)
    evidence: Series[Evidence] = field(default_factory=Series)
    hypotheses: tuple[Hypothesis, ...] = ()
    mitigations: tuple[Mitigation, ...] = ()
    updates: tuple[Update, ...] = ()
    troubles: Mapping[str, Trouble] = field(default_factory=dict)
    last_update_at: datetime | None = None
    summary: Words = NO_WORDS
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    reopened_at: datetime | None = None
    reminding: Reminding = field(default_factory=Reminding)
    entries: Series[Entry] = field(default_factory=Series)

    @property
    def is_open(self) -> bool:
        """Whether people still respond: neither resolved nor closed."""
        return self.status not in {Status.RESOLVED, Status.CLOSED}

    @property
    def is_drill(self) -> bool:
        """Whether it is only an exercise."""
        return self.origin.is_drill

    @property
    def service(self) -> str:
        """Return the affected service, or nothing."""
        return self.origin.service

    @property
    def lead(self) -> PersonId | None:
        """Return who leads the response."""
        return self.roles.get("lead")

    @property
    def stamps(self) -> Mapping[Stamp, datetime]:
        """Return the moments that people set, the latest word on each."""
        return {moment.stamp: moment.at for moment in self.moments}

    @property
    def started_at(self) -> datetime | None:
        """Return when the impact began, as far as somebody has said it."""
        return self.stamps.get(Stamp.IMPACT, self.origin.started_at)

    @classmethod
    def replay(cls, entries: Iterable[Entry]) -> "Incident":
        """Rebuild the incident from all its entries, in order of position.

        Raises ValueError when they do not begin with Declared: that is no timeline.
        """
        timeline = tuple(entries)
        if not timeline or not isinstance(timeline[0].fact, facts.Declared):
            raise ValueError("a timeline begins with Declared")
        return _declared(timeline[0], timeline[0].fact).after(timeline[1:])

    def after(self, entries: Iterable[Entry]) -> "Incident":
        """Return the incident after these further entries."""
        added = tuple(entries)
        timeline = self.entries.plus(added)
        return replace(self.outlook(added), position=timeline[-1].position, entries=timeline)

    def outlook(self, entries: Iterable[Entry]) -> "Incident":
        """Return what these further entries make true, without the list of all entries."""
        incident = self
        for entry in entries:
            incident = _after(incident, entry)
        return incident


def _declared(entry: Entry, fact: facts.Declared) -> Incident:
    return Incident(
        position=entry.position,
        origin=fact,
        declared_at=entry.observed,
        declared_by=entry.actor,
        title=fact.title,
        severity=fact.severity,
        impact=fact.impact,
        entries=Series([entry]),
    )


def _after(incident: Incident, entry: Entry) -> Incident:
    """Return the incident after one more entry."""
    fact = entry.fact
    if isinstance(fact, RecordFact):  # most of a long timeline
        after = _record(incident, entry, fact)
    elif isinstance(fact, EndFact):
        after = _ended(incident, entry, fact)
    elif isinstance(fact, PeopleFact):
        after = _people(incident, entry, fact)
    elif isinstance(fact, RoomFact):
        after = _room(incident, entry, fact)
    elif isinstance(fact, StepFact):
        after = _step(incident, entry, fact)
    elif isinstance(fact, WorkFact):
        after = _work(incident, entry, fact)
    elif isinstance(fact, ReminderFact):
        after = incident
    elif isinstance(fact, EffectFact):
        troubles = folds.troubles(incident.troubles, entry, fact)
        steps = folds.unanswered(incident.steps, fact.effect)
        after = replace(incident, troubles=troubles, steps=steps)
    else:
        after = _situation(incident, fact)
    reminding = folds.reminding(incident.reminding, entry)
    return after if reminding is incident.reminding else replace(after, reminding=reminding)


def _situation(incident: Incident, fact: SituationFact) -> Incident:
    match fact:
        case facts.SeverityChanged():
            after = replace(incident, severity=fact.to)
        case facts.Retitled():
            after = replace(incident, title=fact.title)
        case facts.ImpactDescribed():
            after = replace(incident, impact=fact.impact)
        case facts.StatusChanged():
            after = replace(incident, status=fact.to)
        case facts.RunbookAttached():
            is_newer = incident.runbook is not None and incident.runbook.runbook == fact.runbook
            after = replace(incident, runbook=fact, steps=incident.steps if is_newer else {})
        case facts.Declared():
            raise ValueError("a timeline declares its incident once")
        case _:
            assert_never(fact)
    return after


def _ended(incident: Incident, entry: Entry, fact: EndFact) -> Incident:
    match fact:
        case facts.Resolved():
            return replace(
                incident, status=Status.RESOLVED, resolved_at=entry.occurred, summary=fact.summary
            )
        case facts.Closed():
            return replace(incident, status=Status.CLOSED, closed_at=entry.occurred)
        case facts.Reopened():
            return replace(
                incident,
                status=Status.INVESTIGATING,
                resolved_at=None,
                closed_at=None,
                reopened_at=entry.occurred,
            )
        case _:
            assert_never(fact)


def _room(incident: Incident, entry: Entry, fact: RoomFact) -> Incident:
    room = room_folds.room(incident.room, entry, fact)
    match fact:
        case facts.ChannelOpened():
            opened = replace(incident, channel=fact.channel, channel_name=fact.name, people=())
            return replace(opened, room=room, moved={})
        case facts.ChannelRenamed():
            return replace(incident, channel_name=fact.name, room=room)
        case _:
            return replace(incident, room=room)


def _people(incident: Incident, entry: Entry, fact: PeopleFact) -> Incident:
    others = tuple(person for person in incident.people if person != fact.person)
    match fact:
        case facts.RoleTaken():
            return replace(incident, roles={**incident.roles, fact.role: fact.person})
        case facts.RoleReleased():
            roles = {role: who for role, who in incident.roles.items() if role != fact.role}
            return replace(incident, roles=roles)
        case facts.PersonJoined():
            here = (*others, fact.person)
        case facts.PersonLeft():
            here = others
        case _:
            assert_never(fact)
    return replace(incident, people=here, moved={**incident.moved, fact.person: entry.occurred})


def _record(incident: Incident, entry: Entry, fact: RecordFact) -> Incident:
    match fact:
        case facts.Noted():
            note = Note(entry.position, fact.text, entry.actor, entry.occurred)
            after = replace(incident, notes=incident.notes.plus([note]))
        case facts.MessageRecorded():
            after = replace(incident, messages=incident.messages.plus(folds.message(entry, fact)))
        case facts.RecordedMessageEdited() | facts.RecordedMessageDeleted():
            after = replace(incident, messages=folds.messages(incident.messages, fact))
        case facts.StampSet():
            moment = SetMoment(entry.position, fact.stamp, fact.at, fact.why, entry.actor)
            after = replace(incident, moments=(*incident.moments, moment))
        case facts.EntryWithdrawn():
            after = _without(incident, fact.target)
        case _:
            assert_never(fact)
    return after


def _without(incident: Incident, position: int) -> Incident:
    """Stop counting the entry at `position`; numbers given to what it brought stay taken."""
    return replace(
        incident,
        withdrawn=incident.withdrawn | {position},
        notes=Series(each for each in incident.notes if each.position != position),
        messages=incident.messages.without(position),
        moments=tuple(each for each in incident.moments if each.position != position),
        hypotheses=tuple(folds.hypothesis_without(each, position) for each in incident.hypotheses),
        mitigations=tuple(
            folds.mitigation_without(each, position) for each in incident.mitigations
        ),
    )


def _step(incident: Incident, entry: Entry, fact: StepFact) -> Incident:
    steps = folds.steps(incident.steps, entry, fact)
    if not isinstance(fact, facts.EvidenceCollected):
        return replace(incident, steps=steps)
    evidence = folds.evidence(entry, fact)
    return replace(incident, steps=steps, evidence=incident.evidence.plus([evidence]))


def _work(incident: Incident, entry: Entry, fact: WorkFact) -> Incident:
    if isinstance(fact, HypothesisFact):
        return replace(incident, hypotheses=folds.hypotheses(incident.hypotheses, entry, fact))
    if isinstance(fact, MitigationFact):
        return replace(incident, mitigations=folds.mitigations(incident.mitigations, entry, fact))
    updates = folds.updates(incident.updates, entry, fact)
    is_out = isinstance(fact, facts.UpdatePublished)
    last = entry.occurred if is_out else incident.last_update_at
    return replace(incident, updates=updates, last_update_at=last)
