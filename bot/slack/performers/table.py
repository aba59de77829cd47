"""Which performer makes which kind of call to Slack."""

from bot.ports import Json, Performer, Promised
from bot.slack.asides import asker, next_step, noted
from bot.slack.card import announcement, card, outdated_announcement
from bot.slack.current import current_step
from bot.slack.desk import Desk, Known
from bot.slack.evidence_card import evidence_card
from bot.slack.lines import late, line_message
from bot.slack.notices import (
    ask_channel,
    ask_reporter,
    catch_up,
    newcomer,
    reporter,
    role_holder,
    role_note,
)
from bot.slack.performers.asking_line import EditAsking
from bot.slack.performers.channel import Create
from bot.slack.performers.channel_state import PinCard, Topic
from bot.slack.performers.editing import Edit, Outdate
from bot.slack.performers.files import Postmortem
from bot.slack.performers.marks import Mark
from bot.slack.performers.messages import RecordMessage, WithdrawMessage
from bot.slack.performers.on_time import OnTime
from bot.slack.performers.origin import AnswerOrigin
from bot.slack.performers.people import Invite
from bot.slack.performers.posting import Post, in_announcements, in_open_incident
from bot.slack.performers.private import Direct, Whisper
from bot.slack.performers.rooms import InRoom, Outside
from bot.slack.reminders import (
    communicator,
    expired,
    in_charge,
    overdue,
    overdue_here,
    starter,
    unwritten,
)
from bot.slack.room_notes import room_note, whoever_leads
from bot.slack.steps_card import steps_card


def performers(desk: Desk, postmortem: Postmortem) -> dict[str, Performer]:
    """Return the performer of every effect kind that is a call to Slack."""
    inside = _inside(desk) | {"slack.postmortem": postmortem} | _on_time(desk, _reminding(desk))
    return (
        {kind: InRoom(desk, performer) for kind, performer in inside.items()}
        | {kind: Outside(desk, performer) for kind, performer in _outside(desk).items()}
        | _anywhere(desk)
        | _on_time(desk, _asking(desk))
    )


def _inside(desk: Desk) -> dict[str, Performer]:
    """Return what happens in the incident channel."""
    return {
        "slack.invite": Invite(desk),
        "slack.topic": Topic(desk),
        "slack.card.post": Post(desk, _card),
        "slack.card.edit": Edit(desk, "slack.card", _card, is_pinned=True),
        "slack.card.pin": PinCard(desk),
        "slack.steps.post": Post(desk, _steps),
        "slack.steps.edit": Edit(desk, "slack.steps", _steps),
        "slack.line": Post(desk, _line),
        "slack.line.edit": EditAsking(desk, _line),
        "slack.evidence": Post(desk, _evidence, under="slack.steps"),
        "slack.catchup": Whisper(desk, catch_up, newcomer),
        "slack.noted": Whisper(desk, noted, asker),
        "slack.next": Whisper(desk, next_step, asker),
        "slack.mark": Mark(desk, "reactions.add"),
        "slack.unmark": Mark(desk, "reactions.remove"),
    }


def _outside(desk: Desk) -> dict[str, Performer]:
    """Return what tells people who are not in the incident channel."""
    return {
        "slack.announce.post": Post(desk, _announcement, in_announcements),
        "slack.announce.edit": Edit(desk, "slack.announce", _announcement),
        "slack.announce.outdate": Outdate(desk, "slack.announce", _outdated),
    }


def _anywhere(desk: Desk) -> dict[str, Performer]:
    """Return what concerns the channel that is to be, one person, or one message."""
    return {
        "slack.channel.create": Create(desk),
        "slack.role.note": Direct(desk, role_note, role_holder),
        "slack.room.note": Direct(desk, room_note, whoever_leads),
        "slack.origin": AnswerOrigin(desk),
        "slack.message.record": RecordMessage(desk),
        "slack.message.withdraw": WithdrawMessage(desk),
    }


def _on_time(desk: Desk, kinds: dict[str, Performer]) -> dict[str, Performer]:
    """Let calls that became due look whether they are still needed."""
    return {kind: OnTime(desk, performer) for kind, performer in kinds.items()}


def _reminding(desk: Desk) -> dict[str, Performer]:
    """Return what becomes due for everybody in the incident channel."""
    return {
        "nudge.lead.channel": Post(desk, ask_channel, in_open_incident),
        "remind.update.channel": Post(desk, overdue_here, in_open_incident),
        "remind.mitigation.channel": Post(desk, expired, in_open_incident),
        "remind.postmortem.channel": Post(desk, unwritten, in_open_incident),
    }


def _asking(desk: Desk) -> dict[str, Performer]:
    """Return what becomes due for one person."""
    return {
        "nudge.lead.reporter": Direct(desk, ask_reporter, reporter),
        "remind.update.lead": Direct(desk, overdue, in_charge),
        "remind.update.comms": Direct(desk, overdue, communicator),
        "remind.mitigation.owner": Direct(desk, expired, starter),
        "remind.postmortem.lead": Direct(desk, unwritten, in_charge),
    }


def _card(desk: Desk, known: Known, effect: Promised) -> Json:
    """Show the record; the call that shows it waits no longer once that is read."""
    others = [each for each in known.promised if each.key != effect.key]
    step = current_step(known)
    return card(known.incident_id, known.incident, others, desk.preferences, step)


def _steps(_desk: Desk, known: Known, _effect: Promised) -> Json:
    return steps_card(known)


def _announcement(_desk: Desk, known: Known, _effect: Promised) -> Json | None:
    """Announce it with its channel: opening that promises the first announcement."""
    if known.incident.channel is None:
        return None
    return announcement(known.incident_id, known.incident)


def _outdated(_desk: Desk, known: Known, _effect: Promised) -> Json:
    return outdated_announcement(known.incident_id, known.incident)


def _line(desk: Desk, known: Known, effect: Promised) -> Json | None:
    entry, roles = known.entry(effect), desk.preferences.roles
    message = line_message(known.incident_id, entry, known.incident, roles)
    when = late(entry, desk.clock(), effect.reference)
    return message | {"blocks": [*message["blocks"], when]} if message and when else message


def _evidence(_desk: Desk, known: Known, effect: Promised) -> Json | None:
    return evidence_card(known.entry(effect))
