from collections import Counter
from itertools import count
from pathlib import Path

import pytest

from bot.domain.facts import ChannelOpened, Declared
from bot.effects.faultpoints import NAMES, Countdown
from bot.storage.verify import verify
from tests.faults.ledger_lives import INC, Died, Look, Machine, blindly, die, honestly
from tests.storage.stores import opened

HERE = {name for name in NAMES if not name.endswith(("before_ack", "acked"))}
"""Acknowledging is the business of the doors: there processes die in test_kill_declare.py."""

SHARDS = 4
"""Each takes every fourth place, and then some until there is none left to die at."""


def machine(sqlite_template: Path, folder: Path, look: Look = honestly) -> Machine:
    path = folder / "muster.db"
    path.write_bytes(sqlite_template.read_bytes())
    return Machine(f"sqlite+aiosqlite:///{path}", look)


async def dies_at(subject: Machine, place: int, *, is_repeated: bool) -> Countdown:
    """Let a process die at the n-th place that it reaches, and start another one."""
    fate = Countdown(place, die)
    try:
        await subject.live(fate)
    except Died:
        pass
    except BaseExceptionGroup as group:
        assert group.split(Died)[1] is None  # noqa: PT017 - anything else is no death
    was_accepted = "delivery.committed" in fate.reached
    await subject.live(is_delivered=is_repeated or not was_accepted)
    return fate


async def assert_whole(subject: Machine) -> None:
    async with opened(subject.url) as store:
        assert (await verify(store)).problems == ()
        entries = await store.look(lambda work: work.timelines.read(INC))
        effects = await store.look(lambda work: work.effects.of(INC))
    assert [type(entry.fact) for entry in entries] == [Declared, ChannelOpened]
    assert {effect.state for effect in effects} == {"done"}
    assert Counter(subject.outside.made) == Counter(effect.key for effect in effects)


@pytest.mark.parametrize("shard", range(SHARDS))
@pytest.mark.parametrize("is_repeated", [True, False], ids=["delivered-again", "delivered-once"])
async def test_death_at_any_place_loses_nothing_and_repeats_nothing(
    sqlite_template: Path, tmp_path: Path, shard: int, *, is_repeated: bool
) -> None:
    covered: set[str] = set()
    for place in count(1 + shard, SHARDS):
        folder = tmp_path / str(place)
        folder.mkdir()
        subject = machine(sqlite_template, folder)

        fate = await dies_at(subject, place, is_repeated=is_repeated)

        await assert_whole(subject)
        covered |= set(fate.reached)
        if len(fate.reached) < place:
            break

    assert covered == HERE


async def test_dying_twice_is_not_worse(sqlite_template: Path, tmp_path: Path) -> None:
    for first, second in [(5, 1), (5, 3), (9, 2), (12, 12), (20, 4)]:
        folder = tmp_path / f"{first}-{second}"
        folder.mkdir()
        subject = machine(sqlite_template, folder)

        for place in (first, second):
            await dies_at(subject, place, is_repeated=True)

        await assert_whole(subject)


@pytest.mark.parametrize("place", [1, 2, 4, 6, 9, 14, 22])
async def test_on_postgresql_it_is_the_same(postgres_url: str, place: int) -> None:
    subject = Machine(postgres_url)

    await dies_at(subject, place, is_repeated=True)

    await assert_whole(subject)


async def test_without_looking_first_a_death_would_make_calls_twice(
    sqlite_template: Path, tmp_path: Path
) -> None:
    for place in range(12, 30):
        folder = tmp_path / str(place)
        folder.mkdir()
        subject = machine(sqlite_template, folder, blindly)

        await dies_at(subject, place, is_repeated=True)

        if max(Counter(subject.outside.made).values()) > 1:
            return

    raise AssertionError("nothing was repeated: the tests above prove nothing")
