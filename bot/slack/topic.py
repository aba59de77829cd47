"""The channel topic: what people read first when they open the channel."""

from bot.domain.incident import Incident
from bot.domain.terms import IncidentId, Severity, label

LONGEST = 250
"""Vendor: https://docs.slack.dev/reference/methods/conversations.setTopic"""


def topic(incident_id: IncidentId, incident: Incident) -> str:
    """Say number, severity, status, lead and title, in at most 250 characters."""
    severity = (
        "severity unknown" if incident.severity is Severity.UNKNOWN else incident.severity.upper()
    )
    lead = incident.roles.get("lead")
    who = f"lead <@{lead}>" if lead else "no lead yet"
    title = incident.title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = f"{label(incident_id)} · {severity} · {incident.status.value} · {who} · {title}"
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit("&", 1)[0] + "…"
