"""Say what the public page says as JSON, in the shape that status page readers know."""

from datetime import datetime

from bot.domain.terms import UpdateState, slug
from bot.ports import Json, PagePost
from bot.web.pages import machine_time
from bot.workflows.read_public_page import PublicIncident, PublicPage

PAGE_ID = "muster"


def summary(page: PublicPage, *, name: str, url: str, with_past: bool) -> Json:
    """Return page, status, components and incidents; `url` is the address of /status.

    Muster publishes no components, and no impact: any open incident counts as "minor", the least
    that can be claimed.
    Vendor: https://metastatuspage.com/api/v2/summary.json, described at
    https://metastatuspage.com/api
    """
    incidents = (*page.current, *page.past) if with_past else page.current
    return {
        "page": {
            "id": PAGE_ID,
            "name": name,
            "url": url,
            "time_zone": "Etc/UTC",
            "updated_at": _time(page.updated_at),
        },
        "status": {
            "indicator": "minor" if page.current else "none",
            "description": headline(page),
        },
        "components": [],
        "incidents": [_incident(each, url) for each in incidents],
        "scheduled_maintenances": [],
    }


def headline(page: PublicPage) -> str:
    """Say in a few words how things are."""
    match len(page.current):
        case 0:
            return "No incidents reported"
        case 1:
            return "1 open incident"
        case many:
            return f"{many} open incidents"


def _incident(incident: PublicIncident, url: str) -> Json:
    is_over = incident.state is UpdateState.RESOLVED
    return {
        "id": slug(incident.incident_id),
        "name": incident.title,
        "status": incident.state.value,
        "impact": "none" if is_over else "minor",
        "created_at": _time(incident.started_at),
        "started_at": _time(incident.started_at),
        "updated_at": _time(incident.updated_at),
        "monitoring_at": _time(incident.last_said(UpdateState.MONITORING)),
        "resolved_at": _time(incident.updated_at) if is_over else None,
        "shortlink": f"{url}/incidents/{incident.incident_id}",
        "page_id": PAGE_ID,
        "components": [],
        "incident_updates": [_update(post) for post in incident.updates],
    }


def _update(post: PagePost) -> Json:
    at = machine_time(post.at)
    return {
        "id": f"{slug(post.incident_id)}-update-{post.number}",
        "incident_id": slug(post.incident_id),
        "status": post.state.value,
        "body": post.text,
        "created_at": at,
        "updated_at": at,
        "display_at": at,
        "affected_components": [],
    }


def _time(at: datetime | None) -> str | None:
    return machine_time(at) if at else None
