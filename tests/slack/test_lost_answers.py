"""A lost answer is looked into before anything is done again: one of each, whatever happens."""

import pytest

from tests.slack.lives import ALL_WELL, SOON, left_behind, lived
from tests.slack.town import Town


async def loses_the_answer(town: Town, method: str, *, nth: int = 1) -> None:
    """Let Slack do what the n-th call asks for, and cut the line before it says so."""
    rule = {"on": "api", "match": {"method": method}, "nth": nth, "do": {"kind": "reset_after"}}
    await town.workspace.director.fault(rule)


async def loses_the_request(town: Town, method: str, *, nth: int = 1) -> None:
    """Cut the line before Slack hears the n-th call."""
    rule = {"on": "api", "match": {"method": method}, "nth": nth, "do": {"kind": "reset_before"}}
    await town.workspace.director.fault(rule)


CALLS = (
    ("conversations.create", 1),
    ("conversations.invite", 1),
    ("chat.postMessage", 1),
    ("chat.postMessage", 2),
    ("chat.postMessage", 3),
    ("chat.postMessage", 4),
    ("chat.postMessage", 5),
    ("chat.postMessage", 6),
    ("chat.postMessage", 7),
    ("chat.postMessage", 8),
    ("chat.update", 1),
    ("chat.update", 3),
    ("conversations.setTopic", 1),
    ("conversations.setTopic", 2),
    ("conversations.list", 1),
    ("conversations.open", 1),
    ("conversations.history", 1),
    ("chat.getPermalink", 1),
    ("pins.add", 1),
    ("reactions.add", 1),
    ("reactions.get", 1),
    ("reactions.remove", 1),
    ("files.getUploadURLExternal", 1),
    ("files.completeUploadExternal", 1),
)


async def test_in_good_weather_there_is_one_of_each(town: Town) -> None:
    await lived(town)

    assert await left_behind(town) == ALL_WELL


@pytest.mark.parametrize(("method", "nth"), CALLS, ids=[f"{name}-{n}" for name, n in CALLS])
async def test_a_lost_answer_leaves_one_of_each(town: Town, method: str, nth: int) -> None:
    await loses_the_answer(town, method, nth=nth)

    await lived(town)

    assert await left_behind(town) == ALL_WELL


@pytest.mark.parametrize(("method", "nth"), CALLS, ids=[f"{name}-{n}" for name, n in CALLS])
async def test_a_lost_request_leaves_one_of_each(town: Town, method: str, nth: int) -> None:
    await loses_the_request(town, method, nth=nth)

    await lived(town)

    assert await left_behind(town) == ALL_WELL


async def test_a_catch_up_whose_answer_is_lost_is_not_said_twice(town: Town) -> None:
    await town.declares()
    await loses_the_answer(town, "chat.postEphemeral")
    seen = town.seq

    await town.joins("ben")
    await town.pass_(SOON)

    assert (await town.whispered("ben", since=seen)).count("Catch-up on INC-1") == 1
    assert (await town.incident()).troubles == {}


async def test_bytes_of_the_draft_that_were_lost_are_sent_again(town: Town) -> None:
    await town.declares()
    await town.workspace.director.fault({"on": "upload", "times": 1, "do": {"kind": "reset_after"}})

    await town.says("ana", "resolve")
    await town.pass_(SOON)

    messages = await town.person("ana").messages(town.channel)
    assert sum(len(each["files"]) for each in messages) == 1
