"""Restore service, and never forget what must be undone."""

from datetime import datetime

from bot.domain import text
from bot.domain.errors import Rejected
from bot.domain.facts import (
    Fact,
    MitigationConfirmed,
    MitigationMadePermanent,
    MitigationReverted,
    MitigationStarted,
)
from bot.domain.guards import known, next_number, not_closed, still_open
from bot.domain.incident import Incident
from bot.domain.parts import Mitigation
from bot.domain.terms import Words


def start(
    incident: Incident,
    what: str,
    *,
    now: datetime,
    is_temporary: bool = False,
    until: datetime | None = None,
    revert: str = "",
) -> list[Fact]:
    """Begin to restore service; one with an end is temporary.

    Raises Rejected after resolve, for an end that has passed, and while the same is still on.
    """
    still_open(incident)
    said = text.words(what, field="mitigation", limit=text.MITIGATION_LIMIT)
    how = text.words(revert, field="way to undo it", limit=text.MITIGATION_LIMIT, required=False)
    if until is not None and until <= now:
        raise Rejected(
            f"{until:%Y-%m-%d %H:%M} UTC is over; it is {now:%H:%M} UTC. Give an end to come."
        )
    if twin := find_twin(incident, said):
        raise Rejected(
            f"M{twin.number} says this already and is still on. "
            f"Type /incident mitigate {twin.number} worked, or /incident mitigate {twin.number} "
            "reverted once it is undone."
        )
    number = next_number(incident.mitigations)
    return [MitigationStarted(number, said, is_temporary or until is not None, until, how)]


def confirm(incident: Incident, number: int, why: str = "") -> list[Fact]:
    """Say that it works; saying so again changes nothing.

    Raises Rejected when the incident is closed, or the mitigation reverted or not there.
    """
    mitigation = _found(incident, number)
    _still_on(mitigation)
    if any(change.to == "effective" for change in mitigation.changes):
        return []
    return [MitigationConfirmed(number, _why(why))]


def revert(incident: Incident, number: int, why: str = "") -> list[Fact]:
    """Say that it was undone; saying so again changes nothing. Also possible after resolve.

    Raises Rejected when the incident is closed, or the mitigation not there.
    """
    mitigation = _found(incident, number)
    return [MitigationReverted(number, _why(why))] if mitigation.is_on else []


def make_permanent(incident: Incident, number: int, why: str) -> list[Fact]:
    """Let a temporary mitigation stay, with the reason. Also possible after resolve.

    Raises Rejected when the incident is closed, without a reason, and for a mitigation that is
    not there, not temporary or reverted.
    """
    mitigation = _found(incident, number)
    _still_on(mitigation)
    if not mitigation.is_temporary:
        raise Rejected(
            f"M{number} was not started as temporary, so it stays; there is nothing to type."
        )
    reason = text.words(why, field="reason", limit=text.WHY_LIMIT)
    return [MitigationMadePermanent(number, reason)] if mitigation.is_pending else []


def find_twin(incident: Incident, said: str) -> Mitigation | None:
    """Return the mitigation still on that says the same, whatever its case and spacing."""
    return next(
        (each for each in incident.mitigations if each.is_on and text.same(each.what, said)),
        None,
    )


def _found(incident: Incident, number: int) -> Mitigation:
    not_closed(incident)
    there = [each for each in incident.mitigations if not each.is_withdrawn]
    for each in there:
        if each.number == number:
            return each
    raise Rejected(
        f"There is no mitigation M{number}. {known('M', there)} "
        "Type /incident mitigate text to start one."
    )


def _still_on(mitigation: Mitigation) -> None:
    if not mitigation.is_on:
        raise Rejected(
            f"M{mitigation.number} is reverted. Type /incident mitigate text to start it anew."
        )


def _why(why: str) -> Words:
    return text.words(why, field="reason", limit=text.WHY_LIMIT, required=False)
