"""The oracle sees what people would see: whatever is changed behind its back is found."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.localslack.state.channels import Channel
from bot.localslack.state.messages import Message
from bot.localslack.state.snapshot import load
from bot.localslack.state.world import World
from tests.faults.databases import SqliteFiles
from tests.faults.deeds import DECLARE, DRAFT, LEAD, NOTE, PUBLISH, RAISE, Scenario
from tests.faults.oracle import Findings, judged
from tests.faults.theatre import Theatre
from tests.faults.town import Town

DEEDS = (DECLARE, LEAD, RAISE, DRAFT, PUBLISH)

Change = Callable[[World], None]


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Declare an incident, make it worse and publish it; nobody is at work any more."""
    theatre = Theatre(SqliteFiles(tmp_path), tmp_path)
    async with theatre.town(Scenario("all", (), 0, DEEDS)) as town:
        yield town


def opened(world: World) -> Channel:
    """Return the incident channel."""
    return next(each for each in world.channels if each.name.startswith("inc-"))


def messages(world: World, kind: str) -> list[Message]:
    """Return the messages that were posted for this kind of call."""
    return [
        message
        for said in world.messages.by_channel.values()
        for message in said.values()
        if f"/{kind}/" in str(message.metadata)
    ]


def lose_a_line(world: World) -> None:
    world.messages.remove(messages(world, "slack.line")[0])


def double_a_line(world: World) -> None:
    line = messages(world, "slack.line")[0]
    world.messages.by_channel[line.channel]["9999999999.000001"] = line


def age_the_card(world: World) -> None:
    messages(world, "slack.card.post")[0].blocks.pop()


def age_the_announcement(world: World) -> None:
    messages(world, "slack.announce.post")[-1].text = "INC-1 investigating: something else"


def swap_lines(world: World) -> None:
    first, second = messages(world, "slack.line")[:2]
    first.ts, second.ts = second.ts, first.ts


def age_the_topic(world: World) -> None:
    opened(world).topic.value = "INC-1 · SEV2"


def unpin(world: World) -> None:
    opened(world).pins.clear()


def leave_an_orphan(world: World) -> None:
    opened(world).name = "inc-7-checkout"


def found_by(findings: Findings) -> tuple[bool, bool, bool]:
    return bool(findings.lost), bool(findings.doubled), bool(findings.different)


LOST, DOUBLED, DIFFERENT = (True, False, False), (False, True, False), (False, False, True)
CHANGES: list[tuple[Change, tuple[bool, bool, bool]]] = [
    (lose_a_line, LOST),
    (double_a_line, DOUBLED),
    (age_the_card, DIFFERENT),
    (age_the_announcement, DIFFERENT),
    (swap_lines, DIFFERENT),
    (age_the_topic, DIFFERENT),
    (unpin, DIFFERENT),
    (leave_an_orphan, DOUBLED),
]


@pytest.mark.timeout(300)
async def test_whatever_people_would_see_is_found(town: Town) -> None:
    hub = town.workspace.hub
    untouched = json.dumps(hub.snapshot())
    assert not await judged(town, DEEDS)

    for change, expected in CHANGES:
        hub.take(load(json.loads(untouched), hub.ids))
        change(hub.world)

        assert found_by(await judged(town, DEEDS)) == expected, change.__name__


@pytest.mark.timeout(300)
async def test_a_deed_that_stands_nowhere_is_lost_and_one_that_stands_twice_is_doubled(
    town: Town,
) -> None:
    assert found_by(await judged(town, (*DEEDS, NOTE))) == LOST

    anything = type(NOTE)("anything", NOTE.act, lambda _fact: True)
    assert found_by(await judged(town, (*DEEDS, anything))) == DOUBLED
