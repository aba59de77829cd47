"""The card: one pinned message that is edited for ever."""

from collections.abc import Sequence

from bot.domain.calls import in_words
from bot.domain.incident import Incident
from bot.domain.reminders import Habits, next_update_at
from bot.domain.terms import IncidentId, Severity, Status, label
from bot.domain.updates import read_by_customers
from bot.ports import Json, Promised
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.forms import STATUS_OF
from bot.slack.health import how_long, unsettled, waiting
from bot.slack.preferences import Preferences
from bot.slack.room_notes import private_announcement, where
from bot.slack.text import (
    Mrkdwn,
    clock_time,
    date_time,
    escape,
    joined,
    link,
    m,
    one_line,
    person,
    time_passed,
)
from bot.slack.untold import not_told, tell_customers
from bot.slack.words import SEVERITY, STATUS

MORE = (
    ("Add a note", "note"),
    ("Raise a hypothesis", "hypo"),
    ("Start a mitigation", "mitigate"),
    ("Describe the impact", "impact"),
    ("Assign a role", "role"),
)


def card(
    incident_id: IncidentId,
    incident: Incident,
    promised: Sequence[Promised],
    preferences: Preferences,
    step: str = "",
) -> Json:
    """Show everything that matters now; `step` is the current runbook step, in words."""
    text = (
        f"{label(incident_id)} {incident.severity.value} {incident.status.value}: {incident.title}"
    )
    return blocks.message(
        escape(text, 1_000),
        [
            blocks.header(f"{label(incident_id)} · {incident.title}"),
            blocks.fields(_fields(incident, preferences.habits)),
            *_impact(incident),
            *_state_of_work(incident, step),
            *_trouble(incident_id, promised),
            *_links(incident_id, incident, preferences),
            *_buttons(incident_id, incident),
        ],
    )


def _fields(incident: Incident, habits: Habits) -> list[Mrkdwn]:
    lead = incident.roles.get("lead")
    fields = [
        m("*Severity*\n{}", Mrkdwn(SEVERITY[incident.severity])),
        m("*Status*\n{}", Mrkdwn(STATUS[incident.status])),
        m("*Lead*\n{}", person(lead) if lead else Mrkdwn(":bust_in_silhouette: nobody yet")),
        _begin(incident),
        *_updates(incident, habits),
    ]
    others = [
        m("{}: {}", one_line(role, 40), person(who))
        for role, who in sorted(incident.roles.items())
        if role != "lead"
    ]
    return [*fields, m("*Roles*\n{}", joined(" · ", others))] if others else fields


def _begin(incident: Incident) -> Mrkdwn:
    """Say how long it has lasted, from when it began if that is known."""
    by = person(incident.declared_by)
    if incident.started_at is None:
        return m("*Declared*\n{} by {}", time_passed(incident.declared_at), by)
    started, declared = time_passed(incident.started_at), clock_time(incident.declared_at)
    return m("*Started*\n{}\nDeclared {} by {}", started, declared, by)


def _updates(incident: Incident, habits: Habits) -> list[Mrkdwn]:
    """Say when somebody outside waits for words, and when they had some last."""
    due, last = next_update_at(incident, habits=habits), incident.last_update_at
    if due is None:
        return [m("*Last update*\n{}", time_passed(last))] if last else []
    before = m("last {}", clock_time(last)) if last else Mrkdwn("no update yet")
    return [m("*Next update due*\n{}\n{}", time_passed(due), before)]


def _impact(incident: Incident) -> list[Block]:
    if not incident.impact:
        return []
    return [blocks.section(m("*Impact*  {}", one_line(incident.impact, 1_000)))]


def _state_of_work(incident: Incident, step: str) -> list[Block]:
    lines = []
    if incident.is_open and step:
        lines.append(m("*Now*  {}", one_line(step, 200)))
    hypotheses = [each for each in incident.hypotheses if each.state == "open"]
    lines += [
        m(":test_tube: *H{}*  {}", Mrkdwn(str(each.number)), one_line(each.text, 200))
        for each in hypotheses[-3:]
    ]
    running = [each for each in incident.mitigations if each.state in {"started", "effective"}]
    lines += [
        m(
            ":adhesive_bandage: *M{}*  {}{}{}",
            Mrkdwn(str(each.number)),
            one_line(each.what, 200),
            Mrkdwn(" _(temporary)_" if each.is_temporary else ""),
            Mrkdwn("  :white_check_mark: works" if each.state == "effective" else ""),
        )
        for each in running[-3:]
    ]
    if outside := read_by_customers(incident):
        state = Mrkdwn(STATUS_OF[outside.state])
        lines.append(m("*Customers read*  {} since {}", state, clock_time(outside.at)))
    if not incident.is_open and (stale := not_told(incident)):
        lines[-1] = stale
    return [blocks.section(joined("\n", lines))] if lines else []


def _trouble(incident_id: IncidentId, promised: Sequence[Promised]) -> list[Block]:
    bad, slow = unsettled(promised), waiting(promised)
    if not bad and not slow:
        return []
    lines = [
        m(":warning: {}: {}", one_line(in_words(each.kind), 80), one_line(each.reason, 150))
        for each in bad[-3:]
    ]
    lines += [
        m(
            ":hourglass: {} {} since {}: {}",
            one_line(in_words(each.kind), 80),
            Mrkdwn(how_long(each)),
            clock_time(each.planned_at),
            one_line(each.reason, 150),
        )
        for each in slow[-2:]
    ]
    text = joined("\n", [*lines, Mrkdwn("Details: /incident health")])
    if not bad:
        return [blocks.context(text)]
    button = blocks.button("Settle it", "effects", value=str(incident_id))
    return [blocks.section(text, accessory=button)]


def _links(incident_id: IncidentId, incident: Incident, preferences: Preferences) -> list[Block]:
    links = []
    if incident.runbook:
        links.append(m("Runbook: {}", one_line(incident.runbook.title, 80)))
    if preferences.page_url:
        links.append(link(f"{preferences.page_url}/status", "What customers see"))
        if preferences.has_console:
            links.append(
                link(f"{preferences.page_url}/incidents/{incident_id}", "Timeline and postmortem")
            )
    return [blocks.context(*links)] if links else []


def _buttons(incident_id: IncidentId, incident: Incident) -> list[Block]:
    value = str(incident_id)
    if not incident.is_open:
        return [blocks.actions(_afterwards(incident_id, incident))]
    elements = [
        blocks.button("Severity", "severity_form", value=value),
        blocks.button("Update", "update_form", value=value),
        blocks.button("Status page", "statuspage", value=value),
        blocks.button("Resolve", "resolve_form", value=value),
        {
            "type": "overflow",
            "action_id": "more",
            "options": [blocks.option(text, f"{verb}:{value}") for text, verb in MORE],
        },
    ]
    if incident.lead is None:
        elements.insert(0, blocks.button("Take lead", "take_lead", value=value, style="primary"))
    return [blocks.actions(elements)]


def _afterwards(incident_id: IncidentId, incident: Incident) -> list[Block]:
    """Offer what is left to do; customers come first until they read that it is over."""
    value, stale = str(incident_id), not_told(incident) is not None
    draft = "" if stale else "primary"
    elements = [
        blocks.button("Postmortem draft", "postmortem", value=value, style=draft),
        blocks.button("Reopen", "reopen_form", value=value),
    ]
    if incident.status is not Status.RESOLVED:
        return elements
    if stale:
        elements.insert(0, tell_customers(incident_id))
    elif read_by_customers(incident) is None:
        elements.append(blocks.button("Update", "update_form", value=value))
    return [*elements, blocks.button("Close", "close", value=value)]


def announcement(incident_id: IncidentId, incident: Incident) -> Json:
    """Tell everybody else, in one message that is edited; of a private one, only that it is."""
    if incident.room.is_hidden:
        return private_announcement(incident_id, incident)
    title = one_line(incident.title)
    severity = SEVERITY[incident.severity] if incident.severity is not Severity.UNKNOWN else ""
    lead = incident.roles.get("lead")
    parts = [Mrkdwn(part) for part in (severity, STATUS[incident.status]) if part]
    parts.append(m("Lead {}", person(lead)) if lead else Mrkdwn("No lead yet"))
    parts.append(m("since {}", date_time(incident.started_at or incident.declared_at)))
    place = where(incident)
    body = m("*{}*  {}  {}\n{}", Mrkdwn(label(incident_id)), title, place, joined(" · ", parts))
    impact = [blocks.context(one_line(incident.impact, 600))] if incident.impact else []
    text = f"{label(incident_id)} {incident.status.value}: {incident.title}"
    return blocks.message(escape(text, 1_000), [blocks.section(body), *impact])


def outdated_announcement(incident_id: IncidentId, incident: Incident) -> Json:
    """Say what an older announcement says once there is a newer one: nothing that can be stale."""
    if incident.room.is_hidden:
        return private_announcement(incident_id, incident)
    title, place = one_line(incident.title), where(incident)
    text = m("*{}*  {}  {}  see the newer post below", Mrkdwn(label(incident_id)), title, place)
    return blocks.message(text, [blocks.context(text)])
