"""Times stand in two zones, with the date wherever it could be mistaken."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.timetable import cells, clock, dated, span

PACIFIC = ZoneInfo("America/Los_Angeles")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def table(*times: str, zone: ZoneInfo = PACIFIC) -> list[str]:
    return [f"| {row.utc} | {row.local} |" for row in cells(map(utc, times), zone)]


def test_the_date_stands_first_and_where_the_two_differ() -> None:
    rows = table("2024-01-15 03:12", "2024-01-15 03:50", "2024-01-15 09:00")

    assert rows == [
        "| Jan 15 03:12 | Jan 14 19:12 PST |",
        "| 03:50 | Jan 14 19:50 PST |",
        "| 09:00 | Jan 15 01:00 PST |",
    ]


def test_the_label_is_the_one_in_force_not_the_one_of_today() -> None:
    assert table("2023-03-01 18:00", "2023-03-01 20:30") == [
        "| Mar 1 18:00 | Mar 1 10:00 PST |",
        "| 20:30 | 12:30 PST |",
    ]


def test_an_hour_that_is_skipped_in_spring_shows_in_the_labels() -> None:
    assert table("2024-03-10 09:59", "2024-03-10 10:00") == [
        "| Mar 10 09:59 | Mar 10 01:59 PST |",
        "| 10:00 | 03:00 PDT |",
    ]


def test_an_hour_that_occurs_twice_in_autumn_is_unambiguous() -> None:
    assert table("2024-11-03 08:30", "2024-11-03 09:30") == [
        "| Nov 3 08:30 | Nov 3 01:30 PDT |",
        "| 09:30 | 01:30 PST |",
    ]


def test_midnight_brings_the_new_date_in_each_column_on_its_own() -> None:
    assert table("2024-01-15 23:59", "2024-01-16 00:00", "2024-01-16 08:00") == [
        "| Jan 15 23:59 | Jan 15 15:59 PST |",
        "| Jan 16 00:00 | Jan 15 16:00 PST |",
        "| 08:00 | Jan 16 00:00 PST |",
    ]


def test_an_incident_of_51_hours_shows_each_new_day() -> None:
    start = datetime(2024, 1, 15, 3, 12, tzinfo=UTC)
    hours = [start + timedelta(hours=each) for each in (0, 24, 51)]

    days = [row.utc for row in cells(hours, PACIFIC)]

    assert days == ["Jan 15 03:12", "Jan 16 03:12", "Jan 17 06:12"]


def test_a_zone_without_letters_shows_its_distance() -> None:
    assert table("2024-01-15 03:12", zone=ZoneInfo("America/Sao_Paulo")) == [
        "| Jan 15 03:12 | Jan 15 00:12 -03 |"
    ]


def test_a_time_is_written_in_utc_wherever_it_comes_from() -> None:
    moment = datetime(2024, 1, 14, 19, 12, tzinfo=PACIFIC)

    assert dated(moment) == "2024-01-15 03:12"
    assert clock(moment, beside=utc("2024-01-15 23:00")) == "03:12"
    assert clock(moment, beside=utc("2024-01-14 23:00")) == "Jan 15 03:12"


def test_a_span_repeats_the_date_only_when_it_changes() -> None:
    start = utc("2024-01-15 23:50")

    assert span(start, utc("2024-01-15 23:55")) == "2024-01-15 23:50 to 23:55 UTC"
    assert span(start, utc("2024-01-16 00:10")) == "2024-01-15 23:50 to 2024-01-16 00:10 UTC"
