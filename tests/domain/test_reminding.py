"""Responders decide how they are reminded."""

from datetime import timedelta

import pytest

from bot.domain.facts import Fact, RemindersSet, RemindersSnoozed, Resolved
from bot.domain.notes import undo
from bot.domain.reminding import set_every, snooze, switch
from bot.domain.times import parse_span
from tests.domain.telling import ALEX, NOW, after, incident, minutes, why_rejected

OPEN = incident()
OFF = after(OPEN, [RemindersSet(is_on=False)])
OFTEN = after(OPEN, [RemindersSet(is_on=True, minutes=45)])
ENDED = after(OPEN, [Resolved()])


def test_a_snooze_counts_from_now_also_a_shorter_one() -> None:
    assert snooze(OPEN, minutes(15), now=NOW) == [RemindersSnoozed(NOW + minutes(15))]

    snoozed = after(OPEN, [RemindersSnoozed(NOW + minutes(60))])
    assert snooze(snoozed, minutes(5), now=NOW) == [RemindersSnoozed(NOW + minutes(5))]


@pytest.mark.parametrize("span", [timedelta(), timedelta(seconds=59), timedelta(hours=25)])
def test_nobody_snoozes_for_nothing_or_for_days(span: timedelta) -> None:
    assert "remind off" in why_rejected(lambda: snooze(OPEN, span, now=NOW))


def test_what_is_off_cannot_be_snoozed() -> None:
    assert "remind on" in why_rejected(lambda: snooze(OFF, minutes(15), now=NOW))


def test_switching_says_what_changes_and_nothing_else() -> None:
    assert switch(OPEN, is_on=False) == [RemindersSet(is_on=False)]
    assert switch(OFF, is_on=False) == []
    assert switch(OFF, is_on=True) == [RemindersSet(is_on=True)]
    assert switch(OPEN, is_on=True) == []
    assert switch(OFTEN, is_on=True) == [RemindersSet(is_on=True)]


def test_switching_on_wakes_what_was_snoozed() -> None:
    snoozed = after(OPEN, [RemindersSnoozed(NOW + minutes(60))])

    assert switch(snoozed, is_on=True) == [RemindersSet(is_on=True)]


def test_an_incident_may_have_a_rhythm_of_its_own() -> None:
    assert set_every(OPEN, minutes(45)) == [RemindersSet(is_on=True, minutes=45)]
    assert set_every(OFF, minutes(45)) == [RemindersSet(is_on=True, minutes=45)]
    assert set_every(OFTEN, minutes(45)) == []


@pytest.mark.parametrize("every", [timedelta(), minutes(4.9), timedelta(hours=24.1)])
def test_a_rhythm_is_neither_noise_nor_silence(every: timedelta) -> None:
    assert "remind 30m" in why_rejected(lambda: set_every(OPEN, every))


def test_after_resolve_there_is_nothing_to_remind_of() -> None:
    for decide in (
        lambda: snooze(ENDED, minutes(15), now=NOW),
        lambda: set_every(ENDED, minutes(30)),
        lambda: switch(ENDED, is_on=False),
    ):
        assert "resolved" in why_rejected(decide)


@pytest.mark.parametrize(
    ("told", "taken_back"),
    [
        ([RemindersSet(is_on=False)], RemindersSet(is_on=True)),
        (
            [RemindersSet(is_on=True, minutes=45), RemindersSet(is_on=False)],
            RemindersSet(is_on=True, minutes=45),
        ),
        ([RemindersSnoozed(NOW + minutes(15))], RemindersSet(is_on=True)),
        (
            [RemindersSet(is_on=True, minutes=45), RemindersSnoozed(NOW + minutes(15))],
            RemindersSet(is_on=True, minutes=45),
        ),
    ],
)
def test_it_can_be_taken_back(told: list[Fact], taken_back: Fact) -> None:
    assert undo(after(OPEN, told), actor=ALEX, now=NOW, within=minutes(1)) == [taken_back]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("15m", minutes(15)),
        (" 2 H ", minutes(120)),
        ("1h 30min", minutes(90)),
        ("2 days", timedelta(days=2)),
    ],
)
def test_spans_are_read_as_people_type_them(text: str, span: timedelta) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["", "soon", "15", "-5m", "m", "1h30", "٣m", "99999999m"])
def test_what_is_no_span_is_said_so(text: str) -> None:
    assert "no span of time" in why_rejected(lambda: parse_span(text))
