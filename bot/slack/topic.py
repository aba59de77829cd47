"""The channel topic: what people read first when they open the channel."""

from bot.domain.incident import Incident
from bot.domain.terms import IncidentId, Severity, label
from bot.slack.text import Mrkdwn, m, one_line, shortened

LONGEST = 250
"""Vendor: https://docs.slack.dev/reference/methods/conversations.setTopic"""


def topic(incident_id: IncidentId, incident: Incident) -> Mrkdwn:
    """Say number, severity, status and title, in at most 250 characters.

    Not the lead: each change of the topic is one more line in the channel.
    """
    severity = (
        "severity unknown" if incident.severity is Severity.UNKNOWN else incident.severity.upper()
    )
    standing = Mrkdwn(f"{label(incident_id)} · {severity} · {incident.status.value}")
    return shortened(m("{} · {}", standing, one_line(incident.title)), LONGEST)
