"""What people are told when something is overdue: an update, a way back, the postmortem."""

from bot.domain.incident import Incident
from bot.domain.parts import Mitigation
from bot.domain.reminders import OVERDUE, due, is_expired, next_update_at
from bot.domain.terms import IncidentId, Status, label
from bot.ports import Json, Promised
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.desk import Desk, Known
from bot.slack.text import Mrkdwn, channel, date_time, m, one_line, person, time_passed
from bot.slack.values import packed
from bot.workflows.remind import number_of


def overdue(desk: Desk, known: Known, effect: Promised) -> Json | None:
    """Remind one person of the update; nothing once more people are told than this one."""
    text = _overdue(desk, known, effect)
    return _with(text, update_buttons(known.incident_id)) if text else None


def overdue_here(desk: Desk, known: Known, effect: Promised) -> Json | None:
    """Remind the channel, naming who could write it."""
    text = _overdue(desk, known, effect)
    if text is None:
        return None
    who = communicator(known, effect) or str(known.incident.lead or "")
    ask = m(" {}, can you?", person(who)) if who else Mrkdwn(" Who writes it?")
    return _with(m("{}{}", text, ask), update_buttons(known.incident_id))


def update_buttons(incident_id: IncidentId) -> Block:
    """Offer to write it, to wait, and to be left alone."""
    value = str(incident_id)
    return blocks.actions(
        [
            blocks.button("Write the update", "update_form", value=value, style="primary"),
            blocks.button("Snooze 15 min", "remind_snooze", value=value),
            blocks.button("Off for this incident", "remind_off", value=value),
        ]
    )


def expired(desk: Desk, known: Known, effect: Promised) -> Json | None:
    """Remind of a temporary mitigation that is past its end."""
    mitigation = _mitigation(known.incident, effect)
    if mitigation is None or known.incident.status is Status.CLOSED:
        return None
    number = Mrkdwn(str(mitigation.number))
    text = m(
        ":adhesive_bandage: *M{}* of {} was to be undone by {}: {}{}",
        number,
        where(known),
        date_time(mitigation.until or desk.clock()),
        one_line(mitigation.what),
        m("\nHow: {}", one_line(mitigation.revert)) if mitigation.revert else Mrkdwn(""),
    )
    started = m("\nStarted by {}.", person(mitigation.by))
    stays = m(
        " It stays? Type `/incident {} mitigate {} permanent why`.",
        Mrkdwn(label(known.incident_id)),
        number,
    )
    undone = blocks.button(
        "It is undone",
        "mitigation_undone",
        value=packed(known.incident_id, mitigation.number),
        style="primary",
    )
    return _with(m("{}{}{}", text, started, stays), blocks.actions([undone]))


def unwritten(_desk: Desk, known: Known, _effect: Promised) -> Json | None:
    """Remind of the postmortem while the incident is resolved and nobody has closed it."""
    if known.incident.status is not Status.RESOLVED or known.incident.resolved_at is None:
        return None
    incident_id = Mrkdwn(label(known.incident_id))
    text = m(
        ":memo: The postmortem of {} is due: it was resolved {}.\n"
        "`/incident {} postmortem` has the draft; `/incident {} close` says that it is done.",
        where(known),
        date_time(known.incident.resolved_at),
        incident_id,
        incident_id,
    )
    return blocks.message(text, [blocks.section(text)])


def in_charge(known: Known, _effect: Promised) -> str:
    """Name the lead, or while there is none who declared it."""
    return str(known.incident.lead or known.incident.declared_by)


def communicator(known: Known, effect: Promised) -> str:
    """Name who tells customers, unless that one was reminded first."""
    comms = str(known.incident.roles.get("comms", ""))
    return "" if comms == in_charge(known, effect) else comms


def starter(known: Known, effect: Promised) -> str:
    """Name who started the mitigation."""
    mitigation = _mitigation(known.incident, effect)
    return str(mitigation.by) if mitigation else ""


def where(known: Known) -> Mrkdwn:
    """Name the incident and its channel."""
    name = Mrkdwn(label(known.incident_id))
    room = known.incident.channel
    return m("{} in {}", name, channel(room)) if room else name


def _overdue(desk: Desk, known: Known, effect: Promised) -> Mrkdwn | None:
    """Say since when an update is overdue; None when none is, or others are told by now."""
    promised = next_update_at(known.incident, habits=desk.preferences.habits)
    if promised is None or _others_are_told(desk, known, effect):
        return None
    last = known.incident.last_update_at
    before = m("The last one was {}.", date_time(last)) if last else Mrkdwn("There was none yet.")
    return m(
        ":loudspeaker: An update on {} was due {}. {}", where(known), time_passed(promised), before
    )


def _others_are_told(desk: Desk, known: Known, effect: Promised) -> bool:
    """Tell whether it is somebody else's turn already: after downtime one reminder is enough."""
    kinds = list(OVERDUE)
    later = set(kinds[kinds.index(effect.kind) + 1 :])
    if not communicator(known, effect):
        later.discard("remind.update.comms")
    reached = due(known.incident, desk.clock(), habits=desk.preferences.habits)
    return any(each.kind in later for each in reached)


def _mitigation(incident: Incident, effect: Promised) -> Mitigation | None:
    number = number_of(str(effect.payload["timer"]))
    pending = [each for each in incident.mitigations if is_expired(each)]
    return next((each for each in pending if each.number == number), None)


def _with(text: Mrkdwn, buttons: Block) -> Json:
    return blocks.message(text, [blocks.section(text), buttons])
