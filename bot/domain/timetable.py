"""Write times in UTC and in one local zone, with the date wherever it could be mistaken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Cells:
    """The two time cells of one row; `local` names the zone in force at that moment."""

    utc: str
    local: str


def cells(moments: Iterable[datetime], zone: tzinfo) -> Iterator[Cells]:
    """Write the time columns of a table, row by row.

    The date stands in the first row of a column and where it changes; in the local column also
    wherever it differs from the date in UTC. The label is the one in force (PST, PDT), so that an
    hour that occurs twice is unambiguous.
    """
    shown_utc: date | None = None
    shown_local: date | None = None
    for moment in moments:
        utc, local = moment.astimezone(UTC), moment.astimezone(zone)
        has_local_date = local.date() != shown_local or local.date() != utc.date()
        yield Cells(
            _cell(utc, has_date=utc.date() != shown_utc),
            f"{_cell(local, has_date=has_local_date)} {local.tzname()}",
        )
        shown_utc, shown_local = utc.date(), local.date()


def dated(at: datetime) -> str:
    """Write date and time in UTC: 2024-01-15 03:12."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"


def clock(at: datetime, beside: datetime) -> str:
    """Write the time in UTC, and the day only if it is another day than `beside`."""
    utc = at.astimezone(UTC)
    return _cell(utc, has_date=utc.date() != beside.astimezone(UTC).date())


def span(start: datetime, end: datetime) -> str:
    """Write from when to when: 2024-01-15 03:12 to 03:49 UTC."""
    first, last = dated(start), dated(end)
    is_one_day = first[:10] == last[:10]
    return f"{first} to {last[11:] if is_one_day else last} UTC"


def _cell(at: datetime, *, has_date: bool) -> str:
    day = f"{MONTHS[at.month - 1]} {at.day} " if has_date else ""
    return f"{day}{at:%H:%M}"
