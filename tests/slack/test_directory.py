from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import Unavailable
from bot.domain.terms import MUSTER, PersonId
from bot.slack.calls import Slack
from bot.slack.directory import Directory
from tests.fakes.clock import ManualClock
from tests.fakes.people import MemoryPeople

ANA, BEN = PersonId("U0ANA"), PersonId("U0BEN")


class Reception(Slack):
    """Slack as far as it is asked about people; away when there are none."""

    def __init__(self, **people: str) -> None:
        super().__init__(AsyncWebClient(), ManualClock())
        self.people = people
        self.asked = 0

    async def call(self, method: str, **arguments: object) -> dict[str, Any]:
        assert method == "users.info"
        self.asked += 1
        if not self.people:
            raise Unavailable("Slack cannot be reached")
        return {"user": {"real_name": self.people[str(arguments["user"])]}}


@dataclass(frozen=True)
class FullDisk(MemoryPeople):
    names: dict[PersonId, str] = field(default_factory=dict)

    async def keep(self, names: Mapping[PersonId, str]) -> None:
        raise Unavailable("The disk is full.")


async def test_a_name_that_slack_told_once_outlives_the_process_and_slack() -> None:
    kept = MemoryPeople()
    await Directory(Reception(U0ANA="Ana Silva"), kept).names([ANA])

    later = Directory(Reception(), kept)

    assert await later.names([ANA, BEN, MUSTER]) == {ANA: "Ana Silva"}
    assert [later.name(each) for each in (ANA, BEN, MUSTER)] == ["Ana Silva", "U0BEN", "Muster"]


async def test_slack_is_asked_again_while_it_only_told_once() -> None:
    kept = MemoryPeople({ANA: "Ana Silva"})
    directory = Directory(Reception(), kept)
    await directory.names([ANA])
    directory.slack.people["U0ANA"] = "Ana Costa"  # type: ignore[attr-defined] # it is a Reception

    assert await directory.names([ANA]) == {ANA: "Ana Costa"}
    assert kept.names == {ANA: "Ana Costa"}


async def test_whoever_takes_a_part_is_known_by_name_from_then_on() -> None:
    kept = MemoryPeople()

    await Directory(Reception(U0ANA="Ana Silva"), kept).check([ANA])

    assert kept.names == {ANA: "Ana Silva"}


async def test_whoever_does_something_here_is_met_once() -> None:
    kept, slack = MemoryPeople(), Reception(U0ANA="Ana Silva")
    directory = Directory(slack, kept)

    await directory.meet(ANA)
    await directory.meet(ANA)

    assert (kept.names, slack.asked) == ({ANA: "Ana Silva"}, 1)


@pytest.mark.parametrize("kept", [MemoryPeople({ANA: "Ana Silva"}), MemoryPeople()])
async def test_without_a_token_nobody_is_asked(kept: MemoryPeople) -> None:
    slack = Reception(U0ANA="Somebody else")

    assert await Directory(slack, kept, is_asked=False).names([ANA]) == kept.names
    assert slack.asked == 0


async def test_a_name_that_cannot_be_kept_is_used_all_the_same() -> None:
    directory = Directory(Reception(U0ANA="Ana Silva"), FullDisk())

    assert await directory.names([ANA]) == {ANA: "Ana Silva"}
