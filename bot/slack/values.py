"""What buttons carry: `12`, `12:3`, `12:step-id` or `verb:12`."""

from bot.domain.errors import Rejected
from bot.domain.terms import IncidentId


def incident_of(value: str) -> IncidentId:
    """Read the incident number at the front."""
    return split(value)[0]


def split(value: str) -> tuple[IncidentId, str]:
    """Read `12:rest`; raises Rejected when it is not one of our buttons."""
    number, _colon, rest = value.partition(":")
    if not number.isdigit():
        raise Rejected(
            "This button does not carry an incident. Type /incident status for a new card."
        )
    return IncidentId(int(number)), rest


def packed(incident_id: IncidentId, rest: object) -> str:
    """Write `12:rest`."""
    return f"{incident_id}:{rest}"
