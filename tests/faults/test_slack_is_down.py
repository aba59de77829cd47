"""F07: Slack is down for half an hour; the incident goes on, and its channel is filled later."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.cli._door import door
from bot.domain.facts import EffectStuck
from tests.cli.terminal import Ended, typed
from tests.slack.town import Town, living, read

DOWN = {"on": "api", "match": {}, "do": {"kind": "http", "status": 503}}
LONGEST = timedelta(seconds=60)

STORY: tuple[tuple[int, tuple[str, ...]], ...] = (
    (0, ("declare", "sev3", "Checkout fails")),
    (2, ("lead",)),
    (4, ("note", "Cards are silent", "at", "01:55")),
    (8, ("sev", "1", "all of the EU")),
    (10, ("mitigate", "Rollback to v1.5.1")),
    (12, ("--yes", "update", "investigating: Payments fail.")),
    (20, ("mitigate", "1", "worked")),
    (22, ("note", "Cards answer again")),
    (24, ("--yes", "update", "monitoring: Payments work again.")),
    (25, ("status", "monitoring")),
)
"""What is typed, and how many minutes after 02:00."""

LINES = (
    ("ops (command line) is *Lead*", "02:02"),
    ("ops (command line) noted: Cards are silent", "01:55"),
    ("set the severity to *:red_circle: SEV1* — all of the EU", "02:08"),
    ("started *M1*: Rollback to v1.5.1", "02:10"),
    ("(investigating):\nPayments fail.", "02:12"),
    ("ops (command line) says *M1* works", "02:20"),
    ("ops (command line) noted: Cards answer again", "02:22"),
    ("(monitoring):\nPayments work again.", "02:24"),
    ("set the status to *:eyes: Monitoring*", "02:25"),
)
"""What people read in the channel afterwards, and when it says that this happened."""


@asynccontextmanager
async def without_slack(url: str, patch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    """Start a town whose Slack answers nothing but 503, and a command line beside it."""
    patch.setenv("MUSTER_DATABASE_URL", url)
    patch.setattr("os.getlogin", lambda: "ops")
    async with living(url) as town, door(town.muster):
        await town.workspace.director.fault(DOWN)
        yield town


async def muster(town: Town, *words: str) -> Ended:
    """Type `muster incident ...` and let happen what can happen now."""
    shown = await asyncio.to_thread(typed, "incident", *words)
    await town.settle()
    return shown


async def told(town: Town) -> None:
    """Type the story, each line at its minute, until the half hour is over."""
    now = 0
    for minute, words in STORY:
        await town.pass_(timedelta(minutes=minute - now))
        shown = await muster(town, *words)
        assert shown.code == 0, shown
        now = minute
    await town.pass_(timedelta(minutes=30 - now))


async def test_the_channel_is_filled_in_order_once_with_the_times_at_which_things_happened(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with without_slack(sqlite_url, monkeypatch) as town:
        await told(town)
        before = list(town.workspace.hub.world.channels)
        await town.workspace.director.send("DELETE", "faults", {})
        await town.pass_(LONGEST)
        messages = await town.person("ana").messages(town.channel)
        announced = await town.person("ana").messages("#incidents")
        states = {each.state for each in await town.promised() if each.reason != "superseded"}

    assert not [each for each in before if each.name.startswith("inc-")]
    written = [read(each) for each in messages if each["user"] == town.me and each["blocks"]]
    card, steps, *lines = written
    assert "INC-1 · Checkout fails" in card
    assert "Which runbook do we follow?" in steps
    assert len(lines) == len(LINES)
    for line, (words, clock) in zip(lines, LINES, strict=True):
        assert words in line
        assert "This happened at <!date^" in line
        assert f"{clock} UTC>" in line
    assert ["INC-1" in read(each) for each in announced].count(True) == 1
    assert states == {"done"}


async def test_people_are_told_once_that_the_channel_is_stuck_but_no_more_once_it_is_open(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with without_slack(sqlite_url, monkeypatch) as town:
        await told(town)
        stuck = {
            each.position: (each.fact.what, f"{each.occurred:%H:%M}")
            for each in await town.entries()
            if isinstance(each.fact, EffectStuck)
        }
        await town.workspace.director.send("DELETE", "faults", {})
        await town.pass_(LONGEST)
        card = await town.card()
        after = await muster(town, "health")

    assert [*stuck.values()] == [("slack.channel.create", "02:15")]
    assert "stuck" not in card
    assert "All is well: " in after.out


async def test_customers_read_it_while_slack_is_down(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with without_slack(sqlite_url, monkeypatch) as town:
        await told(town)
        posts = await town.muster.posts.newest(incidents=1)
        shown = await muster(town, "statuspage")

    assert [(each.text, f"{each.at:%H:%M}") for each in posts] == [
        ("Payments work again.", "02:24"),
        ("Payments fail.", "02:12"),
    ]
    assert "Customers read since 02:24 UTC" in shown.out


async def test_slack_is_asked_again_every_minute_at_least_and_never_given_up(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with without_slack(sqlite_url, monkeypatch) as town:
        await told(town)
        records = town.workspace.hub.journal.since(0, kinds=["call"])
        calls = [datetime.fromisoformat(each["at"]) for each in records if each["status"] == 503]
        promised = await town.promised()
        health = await muster(town, "health")

    gaps = [later - earlier for earlier, later in itertools.pairwise(sorted(calls))]
    assert max(gaps) <= LONGEST
    assert max(calls) >= datetime(2026, 1, 5, 2, 29, tzinfo=UTC)
    assert "failed" not in {each.state for each in promised if each.reason != "superseded"}
    assert "opening the incident channel is stuck since 02:00 UTC: Slack's answer" in health.out
    assert "Waiting since 02:00 UTC: Slack's answer" in health.err
