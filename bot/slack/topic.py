"""The channel topic: what people read first when they open the channel."""

from bot.domain.incident import Incident
from bot.domain.terms import IncidentId, label
from bot.slack.text import Mrkdwn
from bot.slack.words import SEVERITY, STATUS, without_symbol


def topic(incident_id: IncidentId, incident: Incident) -> Mrkdwn:
    """Say number, severity and status, short enough for the head of a phone's screen.

    Not the title, which the name of the channel says. Not the lead: each change of the topic is
    one more line in the channel, and taking the lead has its own line.
    Vendor: https://docs.slack.dev/reference/methods/conversations.setTopic
    """
    severity = without_symbol(SEVERITY[incident.severity])
    status = without_symbol(STATUS[incident.status])
    return Mrkdwn(f"{label(incident_id)} · {severity} · {status}")
