"""What became of the calls that Muster promised, in words."""

from collections.abc import Mapping, Sequence

from bot.domain.ledger import STUCK
from bot.ports import Promised

WHAT: Mapping[str, str] = {
    "slack.channel.create": "opening the incident channel",
    "slack.invite": "inviting people",
    "slack.card.post": "posting the card",
    "slack.card.edit": "updating the card",
    "slack.card.pin": "pinning the card",
    "slack.steps.post": "posting the step card",
    "slack.steps.edit": "updating the step card",
    "slack.line": "posting a change in the channel",
    "slack.line.edit": "updating the line of a mitigation or a hypothesis",
    "slack.topic": "setting the channel topic",
    "slack.announce.post": "announcing it",
    "slack.announce.edit": "updating the announcement",
    "slack.announce.outdate": "updating older announcements",
    "slack.role.note": "sending role duties",
    "slack.noted": "confirming a note",
    "slack.next": "showing the next step",
    "slack.room.note": "telling the lead about the channel",
    "slack.catchup": "catching somebody up",
    "slack.origin": "answering where it was declared from",
    "slack.message.record": "recording a message",
    "slack.message.withdraw": "withdrawing a message",
    "slack.mark": "marking a pinned message",
    "slack.unmark": "unmarking a message",
    "slack.evidence": "posting a check result",
    "slack.postmortem": "sharing the postmortem draft",
    "run.probe": "running a check",
    "page.publish": "publishing an update",
    "nudge.lead.reporter": "asking for a lead",
    "nudge.lead.channel": "asking the channel for a lead",
    "remind.update.lead": "reminding the lead of an update",
    "remind.update.comms": "reminding communications of an update",
    "remind.update.channel": "reminding the channel of an update",
    "remind.mitigation.owner": "reminding of a temporary mitigation",
    "remind.mitigation.channel": "reminding the channel of a temporary mitigation",
    "remind.postmortem.lead": "reminding of the postmortem",
    "remind.postmortem.channel": "reminding the channel of the postmortem",
}

OPEN = {"planned", "intent"}
NO_LOSS = ("superseded", "dropped")
"""How the reason begins when a newer call took its place, or nobody misses it."""


BEHIND: Mapping[str, tuple[str, ...]] = {
    "slack.channel.create": ("slack.card.", "slack.steps.", "slack.line", "slack.evidence"),
    "page.publish": ("page.publish",),
}
"""Which kinds wait, in the same lane, until a person has settled one that holds it."""


def in_words(kind: str) -> str:
    """Say what a kind of effect does, as people would."""
    return WHAT.get(kind, kind)


def unsettled(promised: Sequence[Promised]) -> list[Promised]:
    """Return calls that failed, or of which nobody knows whether they happened."""
    return [
        each
        for each in promised
        if each.state == "unknown"
        or (each.state == "failed" and not each.reason.startswith(NO_LOSS))
    ]


def how_long(each: Promised) -> str:
    """Say how a call that is tried again stands: it waits, or has done so for too long."""
    has_waited = (each.not_before or each.planned_at) - each.planned_at
    return "is stuck" if has_waited >= STUCK else "waits"


def waiting(promised: Sequence[Promised]) -> list[Promised]:
    """Return calls that were tried and have to be tried again."""
    return [each for each in held_up(promised) if each.attempts > 0]


def held_up(promised: Sequence[Promised]) -> list[Promised]:
    """Return calls that cannot be made at once for a reason, be it only that Slack asks to wait."""
    return [each for each in promised if each.state in OPEN and each.reason]


def behind(each: Promised, promised: Sequence[Promised]) -> int:
    """Count the calls that cannot be made before this one is settled."""
    kinds = BEHIND.get(each.kind, ())
    later = promised[promised.index(each) + 1 :]
    return sum(other.state in OPEN and other.kind.startswith(kinds) for other in later)
