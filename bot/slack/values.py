"""What buttons carry: `12`, `12:3`, `12:step-id` or `verb:12`."""

import re
from enum import StrEnum
from typing import TypeVar

from bot.domain.errors import Rejected
from bot.domain.terms import IncidentId
from bot.slack.shapes import ident

Picked = TypeVar("Picked", bound=StrEnum)
NUMBER = re.compile("[0-9]{1,9}")


def number_of(rest: str) -> int:
    """Read a number such as that of an update; raises Rejected when it is none."""
    if not NUMBER.fullmatch(rest):
        raise Rejected("This button is from an older card. Type /incident status for a new one.")
    return int(rest)


def incident_of(value: str) -> IncidentId:
    """Read the incident number at the front."""
    return split(value)[0]


def split(value: str) -> tuple[IncidentId, str]:
    """Read `12:rest`; raises Rejected when it is not one of our buttons."""
    number, _colon, rest = value.partition(":")
    if not NUMBER.fullmatch(number):
        raise Rejected(
            "This button does not carry an incident. Type /incident status for a new card."
        )
    return IncidentId(int(number)), rest


def key_of(rest: str) -> str:
    """Read the key of a promised call; raises Rejected when it cannot be one."""
    if ident(rest):
        raise Rejected("This button does not carry a call. Type /incident health for new ones.")
    return rest


def picked(kind: type[Picked], word: str) -> Picked:
    """Read what was picked in a select; raises Rejected when it was not on the list."""
    try:
        return kind(word)
    except ValueError as error:
        raise Rejected("This form is from an older Muster. Open it again.") from error


def packed(incident_id: IncidentId, rest: object) -> str:
    """Write `12:rest`."""
    return f"{incident_id}:{rest}"
