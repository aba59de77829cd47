"""Keep one row per incident that says how it stands; it follows from the timeline alone."""

from typing import Any

from sqlalchemy import Connection, Row

from bot.domain.incident import Incident
from bot.domain.terms import ChannelId, IncidentId, PersonId, Severity, Status
from bot.ports import Summary
from bot.storage.dialects import or_change
from bot.storage.tables import incidents

FOLLOWING = tuple(
    column.name for column in incidents.columns if column.name not in {"id", "team_id"}
)
"""The columns that follow from the timeline."""

_WRITE = or_change(incidents, "id", change=FOLLOWING)


def write_summary(
    connection: Connection, incident_id: IncidentId, incident: Incident, head_hash: str
) -> None:
    """Make the summary say what the timeline says now."""
    values = columns_of(incident_id, incident, head_hash)
    connection.execute(_WRITE[connection.dialect.name], values)


def columns_of(incident_id: IncidentId, incident: Incident, head_hash: str) -> dict[str, Any]:
    """Return what the summary of this incident says."""
    return {
        "id": incident_id,
        "title": incident.title,
        "severity": incident.severity.value,
        "status": incident.status.value,
        "is_drill": incident.is_drill,
        "lead": incident.roles.get("lead"),
        "channel_id": incident.channel,
        "channel_name": incident.channel_name,
        "declared_at": incident.declared_at,
        "declared_by": incident.declared_by,
        "head_position": incident.position,
        "head_hash": head_hash,
    }


def summary(row: Row[Any]) -> Summary:
    """Return a summary as everybody else knows it."""
    return Summary(
        incident_id=IncidentId(row.id),
        title=row.title,
        severity=Severity(row.severity),
        status=Status(row.status),
        lead=PersonId(row.lead) if row.lead else None,
        channel=ChannelId(row.channel_id) if row.channel_id else None,
        channel_name=row.channel_name,
        declared_at=row.declared_at,
        declared_by=PersonId(row.declared_by),
        is_drill=row.is_drill,
        head_position=row.head_position,
    )
