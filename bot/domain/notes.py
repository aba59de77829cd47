"""Write things down, and take back what was written by mistake."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.errors import Rejected
from bot.domain.facts import (
    EntryWithdrawn,
    Fact,
    HypothesisRaised,
    MessageRecorded,
    MitigationStarted,
    Noted,
    RecordedMessageDeleted,
    RecordedMessageEdited,
)
from bot.domain.guards import next_number, not_closed, still_open
from bot.domain.hypotheses import find_twin as find_hypothesis
from bot.domain.incident import Incident
from bot.domain.mitigations import find_twin as find_mitigation
from bot.domain.opposites import UNASKED, is_withdrawable, opposite
from bot.domain.parts import Recorded
from bot.domain.terms import ChannelId, PersonId
from bot.domain.text import (
    HYPOTHESIS_LIMIT,
    MESSAGE_LIMIT,
    MITIGATION_LIMIT,
    NOTE_LIMIT,
    WHY_LIMIT,
    cleaned,
    words,
)


def note(incident: Incident, text: str) -> list[Fact]:
    """Write a note, also after resolve. Raises Rejected when the incident is closed."""
    not_closed(incident)
    return [Noted(words(text, field="note", limit=NOTE_LIMIT))]


def record_message(incident: Incident, message: MessageRecorded) -> list[Fact]:
    """Put a message of the channel on the timeline, with what its mark brings.

    The mark "hypothesis" also raises one and "mitigation" also starts one, unless the same words
    stand there already, or it is resolved and nothing is mitigated any more. The same message
    under the same mark again changes nothing. Raises Rejected when the incident is closed.
    """
    not_closed(incident)
    if _recorded(incident, message.channel, message.ts, message.mark):
        return []
    kept = replace(message, text=cleaned(message.text, MESSAGE_LIMIT))
    return [kept, *_brought(incident, kept)]


def unmark(incident: Incident, channel: ChannelId, ts: str, mark: str) -> list[Fact]:
    """Withdraw a recorded message, and what its mark brought, because the emoji was removed.

    A message that is not recorded under that mark changes nothing. Raises Rejected when the
    incident is closed.
    """
    not_closed(incident)
    return [
        EntryWithdrawn(target)
        for message in _recorded(incident, channel, ts, mark)
        for target in _with_what_it_brought(incident, message)
    ]


def withdraw(incident: Incident, target: int, *, actor: PersonId, why: str = "") -> list[Fact]:
    """Take the entry at position `target` back; taking it back again changes nothing.

    Raises Rejected when the incident is closed, when there is no such entry or it is of a kind
    that is corrected and not taken back, and for somebody else's entry without a reason.
    """
    not_closed(incident)
    reason = words(why, field="reason", limit=WHY_LIMIT, required=False)
    if not 0 < target <= incident.position:
        raise Rejected(
            f"There is no entry {target}; the last is {incident.position}. "
            "Type /incident timeline to see them."
        )
    entry = incident.entries[target - 1]
    if not is_withdrawable(entry.fact):
        raise Rejected(
            f"Entry {target} cannot be taken back. Record what is true now instead, "
            "or type /incident note text."
        )
    if target in incident.withdrawn:
        return []
    if entry.actor != actor and not reason:
        raise Rejected(f"Entry {target} is by somebody else. Take it back with a reason.")
    recorded = incident.messages.at(target)
    targets = _with_what_it_brought(incident, recorded) if recorded else [target]
    return [EntryWithdrawn(each, reason) for each in targets]


def undo(incident: Incident, *, actor: PersonId, now: datetime, within: timedelta) -> list[Fact]:
    """Take back what `actor` recorded last, by the fact that says the opposite.

    Raises Rejected when the incident is closed, and when there is nothing of theirs as recent as
    `within`, or nothing that can be taken back.
    """
    not_closed(incident)
    mine = (
        entry
        for entry in reversed(incident.entries)
        if entry.actor == actor
        and entry.position not in incident.withdrawn
        and not isinstance(entry.fact, UNASKED)
    )
    last = next(mine, None)
    if last is None or now - last.recorded > within:
        raise Rejected(
            f"You recorded nothing in the last {within.total_seconds():.0f} seconds. "
            "Record what is true now instead; /incident help lists how."
        )
    if is_withdrawable(last.fact):
        return withdraw(incident, last.position, actor=actor)
    still_open(incident)
    return opposite(incident, last)


def edited(incident: Incident, channel: ChannelId, ts: str, text: str) -> list[Fact]:
    """Note that the author changed a recorded message; also after closing."""
    latest = cleaned(text, MESSAGE_LIMIT)
    return [
        RecordedMessageEdited(message.position, latest)
        for message in _recorded(incident, channel, ts)
        if message.latest != latest
    ]


def deleted(incident: Incident, channel: ChannelId, ts: str) -> list[Fact]:
    """Note that a recorded message was deleted in Slack; also after closing."""
    return [
        RecordedMessageDeleted(message.position)
        for message in _recorded(incident, channel, ts)
        if not message.is_deleted
    ]


def _recorded(incident: Incident, channel: ChannelId, ts: str, mark: str = "") -> list[Recorded]:
    found = incident.messages.of(channel, ts)
    return [message for message in found if mark in {"", message.mark}]


def _brought(incident: Incident, message: MessageRecorded) -> list[Fact]:
    if message.mark == "hypothesis":
        text = cleaned(message.text, HYPOTHESIS_LIMIT)
        if not text or find_hypothesis(incident, text):
            return []
        return [HypothesisRaised(next_number(incident.hypotheses), text, origin="message")]
    if message.mark == "mitigation" and incident.is_open:
        text = cleaned(message.text, MITIGATION_LIMIT)
        if not text or find_mitigation(incident, text):
            return []
        return [MitigationStarted(next_number(incident.mitigations), text)]
    return []


def _with_what_it_brought(incident: Incident, message: Recorded) -> list[int]:
    """Return the message's position and that of the entry which was recorded with it.

    What a mark brings stands right behind the message, in the message's own words.
    """
    behind = incident.entries[message.position : message.position + 1]
    return [
        message.position,
        *(
            entry.position
            for entry in behind
            if entry.position not in incident.withdrawn and _was_brought(entry.fact, message)
        ),
    ]


def _was_brought(fact: Fact, message: Recorded) -> bool:
    match fact:
        case HypothesisRaised(origin="message"):
            return message.mark == "hypothesis"
        case MitigationStarted():
            is_same = fact.what == cleaned(message.text, MITIGATION_LIMIT)
            return message.mark == "mitigation" and is_same
        case _:
            return False
