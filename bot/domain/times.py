"""Read the times that people type, and write times as every record spells them."""

import re
from datetime import UTC, datetime, timedelta

from bot.domain.errors import Rejected

_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_DATED = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[ t]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_SPAN = re.compile(
    r"(?=[0-9])(?:([0-9]{1,4})\s*(?:d|days?)\s*)?"
    r"(?:([0-9]{1,4})\s*(?:h|hrs?|hours?)\s*)?"
    r"(?:([0-9]{1,5})\s*(?:m|mins?|minutes?)\s*)?"
    r"(?:([0-9]{1,5})\s*(?:s|secs?|seconds?))?"
)
_ZONE = re.compile(r"\s*(?:utc|z|gmt)$")
_DAY = timedelta(days=1)
_LONG_AGO = timedelta(days=10 * 366)
_FAR_AHEAD = timedelta(days=366)
_PAST_FORMS = "02:14 (UTC, within the last day), 2024-01-15 03:12, or 10 min ago"
_FUTURE_FORMS = "06:00 (UTC, within the next day), 2024-01-15 03:12, or 2h"


def utc_text(at: datetime) -> str:
    """Write an aware time as fixed-width UTC text: 2024-01-15T03:12:00.000000Z."""
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def from_utc_text(text: str) -> datetime:
    """Read what `utc_text` wrote; raises ValueError for any other form."""
    at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    if utc_text(at) != text:
        raise ValueError(f"{text!r} is not fixed-width UTC text")
    return at


def parse_at(text: str, *, now: datetime) -> datetime:
    """Read when something happened, in UTC.

    Knows `now`, a clock time (its latest past occurrence), a date with a time, and `10 min ago`.
    Raises Rejected for anything else, for times to come and for those of ten years ago.
    """
    said = _normal(text)
    if said == "now":
        return now
    if clock := _CLOCK.fullmatch(said):
        at = _at_clock(clock, now, text, _PAST_FORMS)
        return at if at <= now else at - _DAY
    if said.endswith("ago"):
        at = _shifted(said.removesuffix("ago"), now, -1, text, _PAST_FORMS)
    else:
        at = _dated(said, text, _PAST_FORMS)
    if not now - _LONG_AGO <= at <= now:
        when = "in the future" if at > now else "too long ago"
        raise Rejected(
            f"“{_quoted(text)}” is {when}; it is {now:%Y-%m-%d %H:%M} UTC. "
            f"Type when it happened, as {_PAST_FORMS}."
        )
    return at


def parse_until(text: str, *, now: datetime) -> datetime:
    """Read when something will end, in UTC.

    Knows a clock time (its next occurrence), a date with a time, and a span such as `2h` or
    `30 min`. Raises Rejected for anything else and for times that are over.
    """
    said = _normal(text)
    if clock := _CLOCK.fullmatch(said):
        at = _at_clock(clock, now, text, _FUTURE_FORMS)
        return at if at > now else at + _DAY
    if _SPAN.fullmatch(said):
        at = _shifted(said, now, 1, text, _FUTURE_FORMS)
    else:
        at = _dated(said, text, _FUTURE_FORMS)
    if not now < at <= now + _FAR_AHEAD:
        when = "over" if at <= now else "more than a year away"
        raise Rejected(
            f"“{_quoted(text)}” is {when}; it is {now:%Y-%m-%d %H:%M} UTC. "
            f"Type when it ends, as {_FUTURE_FORMS}."
        )
    return at


def parse_span(text: str) -> timedelta:
    """Read how long something lasts: `15m`, `2h`, `1h 30min`, `2 days`. Raises Rejected."""
    span = _SPAN.fullmatch(_normal(text))
    if span is None:
        raise Rejected(f"“{_quoted(text)}” is no span of time. Type for example 15m or 2h.")
    return _length(span)


def _normal(text: str) -> str:
    return _ZONE.sub("", text.strip().lower())


def _quoted(text: str) -> str:
    return text.strip()[:30]


def _shifted(said: str, now: datetime, sign: int, text: str, forms: str) -> datetime:
    span = _SPAN.fullmatch(said.strip())
    if span is None:
        raise _unreadable(text, forms)
    return now + sign * _length(span)


def _length(span: re.Match[str]) -> timedelta:
    days, hours, minutes, seconds = (int(part or 0) for part in span.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def _at_clock(clock: re.Match[str], now: datetime, text: str, forms: str) -> datetime:
    hour, minute, second = (int(part or 0) for part in clock.groups())
    try:
        return now.astimezone(UTC).replace(hour=hour, minute=minute, second=second, microsecond=0)
    except ValueError as error:
        raise _unreadable(text, forms) from error


def _dated(said: str, text: str, forms: str) -> datetime:
    dated = _DATED.fullmatch(said)
    if dated is None:
        raise _unreadable(text, forms)
    year, month, day, hour, minute, second = (int(part or 0) for part in dated.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise _unreadable(text, forms) from error


def _unreadable(text: str, forms: str) -> Rejected:
    return Rejected(f"“{_quoted(text)}” is no time that I understand. Type {forms}.")
