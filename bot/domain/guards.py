"""Refuse what an incident in its present state does not allow."""

from collections.abc import Iterable

from bot.domain.errors import Rejected
from bot.domain.incident import Incident
from bot.domain.parts import Evidence, Hypothesis, Mitigation, Update
from bot.domain.terms import Status


def still_open(incident: Incident) -> None:
    """Raise Rejected when the incident is resolved or closed, saying how to reopen it.

    Also when it goes on and its channel is archived: nobody there would see what changes.
    """
    if not incident.is_open:
        raise Rejected(f"This incident is {incident.status.value}. Type /incident reopen why.")
    has_room(incident)


def not_closed(incident: Incident) -> None:
    """Raise Rejected when the incident is closed, saying how to reopen it.

    Also when it goes on and its channel is archived: nobody there would see what changes.
    """
    if incident.status is Status.CLOSED:
        raise Rejected("This incident is closed. Type /incident reopen why.")
    if incident.is_open:
        has_room(incident)


def has_room(incident: Incident) -> None:
    """Raise Rejected when the channel of the incident is archived, saying what to do."""
    if incident.room.is_archived:
        raise Rejected(
            f"The channel #{incident.channel_name} is archived, so nobody there would see this. "
            "Unarchive it in Slack, then try again."
        )


def known(letter: str, parts: Iterable[Evidence | Hypothesis | Mitigation | Update]) -> str:
    """Name the parts that there are, for somebody who asked for another: “There are H1, H2.”."""
    names = ", ".join(f"{letter}{part.number}" for part in parts)
    return f"There are {names}." if names else "There is none yet."


def next_number(parts: Iterable[Evidence | Hypothesis | Mitigation | Update]) -> int:
    """Return the number after the highest; a number never comes again."""
    return max((part.number for part in parts), default=0) + 1
