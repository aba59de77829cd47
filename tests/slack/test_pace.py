"""Muster counts for itself what Slack grants, so that Slack need not refuse it anything."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.app import Machinery, composed
from bot.cli._running import standing
from bot.dispatch.in_process import Dispatcher
from tests.slack.lives import ALL_WELL, left_behind, lived
from tests.slack.town import AT_ONCE, Town, living, settings_of

WAITS = (1, 30, 300)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
METHODS = (
    "conversations.create",
    "conversations.invite",
    "conversations.setTopic",
    "conversations.list",
    "conversations.open",
    "conversations.history",
    "chat.postMessage",
    "chat.update",
    "chat.postEphemeral",
    "chat.getPermalink",
    "pins.add",
    "reactions.add",
    "reactions.get",
    "reactions.remove",
    "files.getUploadURLExternal",
    "files.completeUploadExternal",
    "auth.test",
)


@pytest.fixture
async def paced(sqlite_url: str) -> AsyncIterator[Town]:
    """Start a town whose Slack counts, and a Muster that counts as well."""
    async with living(sqlite_url, is_paced=True, rate_scale=1) as town:
        yield town


async def limits(town: Town, method: str, *, waits: Sequence[int] = WAITS, **match: str) -> None:
    """Let Slack refuse the next calls of a method, each for so many seconds."""
    for wait in waits:
        await town.workspace.director.fault(
            {"on": "api", "match": {"method": method} | match, "times": 1,
             "do": {"kind": "ratelimited", "retry_after": wait}}
        )  # fmt: skip


def refused(town: Town, error: str = "ratelimited") -> list[dict[str, Any]]:
    records = town.workspace.hub.journal.since(0, kinds=["call"])
    return [record for record in records if record["error"] == error]


def at(record: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(record["at"])


def in_any_order(left: dict[str, Any]) -> dict[str, Any]:
    """Compare what is on the timeline, but not its order: something was recorded late."""
    return left | {"kinds": sorted(left["kinds"])}


@pytest.mark.parametrize("method", METHODS)
async def test_no_call_comes_before_slack_wants_to_hear_of_it_again(
    paced: Town, method: str
) -> None:
    await limits(paced, method)

    await lived(paced, wait=timedelta(minutes=15))

    found = refused(paced)
    assert len(found) == len(WAITS)
    for record, wait in zip(found, WAITS, strict=True):
        channel = record["args"].get("channel") if method == "chat.postMessage" else None
        again = min(
            at(call)
            for call in paced.calls(method)
            if call["seq"] > record["seq"] and channel in {None, call["args"].get("channel")}
        )
        assert again - at(record) >= wait * SECOND
    assert in_any_order(await left_behind(paced)) == in_any_order(ALL_WELL)
    assert all(each.attempts <= 1 for each in await paced.promised())


async def test_one_channel_that_has_to_wait_holds_up_no_other(paced: Town) -> None:
    first = await paced.declares()
    await limits(paced, "chat.postMessage", waits=[300], channel=first)
    await paced.says("ana", "sev 1", where=first)

    second = await paced.declares("declare Sign-in fails")
    await paced.says("ana", "sev 3", where=second)

    assert "INC-2 · Sign-in fails" in await paced.card()
    assert any("SEV3" in each for each in await paced.reads())
    health = await paced.says("ana", "health", where=first)
    assert "posting a change in the channel waits since" in health
    assert ": Slack limits chat.postMessage" in health
    await paced.pass_(timedelta(minutes=6))
    lines = await paced.person("ana").messages(first)
    assert any("SEV1" in str(each) for each in lines)


async def test_a_busy_hour_meets_no_refusal(paced: Town) -> None:
    await paced.declares(also="ben")
    for number in range(10):
        await paced.says("ana", f"note Quick note {number}")
        await paced.says("ana", f"hypo Cause {number}")
        await paced.says("ben", f"impact {number} people cannot pay")
    for number in range(5):
        ts = await paced.posts("ben", f"finding {number}")
        await paced.reacts("ana", ts, "pushpin")
    await paced.pass_(10 * MINUTE)

    assert refused(paced) == []
    assert "9 people cannot pay" in await paced.card()
    lines = [each for each in await paced.reads() if "raised *H" in each]
    assert [f"Cause {number}" in line for number, line in enumerate(lines)] == [True] * 10
    assert {each.state for each in await paced.promised()} <= {"done", "failed"}
    assert (await paced.incident()).troubles == {}


async def test_many_declares_share_what_slack_grants(paced: Town) -> None:
    for number in range(30):
        await paced.says("ana", f"declare Storm of night {number}", where="#general")
        await paced.pass_(SECOND)
    created = [at(call) for call in paced.calls("conversations.create")]
    await paced.pass_(10 * MINUTE)

    assert len(created) >= 12
    created = [at(call) for call in paced.calls("conversations.create")]
    assert len(created) == 30
    assert all(sum(each <= other < each + MINUTE for other in created) <= 20 for each in created)
    assert refused(paced) == []
    assert {(await paced.incident(n + 1)).channel_name for n in range(30)} == {
        f"inc-{n + 1}-storm-of-night-{n}" for n in range(30)
    }


async def test_thirty_changes_in_ten_seconds_cost_few_edits_and_the_last_is_shown(
    paced: Town,
) -> None:
    await paced.declares()
    card = await paced.card_message()
    before = len(paced.calls("chat.update"))
    for number in range(30):
        await paced.says("ana", f"impact {number} people cannot pay")
        await paced.pass_(SECOND / 3)

    def edits() -> list[dict[str, Any]]:
        made = paced.calls("chat.update")[before:]
        return [call for call in made if call["args"]["ts"] == card["ts"]]

    assert len(edits()) <= 10
    await paced.pass_(MINUTE)
    assert len(edits()) <= 12
    assert "29 people cannot pay" in await paced.card()
    lines = [each for each in await paced.reads() if "people cannot pay" in each]
    assert len(lines) >= 30
    assert refused(paced) == []


async def test_a_revoked_token_is_tried_once_a_minute_and_all_is_done_when_it_works_again(
    paced: Town,
) -> None:
    await paced.declares(also="ben")
    await paced.pass_(MINUTE)
    await paced.person("ben").do("channel", do="join", channel="#incidents")
    await paced.workspace.director.send("POST", "admin", {"do": "revoke_token"})
    for _ in range(10):
        await paced.says("ana", "sev 1")
        await paced.says("ben", "sev 2")
        await paced.says("ben", "lead")
        await paced.pass_(MINUTE)

    tried = [at(call) for call in refused(paced, "token_revoked")]
    assert 9 <= len(tried) <= 11
    gaps = [later - sooner for sooner, later in pairwise(tried)]
    assert min(gaps) >= MINUTE
    health = await paced.says("ana", "health")
    assert ":no_entry: *Slack refuses our token: token_revoked*" in health
    assert [each.reason for each in await standing(paced.muster) if not each.is_met] == [
        "Slack refuses our token: token_revoked"
    ]

    paced.workspace.hub.world.app.revoked = False
    await paced.pass_(61 * SECOND)

    assert all(each.is_met for each in await standing(paced.muster))
    assert (await paced.card()).count("SEV2") >= 1
    await paced.pass_(MINUTE)
    assert {each.state for each in await paced.promised()} <= {"done", "failed"}
    assert (await paced.incident()).troubles == {}


async def test_after_a_restart_with_a_new_token_all_is_done_within_a_minute(
    sqlite_url: str,
) -> None:
    async with living(
        sqlite_url, is_paced=True, settings={"slack_bot_token": "xoxb-1-old"}
    ) as town:
        await town.says("ana", "declare Checkout fails", where="#general")
        await town.pass_(3 * MINUTE)
        assert (await town.incident()).channel is None
        assert len(refused(town, "invalid_auth")) in {3, 4}

        machinery = Machinery(clock=town.clock.now, timing=AT_ONCE, chance=lambda: 0.5)
        async with composed(settings_of(town.workspace, sqlite_url, {}), machinery) as again:
            await again.dispatcher.repair()
            for _ in range(60):
                await town.clock.advance_to((town.clock.now() + SECOND).timestamp())
                await Dispatcher(again.ledger, clock=town.clock.now).drain()
                while town.workspace.hub.deliveries.unanswered:
                    await town.workspace.hub.deliveries.settled()

            assert "INC-1 · Checkout fails" in await town.card()
            assert all(each.is_met for each in await standing(again))
