"""A lost answer is looked into before anything is done again: one of each, whatever happens."""

from datetime import timedelta
from typing import Any

import pytest

from tests.slack.town import Town, read

SOON = timedelta(minutes=5)


async def loses_the_answer(town: Town, method: str, *, nth: int = 1) -> None:
    """Let Slack do what the n-th call asks for, and cut the line before it says so."""
    rule = {"on": "api", "match": {"method": method}, "nth": nth, "do": {"kind": "reset_after"}}
    await town.workspace.director.fault(rule)


async def loses_the_request(town: Town, method: str, *, nth: int = 1) -> None:
    """Cut the line before Slack hears the n-th call."""
    rule = {"on": "api", "match": {"method": method}, "nth": nth, "do": {"kind": "reset_before"}}
    await town.workspace.director.fault(rule)


async def lived(town: Town) -> None:
    """Live through an incident that makes every kind of call."""
    await town.says("ana", "declare sev2 Checkout fails", where="#general")
    await town.pass_(SOON / 2)
    await town.joins("ben")
    await town.says("ben", "lead")
    await town.pass_(SOON)
    await town.clicks("ana", "runbook_start.checkout")
    ts = await town.posts("ben", "all errors are 401")
    await town.reacts("ana", ts, "pushpin")
    await town.pass_(SOON)
    await town.reacts("ana", ts, "pushpin", remove=True)
    await town.says("ana", "check health")
    await town.pass_(SOON)
    await town.says("ana", "resolve Rolled back")
    await town.pass_(SOON)


async def left_behind(town: Town) -> dict[str, Any]:
    """Count what people see at the end."""
    world = town.workspace.hub.world
    channels = [each for each in world.channels if each.name.startswith("inc-")]
    messages = await town.person("ana").messages(town.channel)
    texts = [read(each) for each in messages]
    root = next(each["ts"] for each in messages if each["reply_count"])
    incident = await town.incident()
    return {
        "channels": [each.name for each in channels],
        "members": len(channels[0].members),
        "topic": channels[0].topic.value,
        "cards": sum(each.startswith("INC-1 · Checkout fails\n*Severity*") for each in texts),
        "pins": [each["pinned"] for each in messages].count(True),
        "step cards": sum(
            "No runbook was followed" in t or "Checkout fails · version 3" in t for t in texts
        ),
        "lead lines": sum("is *Lead*" in each for each in texts),
        "resolved lines": sum("*resolved* the incident" in each for each in texts),
        "files": sum(len(each["files"]) for each in messages),
        "announcements": len(await town.person("ben").messages("#incidents")),
        "evidence": len(await town.reads(thread=root)) - 1,
        "role notes": len(await town.direct("ben")),
        "recorded": len(incident.withdrawn),
        "kinds": [entry.fact.kind for entry in incident.entries],
        "troubles": dict(incident.troubles),
        "unfinished": [p.key for p in await town.promised() if p.state in {"planned", "intent"}],
    }


ALL_WELL = {
    "channels": ["inc-1-checkout-fails"],
    "members": 3,
    "topic": "INC-1 · SEV2 · Resolved",
    "cards": 1,
    "pins": 1,
    "step cards": 1,
    "lead lines": 1,
    "resolved lines": 1,
    "files": 1,
    "announcements": 2,
    "evidence": 1,
    "role notes": 1,
    "recorded": 1,
    "kinds": [
        "declared",
        "channel_opened",
        "person_joined",
        "person_joined",
        "role_taken",
        "runbook_attached",
        "message_recorded",
        "entry_withdrawn",
        "check_requested",
        "evidence_collected",
        "resolved",
    ],
    "troubles": {},
    "unfinished": [],
}
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
