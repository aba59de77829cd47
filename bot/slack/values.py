"""What buttons carry: `12`, `12:3`, `12:step-id` or `verb:12`."""

import re

from bot.domain.errors import Rejected
from bot.domain.terms import IncidentId

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


def packed(incident_id: IncidentId, rest: object) -> str:
    """Write `12:rest`."""
    return f"{incident_id}:{rest}"
