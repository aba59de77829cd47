"""Read times as an operator writes them: a zone, and spans such as `30m`, `2h`, or "off"."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator

from bot.domain.errors import Rejected
from bot.domain.reminders import CADENCE
from bot.domain.terms import Severity
from bot.domain.times import parse_span

LEAST, MOST = timedelta(minutes=1), timedelta(days=90)


def span(value: object) -> object:
    """Read a span, None for "off" and for None. Raises ValueError, as a validator does."""
    if value == "off" or value is None:
        return None
    try:
        read = parse_span(str(value))
    except Rejected as error:
        raise ValueError(str(error)) from error
    if not LEAST <= read <= MOST:
        raise ValueError("too short or too long")
    return read


def _beside_the_usual(
    given: Mapping[Severity, timedelta | None],
) -> Mapping[Severity, timedelta | None]:
    return {**CADENCE, **given}


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, OSError) as error:  # a folder of zones, such as Europe, is an OSError
        raise ValueError("unknown zone") from error
    return value


Zone = Annotated[str, AfterValidator(_known_zone)]
Span = Annotated[timedelta | None, BeforeValidator(span)]
Cadence = Annotated[Mapping[Severity, Span], AfterValidator(_beside_the_usual)]
