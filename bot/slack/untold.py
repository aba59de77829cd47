"""Where what customers read and how the response stands differ; neither follows the other."""

from bot.domain.incident import Incident
from bot.domain.parts import Update
from bot.domain.terms import Audience, IncidentId, UpdateState, label
from bot.domain.updates import read_by_customers
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.forms import STATUS_OF
from bot.slack.text import Mrkdwn, clock_time, m
from bot.slack.words import STATUS


def not_told(incident: Incident) -> Mrkdwn | None:
    """Say what customers read last; None when that is resolved, or nothing was ever published."""
    last = read_by_customers(incident)
    if last is None or last.state is UpdateState.RESOLVED:
        return None
    state, since = Mrkdwn(STATUS_OF[last.state]), clock_time(last.at)
    return m(
        ":warning: Customers have not been told that it is over: since {} they read  {}.",
        since, state,
    )  # fmt: skip


def still_read(incident: Incident) -> Mrkdwn | None:
    """Say what customers read now; None when that is how the response stands, or on its way."""
    last = _last_said(incident)
    if last is not None and last.state.value == incident.status.value:
        return None
    if read := read_by_customers(incident):
        return m("Customers are not told by this; they read  {}.", Mrkdwn(STATUS_OF[read.state]))
    return Mrkdwn("Customers are not told by this; they have read nothing yet.")


def tell_customers(incident_id: IncidentId) -> Block:
    """Build the button that begins an update."""
    return blocks.button("Tell customers", "update_form", value=str(incident_id), style="primary")


def follow_suit(incident_id: IncidentId, incident: Incident, said: UpdateState) -> list[Block]:
    """Offer to move the status to what customers were told, if it stands elsewhere."""
    if not incident.is_open or said.value == incident.status.value:
        return []
    stands = m("The incident itself stays  {}.", Mrkdwn(STATUS[incident.status]))
    if said is UpdateState.RESOLVED:
        button = blocks.button("Resolve", "resolve_form", value=str(incident_id))
    else:
        line = f"{label(incident_id)} status {said.value}"
        words = f"Set status to {said.value.capitalize()}"
        button = blocks.button(words, "say", value=line, style="primary")
    return [blocks.section(stands), blocks.actions([button])]


def _last_said(incident: Incident) -> Update | None:
    """Return the newest update that customers read, or will in a moment."""
    public = [each for each in incident.updates if each.audience is Audience.PUBLIC]
    said = [each for each in public if each.phase in {"approved", "published"}]
    return said[-1] if said else None
