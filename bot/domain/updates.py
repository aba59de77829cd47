"""Draft, approve and publish what customers and stakeholders are told."""

from collections.abc import Mapping

from bot.domain.errors import Rejected
from bot.domain.facts import (
    Fact,
    UpdateApproved,
    UpdateDiscarded,
    UpdateDrafted,
    UpdatePublished,
)
from bot.domain.guards import known, next_number, not_closed
from bot.domain.incident import Incident
from bot.domain.parts import Update
from bot.domain.terms import Audience, PersonId, UpdateState, Words, own_name
from bot.domain.text import HEADLINE_LIMIT, UPDATE_LIMIT, one_line, words

SPEAKERS = ("lead", "comms")
"""The roles that may publish to customers."""


UNTOLD = "Service disruption"
"""What customers read above an update when nothing is known that they may read."""


def draft(
    incident: Incident, audience: Audience, state: UpdateState, text: str, headline: str = ""
) -> list[Fact]:
    """Propose words; nobody outside sees them. After resolve only the state resolved is true.

    What customers read has a headline, the proposed one if none is given. Raises Rejected when the
    incident is closed, when the state no longer holds, and for empty, long or harmful text.
    """
    not_closed(incident)
    _still_true(incident, state)
    said = words(text, field="update", limit=UPDATE_LIMIT)
    above = one_line(headline, field="headline", limit=HEADLINE_LIMIT)
    if audience is Audience.INTERNAL:
        above = ""
    elif not above:
        above = proposed_headline(incident)
    return [UpdateDrafted(next_number(incident.updates), audience, state, said, Words(above))]


def proposed_headline(incident: Incident) -> str:
    """Propose what customers read above an update: as before, else what is hit.

    Never the title of the incident, which is for colleagues.
    """
    before = [each.headline for each in incident.updates if each.phase != "discarded"]
    if said := [headline for headline in before if headline]:
        return said[-1]
    if incident.service:
        return f"Problems with {incident.service}"
    impact = " ".join(incident.impact.split())
    return impact if 0 < len(impact) <= HEADLINE_LIMIT else UNTOLD


def read_by_customers(incident: Incident) -> Update | None:
    """Return the update that customers read now; None while they were told nothing."""
    public = [
        each
        for each in incident.updates
        if each.audience is Audience.PUBLIC and each.phase == "published"
    ]
    return max(public, key=lambda each: (each.at, each.number), default=None)


def speakers(incident: Incident) -> Mapping[str, PersonId]:
    """Return who may publish to customers, by role."""
    return {role: incident.roles[role] for role in SPEAKERS if role in incident.roles}


def approve(incident: Incident, number: int) -> list[Fact]:
    """Approve exactly these words for publishing; approving again changes nothing.

    Raises Rejected when the incident is closed, when the state no longer holds, and for an update
    that is discarded or not there.
    """
    not_closed(incident)
    update = find(incident, number)
    if update.phase in {"approved", "published"}:
        return []
    if update.phase == "discarded":
        raise Rejected(f"U{number} was discarded. Type /incident update text to write a new one.")
    _still_true(incident, update.state)
    return [UpdateApproved(number)]


def speaks_for(incident: Incident, person: PersonId) -> None:
    """Raise Rejected unless this person may publish: whoever leads, or has the role comms."""
    known_speakers = speakers(incident)
    if person in known_speakers.values():
        return
    if known_speakers:
        held = " and ".join(
            f"{role} is {_called(who)}" for role, who in sorted(known_speakers.items())
        )
        raise Rejected(
            f"Who leads or has the role comms publishes: {held}. Ask them, or take a role with "
            "/incident role comms, then press Publish again."
        )
    raise Rejected(
        "Who leads or has the role comms publishes, and nobody does yet. Take a role with "
        "/incident lead or /incident role comms, then press Publish again."
    )


def discard(incident: Incident, number: int) -> list[Fact]:
    """Throw a draft away; throwing it away again changes nothing.

    Raises Rejected when the incident is closed, and for an update that is approved, published or
    not there.
    """
    not_closed(incident)
    update = find(incident, number)
    if update.phase in {"approved", "published"}:
        raise Rejected(
            f"U{number} is {update.phase} already. Type /incident update text to correct it."
        )
    return [UpdateDiscarded(number)] if update.phase == "drafted" else []


def published(incident: Incident, number: int, page: str, url: str) -> list[Fact]:
    """Note that a page shows an approved update; the same page again changes nothing.

    Raises Rejected for an update that nobody approved or that is not there.
    """
    update = find(incident, number)
    if update.phase not in {"approved", "published"}:
        raise Rejected(f"U{number} is {update.phase}; nobody approved it.")
    shown = {where for where, _ in update.pages}
    return [] if page in shown else [UpdatePublished(number, page, url)]


def _called(person: PersonId) -> str:
    return own_name(person) or f"<@{person}>"


def find(incident: Incident, number: int) -> Update:
    """Return the update of that number. Raises Rejected when there is none."""
    for each in incident.updates:
        if each.number == number:
            return each
    raise Rejected(
        f"There is no update U{number}. {known('U', incident.updates)} "
        "Type /incident update text to write one."
    )


def _still_true(incident: Incident, state: UpdateState) -> None:
    if not incident.is_open and state is not UpdateState.RESOLVED:
        raise Rejected(
            f"This incident is {incident.status.value}: an update cannot say {state.value}. "
            "Say resolved, or type /incident reopen why."
        )
