"""Slack delivers at least once: whatever comes twice happens once."""

import shutil
from pathlib import Path

from bot.domain.facts import Fact
from tests.slack.town import Town, living


async def lived(town: Town) -> list[Fact]:
    """Live through an incident with every kind of delivery, and return its facts."""
    await town.declares(also="ben")
    await town.says("ana", "lead")
    await town.clicks("ana", "runbook_start.checkout")
    await town.clicks("ana", "step_done")
    ts = await town.posts("ben", "all errors are 401")
    await town.reacts("ana", ts, "pushpin")
    await town.reacts("ana", ts, "pushpin", remove=True)
    form = await town.opens("ana", "severity_form")
    await town.sends(form, severity="sev1", why="nobody can pay")
    await town.person("ana").shortcut("timeline_add", channel=town.channel, ts=ts)
    await town.settle()
    await town.says("ana", "update We are on it.")
    await town.clicks("ana", "update_publish")
    await town.says("ana", "resolve Rolled back")
    return await town.facts()


def told_in_the_channel(town: Town) -> int:
    return len([each for each in town.calls("chat.postMessage") if each["ok"]])


async def test_everything_twice_is_the_same_as_once(
    town: Town, sqlite_template: Path, tmp_path: Path
) -> None:
    once = await lived(town)

    shutil.copy(sqlite_template, tmp_path / "twice.db")
    async with living(f"sqlite+aiosqlite:///{tmp_path / 'twice.db'}") as other:
        await other.workspace.director.fault(
            {"on": "delivery", "do": {"kind": "duplicate", "times": 2}}
        )
        twice = await lived(other)

        assert [fact.kind for fact in twice] == [fact.kind for fact in once]
        assert told_in_the_channel(other) == told_in_the_channel(town)


async def test_what_was_delivered_long_ago_changes_nothing(town: Town) -> None:
    await lived(town)
    before, posts = await town.facts(), told_in_the_channel(town)
    await town.workspace.director.expect("trigger_reused")  # a form that opened cannot open again

    for sent in (await town.workspace.director.get("deliveries"))["deliveries"]:
        await town.workspace.director.send("POST", "deliver", {"again": sent["id"]})
    await town.settle()

    assert await town.facts() == before
    assert told_in_the_channel(town) == posts
    assert await town.incidents() == 1
