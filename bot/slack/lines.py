"""One line in the channel per change, in the past tense, with who did it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.domain import facts
from bot.domain.entries import Entry
from bot.domain.facts import Fact
from bot.domain.incident import Incident
from bot.domain.roles import Role
from bot.domain.terms import IncidentId, PersonId, Verdict
from bot.ports import Json
from bot.slack import blocks
from bot.slack.text import Mrkdwn, clock_time, date_time, escape, link, m, one_line, person
from bot.slack.values import packed
from bot.slack.words import JUDGED, MITIGATED, SEVERITY, STATUS, VERDICT


def line_message(
    incident_id: IncidentId, entry: Entry, incident: Incident, roles: Mapping[str, Role]
) -> Json | None:
    """Show the line; that of a mitigation or hypothesis asks what became of it."""
    text = line(entry, incident, roles)
    if text is None:
        return None
    known, buttons = _asking(incident_id, entry.fact, incident)
    if known:
        text = m("{}\n{}", text, _w(known))
    asked = [blocks.actions(buttons)] if buttons else []
    return blocks.message(text, [blocks.section(text), *asked])


def _asking(
    incident_id: IncidentId, fact: Fact, incident: Incident
) -> tuple[str, list[blocks.Block]]:
    """Return what is known of what was started or raised, and the buttons that say more."""
    match fact:
        case facts.MitigationStarted(number=number):
            state = next(each.state for each in incident.mitigations if each.number == number)
            known, is_open = MITIGATED.get(state, ""), state not in MITIGATED
            choices = (
                ("Worked", "mitigation_worked"),
                ("Did not work (revert)", "mitigation_reverted"),
            )
        case facts.HypothesisRaised(number=number):
            state = next(each.state for each in incident.hypotheses if each.number == number)
            known, is_open = JUDGED.get(state, ""), state in {"open", Verdict.INCONCLUSIVE}
            choices = (("Supported", "hypothesis_supported"), ("Refuted", "hypothesis_refuted"))
        case _:
            return "", []
    value = packed(incident_id, number)
    buttons = [blocks.button(words, action, value=value) for words, action in choices]
    return known, buttons if is_open else []


LATE = timedelta(minutes=1)
"""A line that is posted later than this says when it happened."""


def line(entry: Entry, incident: Incident, roles: Mapping[str, Role]) -> Mrkdwn | None:
    """Say what changed; None for facts that deserve no line of their own."""
    who = person(entry.actor)
    return (
        _situation(entry.fact, who)
        or _noted(entry, who, incident)
        or _work(entry.fact, who, incident)
        or _people(entry.fact, who, roles)
    )


def late(entry: Entry, now: datetime, reference: str = "") -> blocks.Block | None:
    """Say when it happened, if that cannot be seen from when it is posted.

    A message that is there already, under this `reference`, was posted at its own time.
    """
    posted = datetime.fromtimestamp(float(reference.split()[1]), UTC) if reference else now
    if posted - entry.occurred < LATE:
        return None
    return blocks.context(m(":clock3: This happened at {}.", date_time(entry.occurred)))


def because(why: str) -> Mrkdwn:
    """Add the reason, if there is one."""
    return m(" — {}", one_line(why)) if why else Mrkdwn("")


def _situation(fact: Fact, who: Mrkdwn) -> Mrkdwn | None:
    match fact:
        case facts.SeverityChanged():
            text = m("{} set the severity to *{}*{}", who, _w(SEVERITY[fact.to]), because(fact.why))
        case facts.Retitled():
            text = m("{} changed the title to *{}*", who, one_line(fact.title))
        case facts.ImpactDescribed():
            text = m("{} described the impact: {}", who, one_line(fact.impact, 600))
        case facts.StatusChanged():
            text = m("{} set the status to *{}*{}", who, _w(STATUS[fact.to]), because(fact.why))
        case facts.Resolved():
            text = m(":white_check_mark: {} *resolved* the incident{}", who, because(fact.summary))
        case facts.Closed():
            text = m(":lock: {} *closed* the incident{}", who, because(fact.why))
        case facts.Reopened():
            text = m(":rotating_light: {} *reopened* the incident{}", who, because(fact.why))
        case _:
            return None
    return text


def _noted(entry: Entry, who: Mrkdwn, incident: Incident) -> Mrkdwn | None:
    """Say a note; nobody needs to read one that was taken back before."""
    if not isinstance(entry.fact, facts.Noted) or entry.position in incident.withdrawn:
        return None
    return m(":memo: {} noted: {}", who, one_line(entry.fact.text, 2_000))


def _work(fact: Fact, who: Mrkdwn, incident: Incident) -> Mrkdwn | None:
    match fact:
        case facts.HypothesisRaised():
            return m(
                ":test_tube: {} raised *H{}*: {}", who, _w(fact.number), one_line(fact.text, 600)
            )
        case facts.HypothesisJudged():
            seen = Mrkdwn(" ".join(f"E{number}" for number in fact.evidence))
            proof = m(" ({})", seen) if seen else Mrkdwn("")
            said = m("{} judged *H{}* {}", who, _w(fact.number), _w(VERDICT[fact.verdict]))
            return m("{}{}{}", said, proof, because(fact.why))
        case facts.UpdatePublished():
            return _published(fact, incident)
        case _:
            return _restored(fact, who)


def _restored(fact: Fact, who: Mrkdwn) -> Mrkdwn | None:
    match fact:
        case facts.MitigationStarted():
            return _mitigation(fact, who)
        case facts.MitigationConfirmed():
            return m("{} says *M{}* works{}", who, _w(fact.number), because(fact.why))
        case facts.MitigationReverted():
            return m("{} reverted *M{}*{}", who, _w(fact.number), because(fact.why))
        case facts.MitigationMadePermanent():
            return m("{} keeps *M{}* for good{}", who, _w(fact.number), because(fact.why))
        case _:
            return None


def _mitigation(fact: facts.MitigationStarted, who: Mrkdwn) -> Mrkdwn:
    text = m(
        ":adhesive_bandage: {} started *M{}*: {}", who, _w(fact.number), one_line(fact.what, 600)
    )
    if not fact.is_temporary:
        return text
    until = m(" until {}", clock_time(fact.until)) if fact.until else Mrkdwn("")
    undo = m(", undo: {}", one_line(fact.revert)) if fact.revert else Mrkdwn("")
    return m("{} _(temporary{}{})_", text, until, undo)


def _published(fact: facts.UpdatePublished, incident: Incident) -> Mrkdwn | None:
    update = next((each for each in incident.updates if each.number == fact.number), None)
    if update is None:
        return None
    where = Mrkdwn("the status page" if update.audience.value == "public" else "colleagues")
    where = link(fact.url, where) if fact.url else where
    words = escape(update.text, 2_000)
    return m(
        ":loudspeaker: *U{}* is out to {} ({}):\n{}",
        _w(fact.number), where, _w(update.state.value), words,
    )  # fmt: skip


def _people(fact: Fact, who: Mrkdwn, roles: Mapping[str, Role]) -> Mrkdwn | None:
    match fact:
        case facts.RoleTaken():
            title = _title(fact.role, roles)
            if who == person(fact.person):
                return m("{} is *{}*", who, title)
            return m("{} is *{}* now, asked by {}", person(fact.person), title, who)
        case facts.RoleReleased():
            return m("{} is no longer *{}*", person(fact.person), _title(fact.role, roles))
        case _:
            return None


def has(who: PersonId, role: str, roles: Mapping[str, Role]) -> Mrkdwn:
    """Say that somebody has the role already."""
    return m("{} is *{}* already", person(who), _title(role, roles))


def _title(role: str, roles: Mapping[str, Role]) -> Mrkdwn:
    return one_line(roles[role].title if role in roles else role, 80)


def _w(word: object) -> Mrkdwn:
    """Trust a word of our own: a number, a symbol, a state."""
    return Mrkdwn(str(word))
