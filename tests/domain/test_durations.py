"""How long something took reads as people say it, and counts as the record knows it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.durations import Duration, between, words


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2024-01-15 {text}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min (same minute)"),
        (1, "1 min"),
        (37, "37 min"),
        (119, "119 min"),
        (120, "2 h"),
        (150, "2 h 30 min"),
        (47 * 60 + 59, "47 h 59 min"),
        (48 * 60, "2 d"),
        (51 * 60, "2 d 3 h"),
        (51 * 60 + 7, "2 d 3 h 7 min"),
    ],
)
def test_typed_times_are_said_in_whole_minutes(minutes: int, said: str) -> None:
    assert words(Duration(timedelta(minutes=minutes), is_coarse=True)) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (45, "45 s"),
        (59.7, "1 min"),
        (90, "1.5 min"),
        (480, "8 min"),
        (7190, "2 h"),
        (9000, "2 h 30 min"),
    ],
)
def test_measured_times_are_said_as_exactly_as_they_are_known(seconds: float, said: str) -> None:
    assert words(Duration(timedelta(seconds=seconds))) == said


def test_what_nobody_recorded_is_not_zero() -> None:
    assert words(None) == "not recorded"


def test_a_typed_minute_and_a_machine_stamp_within_it_are_the_same_minute() -> None:
    alert, acknowledged = at("03:14:30.250"), at("03:14")

    duration = between(alert, acknowledged)

    assert duration.minutes == 0
    assert not duration.is_negative
    assert words(duration) == "0 min (same minute)"


def test_two_machine_stamps_are_measured_to_the_second() -> None:
    assert between(at("03:14:30"), at("03:15:15")).minutes == 0.75


def test_whole_minutes_are_whole_numbers() -> None:
    minutes = between(at("03:12"), at("03:49")).minutes

    assert minutes == 37
    assert isinstance(minutes, int)


def test_a_few_milliseconds_do_not_spoil_a_whole_minute() -> None:
    assert between(at("03:20:00.120"), at("03:40:00.180")).minutes == 20


def test_a_sum_is_as_coarse_as_its_coarsest_part() -> None:
    exact, coarse = Duration(timedelta(seconds=30)), Duration(timedelta(minutes=1), is_coarse=True)

    assert exact + coarse == Duration(timedelta(seconds=90), is_coarse=True)
    assert exact + exact == Duration(timedelta(minutes=1))
