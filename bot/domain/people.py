"""Say who is there and who plays which part."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.errors import Rejected
from bot.domain.facts import Fact, PersonJoined, PersonLeft, RoleReleased, RoleTaken
from bot.domain.guards import still_open
from bot.domain.incident import Incident
from bot.domain.terms import PersonId, Status


def take_role(
    incident: Incident, role: str, person: PersonId, *, roles: Mapping[str, object]
) -> list[Fact]:
    """Give a role to a person; whoever had it no longer has it. Giving it again changes nothing.

    Raises Rejected after resolve, and for a role that is not among `roles`.
    """
    still_open(incident)
    if role not in roles:
        raise Rejected(f"There is no role “{role[:20]}”. Use one of: {', '.join(roles)}.")
    return [] if incident.roles.get(role) == person else [RoleTaken(role, person)]


def release_role(incident: Incident, role: str) -> list[Fact]:
    """Take a role from whoever has it. Raises Rejected after resolve, and when nobody has it."""
    still_open(incident)
    person = incident.roles.get(role)
    if person is None:
        raise Rejected(
            f"Nobody has the role “{role[:20]}”. Type /incident role {role[:20]} @user to give it."
        )
    return [RoleReleased(role, person)]


def joined(incident: Incident, person: PersonId, at: datetime) -> list[Fact]:
    """Note that somebody came into the channel `at` that moment; after closing nobody counts.

    What Slack tells late, after something newer about the same person, changes nothing.
    """
    return [PersonJoined(person)] if _is_news(incident, person, at) else []


def left(incident: Incident, person: PersonId, at: datetime) -> list[Fact]:
    """Note that somebody left the channel, in the same way."""
    return [PersonLeft(person)] if _is_news(incident, person, at) else []


def _is_news(incident: Incident, person: PersonId, at: datetime) -> bool:
    last = incident.moved.get(person)
    return incident.status is not Status.CLOSED and (last is None or at > last)
