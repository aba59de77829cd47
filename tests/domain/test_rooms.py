"""What becomes of the incident channel is the same in whichever order it is told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import permutations
from typing import TypeAlias

import pytest

from bot.domain import people, rooms
from bot.domain.facts import (
    ChannelArchived,
    ChannelConverted,
    ChannelDeleted,
    ChannelOpened,
    ChannelRenamed,
    ChannelUnarchived,
    Fact,
    MusterRemoved,
    MusterReturned,
    PersonJoined,
    Resolved,
)
from bot.domain.incident import Incident
from bot.domain.terms import MUSTER, ChannelId, PersonId
from tests.domain.telling import ALEX, JORDAN, NOW, after, incident, minutes

Told: TypeAlias = Callable[[Incident, datetime], list[Fact]]

CHANNEL = ChannelId("C01INC")
OPENED = incident(ChannelOpened(CHANNEL, "inc-42-sign-in"))
LATER = NOW + minutes(10)


def renamed(name: str) -> Told:
    return lambda i, at: rooms.renamed(i, name, at)


def joins(i: Incident, at: datetime) -> list[Fact]:
    return people.joined(i, JORDAN, at)


def leaves(i: Incident, at: datetime) -> list[Fact]:
    return people.left(i, JORDAN, at)


def heard(told: list[tuple[int, Told]]) -> Incident:
    """Hear what happened at those minutes, in this order."""
    now = OPENED
    for minute, decide in told:
        at = LATER + timedelta(minutes=minute)
        now = after(now, decide(now, at), at=at) if decide(now, at) else now
    return now


LIVES: dict[str, list[Told]] = {
    "archived for good": [
        rooms.archived, rooms.unarchived, renamed("a"), renamed("b"), rooms.archived,
    ],
    "opened again": [
        renamed("a"), rooms.archived, renamed("b"), rooms.unarchived, renamed("c"),
    ],
    "thrown out": [rooms.removed, joins, rooms.returned, leaves, rooms.removed],
    "invited again": [rooms.removed, joins, leaves, rooms.returned, joins],
    "deleted": [rooms.archived, rooms.unarchived, lambda i, _at: rooms.deleted(i), renamed("b")],
}  # fmt: skip


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
def test_every_order_leads_to_the_same_channel(life: list[Told]) -> None:
    straight = heard([*enumerate(life)])

    for order in permutations(enumerate(life)):
        now = heard([*order])
        assert now.room == straight.room
        assert now.channel_name == straight.channel_name
        assert now.people == straight.people


def test_what_happened_last_counts() -> None:
    assert heard([*enumerate(LIVES["archived for good"])]).room.is_archived
    assert not heard([*enumerate(LIVES["opened again"])]).room.is_archived
    assert heard([*enumerate(LIVES["thrown out"])]).room.is_out
    assert not heard([*enumerate(LIVES["invited again"])]).room.is_out
    assert heard([*enumerate(LIVES["invited again"])]).people == (JORDAN,)
    assert heard([*enumerate(LIVES["deleted"])]).channel_name == "b"


def test_the_same_told_twice_is_recorded_once() -> None:
    archived = after(OPENED, [ChannelArchived()], at=LATER)

    assert rooms.archived(archived, LATER) == []
    assert rooms.unarchived(archived, LATER + minutes(1)) == [ChannelUnarchived()]
    assert rooms.deleted(OPENED) == [ChannelDeleted()]
    assert rooms.deleted(after(OPENED, [ChannelDeleted()])) == []
    assert rooms.renamed(OPENED, "sign-in", LATER) == [ChannelRenamed("sign-in")]


def test_that_muster_came_into_the_channel_it_opened_is_no_news() -> None:
    assert rooms.returned(OPENED, NOW) == []
    assert rooms.removed(OPENED, LATER) == [MusterRemoved()]
    out = after(OPENED, [MusterRemoved()], at=LATER)
    assert rooms.returned(out, LATER + minutes(1)) == [MusterReturned()]


SECONDS_AFTER_OPENING: dict[str, tuple[list[tuple[int, Told]], bool]] = {
    "came in": ([(1, rooms.returned)], False),
    "thrown out at once": ([(20, rooms.removed)], True),
    "thrown out before it is told that it came in": (
        [(20, rooms.removed), (1, rooms.returned)], True,
    ),
    "thrown out and invited at once": ([(20, rooms.removed), (40, rooms.returned)], False),
    "thrown out at once, invited later": ([(20, rooms.removed), (90, rooms.returned)], False),
}  # fmt: skip


@pytest.mark.parametrize(
    ("told", "is_out"), SECONDS_AFTER_OPENING.values(), ids=SECONDS_AFTER_OPENING
)
def test_who_throws_muster_out_right_after_opening_is_heard(
    told: list[tuple[int, Told]], *, is_out: bool
) -> None:
    now = OPENED
    for second, decide in told:
        at = NOW + timedelta(seconds=second)
        now = after(now, decide(now, at), at=at) if decide(now, at) else now

    assert now.room.is_out is is_out


def test_what_muster_found_out_itself_yields_to_what_slack_tells() -> None:
    noticed = after(OPENED, [ChannelArchived()], by=MUSTER, at=LATER + minutes(5))

    assert noticed.room.is_archived
    assert rooms.unarchived(noticed, LATER) == [ChannelUnarchived()]


def test_a_new_channel_begins_anew() -> None:
    gone = after(OPENED, [PersonJoined(ALEX), ChannelArchived(), ChannelDeleted(), Resolved()])

    again = after(gone, [ChannelOpened(ChannelId("C02INC"), "inc-42-sign-in-2")])

    assert again.channel == "C02INC"
    assert not again.room.is_closed
    assert again.people == ()


def test_a_channel_that_only_seemed_to_be_gone_is_there_again_for_who_is_invited() -> None:
    out = after(OPENED, rooms.removed(OPENED, LATER), at=LATER)
    gone = after(out, rooms.deleted(out), by=MUSTER, at=LATER + minutes(1))
    assert gone.room.is_closed

    back = after(gone, rooms.returned(gone, LATER + minutes(2)), at=LATER + minutes(2))

    assert not back.room.is_closed
    assert not back.room.is_out


def test_a_channel_of_whose_end_slack_told_stays_deleted() -> None:
    out = after(OPENED, rooms.removed(OPENED, LATER), at=LATER)
    gone = after(out, rooms.deleted(out), at=LATER + minutes(2))

    back = after(gone, rooms.returned(gone, LATER + minutes(1)), at=LATER + minutes(1))

    assert back.room.is_deleted


@pytest.mark.parametrize(
    ("told", "by", "is_hidden"),
    [
        (ChannelConverted(is_private=True), ALEX, True),
        (ChannelConverted(is_private=False), ALEX, False),
        (ChannelDeleted(), ALEX, False),
        (ChannelDeleted(), MUSTER, True),
        (ChannelArchived(), MUSTER, False),
        (MusterRemoved(), ALEX, False),
    ],
)
def test_what_may_be_private_is_hidden_from_other_channels(
    told: Fact, by: PersonId, *, is_hidden: bool
) -> None:
    assert after(OPENED, [told], by=by, at=LATER).room.is_hidden is is_hidden
