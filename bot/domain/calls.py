"""What Muster does outside, in words."""

from collections.abc import Mapping

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
"""What the calls of each kind do, as people would say it."""


def in_words(kind: str) -> str:
    """Say what a kind of call does, as people would."""
    return WHAT.get(kind, kind)


def call_in_words(effect: str) -> str:
    """Say what a promised call does, whose key names its kind: inc-1/slack.topic/9."""
    return next((WHAT[part] for part in effect.split("/") if part in WHAT), effect)
