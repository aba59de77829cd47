"""How long something took, as a number and in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
HOUR_MINUTES = 60
DAY_MINUTES = 24 * HOUR_MINUTES
NOT_RECORDED = "not recorded"


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time; coarse when one of its ends is known only to the minute."""

    length: timedelta
    is_coarse: bool = False

    @property
    def minutes(self) -> int | float:
        """The number for machines: whole when it is whole, else with two decimals."""
        value = round(self.length / MINUTE, 2)
        return int(value) if value.is_integer() else value

    @property
    def is_negative(self) -> bool:
        """Tell whether the end came before the start: then one of them is wrong."""
        return self.length < timedelta()

    def __add__(self, other: "Duration") -> "Duration":
        return Duration(self.length + other.length, self.is_coarse or other.is_coarse)


def between(start: datetime, end: datetime) -> Duration:
    """Measure from start to end.

    People type minutes, machines write seconds. When one end has no seconds, both count by the
    minute: 03:14 typed for something that Slack stamped 03:14:30 is the same minute, not -30 s.
    """
    if _is_typed(start) or _is_typed(end):
        return Duration(_to_the_minute(end) - _to_the_minute(start), is_coarse=True)
    return Duration(end - start)


def words(duration: Duration | None) -> str:
    """Say a duration: 45 s, 37 min, 2 h 30 min, 2 d 3 h; "not recorded" for None."""
    if duration is None:
        return NOT_RECORDED
    seconds = round(duration.length.total_seconds())
    if not duration.length and duration.is_coarse:
        return "0 min (same minute)"
    if abs(seconds) < MINUTE.total_seconds():
        return f"{seconds} s"
    minutes = round(duration.length / MINUTE)
    if abs(minutes) < 2 * HOUR_MINUTES:
        return f"{duration.length / MINUTE:.1f} min".replace(".0 ", " ")
    return _in_parts(minutes)


def _in_parts(minutes: int) -> str:
    days, rest = divmod(minutes, DAY_MINUTES) if minutes >= 2 * DAY_MINUTES else (0, minutes)
    hours, left = divmod(rest, HOUR_MINUTES)
    parts = ((days, "d"), (hours, "h"), (left, "min"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def _is_typed(at: datetime) -> bool:
    return not at.second and not at.microsecond


def _to_the_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
