"""What whoever leads is told when something happens to the incident channel."""

from bot.domain import facts
from bot.domain.incident import Incident
from bot.domain.terms import MUSTER, IncidentId, PersonId, label
from bot.ports import Json, Promised
from bot.slack import blocks
from bot.slack.desk import Desk, Known
from bot.slack.text import Mrkdwn, m, one_line, person


def whoever_leads(known: Known, effect: Promised) -> str:
    """Name who leads, else who declared it; nobody when they did it themselves, or it is over."""
    incident = known.incident
    who = incident.lead or incident.declared_by
    did_it = known.entry(effect).actor == who
    return "" if did_it or not incident.is_open else str(who)


def room_note(_desk: Desk, known: Known, effect: Promised) -> Json | None:
    """Say what happened, what goes on, and what to do; nothing once it is so no longer."""
    entry, incident = known.entry(effect), known.incident
    room, name = incident.room, one_line(incident.channel_name)
    number = Mrkdwn(label(known.incident_id))
    match entry.fact:
        case facts.ChannelArchived() if room.is_archived:
            text = m(
                "#{} was archived, so nobody can respond there to *{}*. To go on, unarchive it in "
                "Slack; if it is over, type /incident {} resolve.",
                name, number, number,
            )  # fmt: skip
        case facts.ChannelDeleted() if room.is_deleted:
            text = m(
                "#{} was deleted, or hidden from Muster. *{}* goes on: its record is whole, and "
                "every verb works from any channel, for example /incident {} note what happened.{}",
                name, number, number, _if_hidden(entry.actor),
            )  # fmt: skip
        case facts.MusterRemoved() if room.is_out:
            text = m(
                "Muster was removed from <#{}>, so it neither hears nor says anything there. What "
                "it has to say about *{}* waits. To go on, type /invite @muster there.",
                Mrkdwn(str(incident.channel)), number,
            )  # fmt: skip
        case facts.ChannelConverted(is_private=True) if room.is_private:
            text = m(
                "<#{}> is private now, so other channels learn nothing more about *{}* from Muster "
                "than that it exists. What customers read is still yours to publish.",
                Mrkdwn(str(incident.channel)), number,
            )  # fmt: skip
        case facts.EffectFailed() | facts.EffectStuck() if not incident.channel:
            text = _not_opened(number, entry.fact)
        case _:
            return None
    return blocks.message(text, [blocks.section(text)])


def _not_opened(number: Mrkdwn, fact: facts.EffectFailed | facts.EffectStuck) -> Mrkdwn:
    """Say that there is no channel, that the incident is on record, and what to do."""
    is_over = isinstance(fact, facts.EffectFailed)
    how, on = ("could not be opened", "offers to try again") if is_over else (
        "cannot be opened yet", "says how it goes on: Muster keeps trying"
    )  # fmt: skip
    return m(
        "The channel of *{}* {}: {}. The incident is on record, and every verb works from any "
        "channel, for example /incident {} note what happened. /incident {} health {}.",
        number, Mrkdwn(how), one_line(fact.reason.rstrip("."), 300), number, number, Mrkdwn(on),
    )  # fmt: skip


def _if_hidden(actor: PersonId) -> Mrkdwn:
    """Say what helps when only Muster found the channel gone, and nobody told of its end."""
    hint = " If the channel is still there, type /invite @muster in it." if actor == MUSTER else ""
    return Mrkdwn(hint)


def where(incident: Incident) -> Mrkdwn:
    """Name the incident channel for readers elsewhere, or say why there is none to go to."""
    if not incident.channel:
        return Mrkdwn("")
    if incident.room.is_deleted:
        return m("(its channel #{} was deleted)", one_line(incident.channel_name))
    archived = Mrkdwn(" (archived)" if incident.room.is_archived else "")
    return m("<#{}>{}", Mrkdwn(str(incident.channel)), archived)


def private_announcement(incident_id: IncidentId, incident: Incident) -> Json:
    """Say no more to those outside than that there is an incident, and whom to ask."""
    whom = incident.lead or incident.declared_by
    over = "is private" if incident.is_open else "was private and is over"
    text = m(":lock: *{}* {}. Ask {}.", Mrkdwn(label(incident_id)), Mrkdwn(over), person(whom))
    return blocks.message(text, [blocks.section(text)])
