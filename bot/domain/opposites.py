"""Find the fact that takes an entry back."""

from datetime import timedelta
from typing import TypeAlias

from bot.domain import facts
from bot.domain.entries import Entry
from bot.domain.errors import Rejected
from bot.domain.facts import Fact
from bot.domain.incident import Incident
from bot.domain.terms import Words

WITHDRAWABLE = (
    facts.Noted,
    facts.MessageRecorded,
    facts.StampSet,
    facts.HypothesisRaised,
    facts.HypothesisJudged,
    facts.MitigationStarted,
    facts.MitigationConfirmed,
    facts.MitigationReverted,
    facts.MitigationMadePermanent,
)
"""What can stop counting; everything else is taken back by recording its opposite."""

UNASKED = (
    facts.ChannelOpened,
    facts.ChannelArchived,
    facts.ChannelUnarchived,
    facts.ChannelRenamed,
    facts.ChannelConverted,
    facts.ChannelDeleted,
    facts.MusterRemoved,
    facts.MusterReturned,
    facts.PersonJoined,
    facts.PersonLeft,
    facts.RecordedMessageEdited,
    facts.RecordedMessageDeleted,
    facts.EvidenceCollected,
    facts.UpdatePublished,
    facts.EffectFailed,
    facts.EffectStuck,
)
"""What comes about in a person's name without being asked for: nobody means it by undo."""

UNDONE = Words("undone")

Undone: TypeAlias = tuple[Fact, bool]
"""The opposite, and whether what it takes back is still true."""


def is_withdrawable(fact: Fact) -> bool:
    """Tell whether an entry with this fact can stop counting."""
    return isinstance(fact, WITHDRAWABLE)


def opposite(incident: Incident, entry: Entry) -> list[Fact]:
    """Return the facts that restore what was true before `entry`.

    Raises Rejected for what has no opposite, and when somebody changed it again since.
    """
    before = Incident.replay(incident.entries[: max(entry.position - 1, 1)])
    undone = _situation(before, incident, entry.fact) or _people(before, incident, entry.fact)
    undone = undone or _work(incident, entry) or _reminders(before, incident, entry.fact)
    if undone is None:
        raise Rejected(_instead(entry.fact))
    fact, still_stands = undone
    if not still_stands:
        raise Rejected("Somebody changed this again since. Record what is true now instead.")
    return [fact]


def _situation(before: Incident, now: Incident, fact: Fact) -> Undone | None:
    match fact:
        case facts.SeverityChanged():
            again = facts.SeverityChanged(to=fact.was, was=fact.to, why=UNDONE)
            return again, now.severity is fact.to
        case facts.StatusChanged():
            back = facts.StatusChanged(to=fact.was, was=fact.to, why=UNDONE)
            return back, now.status is fact.to
        case facts.Retitled():
            return facts.Retitled(before.title), now.title == fact.title
        case facts.ImpactDescribed():
            return facts.ImpactDescribed(before.impact), now.impact == fact.impact
        case _:
            return None


def _people(before: Incident, now: Incident, fact: Fact) -> Undone | None:
    match fact:
        case facts.RoleTaken():
            predecessor = before.roles.get(fact.role)
            still_stands = now.roles.get(fact.role) == fact.person
            if predecessor is None:
                return facts.RoleReleased(fact.role, fact.person), still_stands
            return facts.RoleTaken(fact.role, predecessor), still_stands
        case facts.RoleReleased():
            return facts.RoleTaken(fact.role, fact.person), fact.role not in now.roles
        case _:
            return None


def _work(now: Incident, entry: Entry) -> Undone | None:
    match entry.fact:
        case facts.StepDone() | facts.StepSkipped() | facts.QuestionAnswered() as fact:
            step = now.steps.get(fact.step)
            still_stands = step is not None and step.position == entry.position
            return facts.StepReturned(fact.step), still_stands
        case facts.UpdateDrafted() as fact:
            drafted = [each.number for each in now.updates if each.phase == "drafted"]
            return facts.UpdateDiscarded(fact.number), fact.number in drafted
        case _:
            return None


def _reminders(before: Incident, now: Incident, fact: Fact) -> Undone | None:
    match fact:
        case facts.RemindersSet(is_on=is_on, minutes=minutes):
            was, every = before.reminding, before.reminding.every or timedelta()
            again = facts.RemindersSet(was.is_on, every // timedelta(minutes=1))
            given = timedelta(minutes=minutes) if minutes else None
            return again, (now.reminding.is_on, now.reminding.every) == (is_on, given)
        case facts.RemindersSnoozed():
            known = now.reminding
            every = known.every or timedelta()
            awake = facts.RemindersSet(known.is_on, every // timedelta(minutes=1))
            return awake, known.snoozed_until == fact.until
        case _:
            return None


def _instead(fact: Fact) -> str:
    if isinstance(fact, facts.UpdateApproved):
        return "It is on its way to its readers. Type /incident update text to correct it."
    if isinstance(fact, facts.Declared):
        return "A declared incident stays. If it was none, type /incident resolve and say so."
    return "Your last entry has no opposite. Record what is true now instead."
