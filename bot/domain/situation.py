"""Change what is said about an incident as a whole: how bad, what, where it stands."""

from datetime import datetime

from bot.domain import text
from bot.domain.errors import Rejected
from bot.domain.facts import (
    Closed,
    Fact,
    ImpactDescribed,
    Reopened,
    Resolved,
    Retitled,
    SeverityChanged,
    StampSet,
    StatusChanged,
)
from bot.domain.guards import has_room, not_closed, still_open
from bot.domain.incident import Incident
from bot.domain.parts import Mitigation
from bot.domain.terms import Severity, Stamp, Status, Words

_ENDS = {Status.RESOLVED: "/incident resolve", Status.CLOSED: "/incident close"}


def change_severity(incident: Incident, to: Severity, why: str = "") -> list[Fact]:
    """Judge anew how bad it is. Raises Rejected after resolve."""
    still_open(incident)
    if to is incident.severity:
        return []
    return [SeverityChanged(to=to, was=incident.severity, why=_why(why))]


def retitle(incident: Incident, title: str) -> list[Fact]:
    """Give it a better title. Raises Rejected after resolve, and for a title without words."""
    still_open(incident)
    better = text.title(title)
    return [] if better == incident.title else [Retitled(better)]


def describe_impact(incident: Incident, impact: str) -> list[Fact]:
    """Say who is hit and how. Raises Rejected after resolve, and for an empty impact."""
    still_open(incident)
    described = text.words(impact, field="impact", limit=text.IMPACT_LIMIT)
    return [] if described == incident.impact else [ImpactDescribed(described)]


def change_status(incident: Incident, to: Status, why: str = "") -> list[Fact]:
    """Say where the response stands; the two ends have their own verbs.

    Raises Rejected after resolve, and for resolved and closed.
    """
    still_open(incident)
    if to in _ENDS:
        raise Rejected(f"An incident becomes {to.value} in its own way. Type {_ENDS[to]}.")
    if to is incident.status:
        return []
    return [StatusChanged(to=to, was=incident.status, why=_why(why))]


def resolve(incident: Incident, summary: str = "") -> list[Fact]:
    """End the response; nothing that is still to do stands in the way.

    Resolving again without a summary changes nothing. Raises Rejected when it is closed, or
    resolved already and there is more to say.
    """
    if not incident.is_open:
        not_closed(incident)
    said = text.words(summary, field="summary", limit=text.SUMMARY_LIMIT, required=False)
    if incident.is_open:
        return [Resolved(said)]
    if said:
        raise Rejected("This incident is resolved already. Type /incident note text to add to it.")
    return []


def close(incident: Incident, why: str = "") -> list[Fact]:
    """Put the record away; closing again changes nothing.

    Raises Rejected while it is not resolved, and while a temporary mitigation is still on.
    """
    if incident.status is Status.CLOSED:
        return []
    if incident.is_open:
        raise Rejected("This incident is not resolved yet. Type /incident resolve, then close it.")
    if pending := [each for each in incident.mitigations if each.is_pending]:
        raise Rejected("\n".join(_still_on(each) for each in pending))
    return [Closed(_why(why))]


def reopen(incident: Incident, why: str) -> list[Fact]:
    """Take the response up again.

    Raises Rejected while it is open, while its channel is archived, and without a reason.
    """
    if incident.is_open:
        raise Rejected("This incident is open already. Type /incident to see where it stands.")
    has_room(incident)
    return [Reopened(text.words(why, field="reason", limit=text.WHY_LIMIT))]


def set_stamp(
    incident: Incident, stamp: Stamp, at: datetime, *, now: datetime, why: str = ""
) -> list[Fact]:
    """Set or correct a moment; the old value stays on record.

    Raises Rejected when the incident is closed, and for a moment in the future.
    """
    not_closed(incident)
    if at > now:
        raise Rejected(
            f"{at:%Y-%m-%d %H:%M} UTC is in the future; it is {now:%H:%M} UTC. "
            f"Type /incident when {stamp.value} and a time that has been."
        )
    if incident.stamps.get(stamp) == at:
        return []
    return [StampSet(stamp, at, _why(why))]


def _why(why: str) -> Words:
    return text.words(why, field="reason", limit=text.WHY_LIMIT, required=False)


def _still_on(mitigation: Mitigation) -> str:
    number = mitigation.number
    return (
        f"M{number} ({mitigation.what}) is temporary and still on. Once it is undone, type "
        f"/incident mitigate {number} reverted; if it stays for good, "
        f"/incident mitigate {number} permanent and why."
    )
