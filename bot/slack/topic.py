"""The channel topic: what people read first when they open the channel."""

from bot.domain.incident import Incident
from bot.domain.terms import IncidentId, Severity, label

LONGEST = 250
"""Vendor: https://docs.slack.dev/reference/methods/conversations.setTopic"""


def topic(incident_id: IncidentId, incident: Incident) -> str:
    """Say number, severity, status and title, in at most 250 characters.

    Not the lead: each change of the topic is one more line in the channel.
    """
    severity = (
        "severity unknown" if incident.severity is Severity.UNKNOWN else incident.severity.upper()
    )
    title = incident.title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = f"{label(incident_id)} · {severity} · {incident.status.value} · {title}"
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit("&", 1)[0] + "…"
