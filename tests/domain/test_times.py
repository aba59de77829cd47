"""People type times as they say them; every record spells them alike."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import Rejected
from bot.domain.times import from_utc_text, parse_at, parse_until, utc_text

NOW = datetime(2024, 1, 15, 3, 30, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("now", "2024-01-15 03:30:30"),
        ("02:14", "2024-01-15 02:14:00"),
        ("3:30", "2024-01-15 03:30:00"),
        ("03:30:30", "2024-01-15 03:30:30"),
        ("03:31", "2024-01-14 03:31:00"),
        ("23:00 UTC", "2024-01-14 23:00:00"),
        ("02:14Z", "2024-01-15 02:14:00"),
        ("2024-01-15 03:12", "2024-01-15 03:12:00"),
        ("2024-01-15T03:12:05Z", "2024-01-15 03:12:05"),
        ("10 min ago", "2024-01-15 03:20:30"),
        ("5m ago", "2024-01-15 03:25:30"),
        (" 1h 20m AGO ", "2024-01-15 02:10:30"),
        ("2 days 1 hour ago", "2024-01-13 02:30:30"),
        ("45 seconds ago", "2024-01-15 03:29:45"),
    ],
)
def test_a_time_that_was_is_understood(typed: str, meant: str) -> None:
    assert f"{parse_at(typed, now=NOW):%Y-%m-%d %H:%M:%S}" == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("06:00", "2024-01-15 06:00:00"),
        ("03:30", "2024-01-16 03:30:00"),
        ("2h", "2024-01-15 05:30:30"),
        ("30 min", "2024-01-15 04:00:30"),
        ("1d", "2024-01-16 03:30:30"),
        ("2024-01-16 08:00 utc", "2024-01-16 08:00:00"),
    ],
)
def test_a_time_to_come_is_understood(typed: str, meant: str) -> None:
    assert f"{parse_until(typed, now=NOW):%Y-%m-%d %H:%M:%S}" == meant


@pytest.mark.parametrize(
    "typed",
    ["", "yesterday", "25:99", "2024-02-30 10:00", "ago", "m ago", "5m", "٠٢:١٤", "02:14 CET"],
)
def test_what_is_no_time_that_was_is_refused_with_what_to_type(typed: str) -> None:
    with pytest.raises(
        Rejected, match=r"is no time that I understand. Type 02:14 .* or 10 min ago"
    ):
        parse_at(typed, now=NOW)


@pytest.mark.parametrize("typed", ["", "later", "24:00", "2024-13-01 10:00", "h"])
def test_what_is_no_time_to_come_is_refused_with_what_to_type(typed: str) -> None:
    with pytest.raises(Rejected, match=r"is no time that I understand. Type 06:00 .* or 2h"):
        parse_until(typed, now=NOW)


def test_a_time_that_was_cannot_be_in_the_future() -> None:
    with pytest.raises(Rejected, match=r"is in the future; it is 2024-01-15 03:30 UTC. Type when"):
        parse_at("2024-01-15 03:31", now=NOW)


@pytest.mark.parametrize("typed", ["2024-01-15 03:30", "0 min"])
def test_a_time_to_come_cannot_be_over(typed: str) -> None:
    with pytest.raises(Rejected, match=r"is over; it is 2024-01-15 03:30 UTC"):
        parse_until(typed, now=NOW)


def test_a_long_text_is_quoted_in_short() -> None:
    with pytest.raises(Rejected, match=r"“x{30}” is no time"):
        parse_at("x" * 3_000, now=NOW)


@settings(deadline=None, max_examples=60)
@given(st.datetimes(timezones=st.just(UTC)))
def test_a_record_spells_a_time_in_fixed_width_and_back(at: datetime) -> None:
    text = utc_text(at)

    assert len(text) == len("2024-01-15T03:12:00.000000Z")
    assert from_utc_text(text) == at


def test_records_are_written_in_utc_wherever_the_time_comes_from() -> None:
    there = datetime(2024, 1, 14, 19, 12, tzinfo=timezone(timedelta(hours=-8)))

    assert utc_text(there) == "2024-01-15T03:12:00.000000Z"


def test_a_time_without_a_zone_is_not_written() -> None:
    with pytest.raises(ValueError, match=r"has no time zone"):
        utc_text(NOW.replace(tzinfo=None))


@pytest.mark.parametrize("text", ["2024-01-15T03:12:00.5Z", "2024-01-15 03:12", ""])
def test_another_spelling_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"2024|does not match"):
        from_utc_text(text)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_past_time_or_refused(typed: str) -> None:
    with suppress(Rejected):
        assert parse_at(typed, now=NOW) <= NOW
