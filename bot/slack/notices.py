"""What Muster says to one person alone: duties of a role, a catch-up, a question."""

from bot.domain import facts
from bot.domain.incident import Incident
from bot.domain.reminders import Habits, next_update_at
from bot.domain.roles import Role
from bot.domain.terms import Audience, label
from bot.ports import Json, Promised
from bot.slack import blocks
from bot.slack.current import current_step
from bot.slack.desk import Desk, Known
from bot.slack.forms import STATUS_OF
from bot.slack.text import Mrkdwn, channel, clock_time, joined, m, one_line, person
from bot.slack.words import SEVERITY, STATUS


def role_note(desk: Desk, known: Known, effect: Promised) -> Json | None:
    """Tell a person what their new role asks of them, in three lines."""
    fact = known.entry(effect).fact
    if not isinstance(fact, facts.RoleTaken):
        return None
    unnamed = Role(title=fact.role, duties=())
    role = desk.preferences.roles.get(fact.role, unnamed)
    duties = joined("\n", [m("• {}", Mrkdwn(duty)) for duty in role.duties])
    text = m(
        "You are *{}* of {}{}.",
        one_line(role.title),
        Mrkdwn(label(known.incident_id)),
        _where(known.incident),
    )
    return blocks.message(text, [blocks.section(m("{}\n{}", text, duties))])


def role_holder(known: Known, effect: Promised) -> str:
    """Name who took the role, if they still have it."""
    fact = known.entry(effect).fact
    if isinstance(fact, facts.RoleTaken) and known.incident.roles.get(fact.role) == fact.person:
        return str(fact.person)
    return ""


def newcomer(known: Known, effect: Promised) -> str:
    """Name who joined, unless they declared it or brought themselves up by taking a role."""
    fact = known.entry(effect).fact
    if not isinstance(fact, facts.PersonJoined) or fact.person == known.incident.declared_by:
        return ""
    return str(fact.person)


def catch_up(desk: Desk, known: Known, _effect: Promised) -> Json | None:
    """Tell a late joiner what is true now, what was tried, who does what, and how to help."""
    incident = known.incident
    impact = one_line(incident.impact, 500) if incident.impact else Mrkdwn("not described yet")
    lines = [
        m("*Catch-up on {}*: {}", Mrkdwn(label(known.incident_id)), one_line(incident.title)),
        _standing(incident),
        m("*Impact* {}", impact),
        m("*Who* {}", _who(incident)),
        *_now(known),
        *(
            _numbered(f":test_tube: *H{each.number}*", each.text, each.state)
            for each in incident.hypotheses[-4:]
        ),
        *(
            _numbered(f":adhesive_bandage: *M{each.number}*", each.what, each.state)
            for each in incident.mitigations[-4:]
        ),
        _told(incident, desk.preferences.habits),
        Mrkdwn(
            "*How to help* read the pinned card, ask the lead, say what you look at before you "
            "look. /incident help"
        ),
    ]
    text = joined("\n", lines)
    return blocks.message(text, [blocks.section(text)])


def _standing(incident: Incident) -> Mrkdwn:
    severity, status = Mrkdwn(SEVERITY[incident.severity]), Mrkdwn(STATUS[incident.status])
    return m("{} · {} · since {}", severity, status, clock_time(incident.declared_at))


def _now(known: Known) -> list[Mrkdwn]:
    if not known.incident.is_open:
        return []
    return [m("*Now* {}", one_line(current_step(known), 200))]


def _told(incident: Incident, habits: Habits) -> Mrkdwn:
    """Say what customers read last, and by when somebody waits for more."""
    public = [
        each
        for each in incident.updates
        if each.phase == "published" and each.audience is Audience.PUBLIC
    ]
    if public:
        last, state = public[-1], Mrkdwn(STATUS_OF[public[-1].state])
        read = m("{} since {}: {}", state, clock_time(last.at), one_line(last.text, 200))
    else:
        read = Mrkdwn("nothing yet")
    due = next_update_at(incident, habits=habits)
    more = m(" · next update due {}", clock_time(due)) if due else Mrkdwn("")
    return m(":loudspeaker: *Customers read* {}{}", read, more)


def _numbered(name: str, words: str, state: str) -> Mrkdwn:
    return m("{} {} ({})", Mrkdwn(name), one_line(words, 200), Mrkdwn(state))


def declared_from_here(known: Known) -> Json:
    """Tell the readers of a message what became of it."""
    text = m(
        ":rotating_light: *{}* is declared from this message{}.",
        Mrkdwn(label(known.incident_id)),
        _where(known.incident),
    )
    return blocks.message(text, [blocks.section(text)])


def declared_by_form(known: Known) -> Json:
    """Tell whoever sent the form where the incident is."""
    text = m(
        ":rotating_light: *{}* is declared{}: {}",
        Mrkdwn(label(known.incident_id)),
        _where(known.incident),
        one_line(known.incident.title),
    )
    return blocks.message(text, [blocks.section(text)])


def not_said_there(known: Known) -> Json:
    """Tell whoever declared that the readers of the message know nothing of it."""
    text = m(
        "*{}* is declared{}. I am no member of {}, so nothing under the message there says so: "
        "answer it yourself, and type /invite with my name there for the next time.",
        Mrkdwn(label(known.incident_id)),
        _where(known.incident),
        channel(known.incident.origin.origin_channel),
    )
    return blocks.message(text, [blocks.section(text)])


def ask_reporter(_desk: Desk, known: Known, _effect: Promised) -> Json | None:
    """Ask whoever declared it to find a lead; nothing to ask once there is one."""
    if not _leaderless(known.incident):
        return None
    text = m(
        "{}{} has no lead yet. Take it, or ask somebody by name.",
        Mrkdwn(label(known.incident_id)),
        _where(known.incident),
    )
    return blocks.message(text, [blocks.section(text), _take_lead(known)])


def ask_channel(_desk: Desk, known: Known, _effect: Promised) -> Json | None:
    """Ask everybody in the channel, once."""
    if not _leaderless(known.incident):
        return None
    text = Mrkdwn(":bust_in_silhouette: Nobody leads this incident yet. Who takes it?")
    return blocks.message(text, [blocks.section(text), _take_lead(known)])


def reporter(known: Known, _effect: Promised) -> str:
    """Name who declared it."""
    return str(known.incident.declared_by)


def _leaderless(incident: Incident) -> bool:
    return incident.is_open and "lead" not in incident.roles


def _take_lead(known: Known) -> blocks.Block:
    button = blocks.button("Take lead", "take_lead", value=str(known.incident_id), style="primary")
    return blocks.actions([button])


def _where(incident: Incident) -> Mrkdwn:
    return Mrkdwn(f" in <#{incident.channel}>") if incident.channel else Mrkdwn("")


def _who(incident: Incident) -> Mrkdwn:
    if not incident.roles:
        return Mrkdwn("nobody leads yet: type /incident lead")
    return joined(
        " · ",
        [m("{} {}", one_line(role), person(who)) for role, who in sorted(incident.roles.items())],
    )
