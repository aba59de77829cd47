"""Slack at its worst: everything late, twice, in the wrong order, half of it refused."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from bot.app import Machinery, composed
from bot.cli._running import running
from bot.cli._town import free_port
from bot.dispatch.in_process import Dispatcher
from tests.slack.lives import ALL_WELL, SOON, left_behind
from tests.slack.lives import lived as lived_through_all
from tests.slack.test_repetitions import lived, told_in_the_channel
from tests.slack.town import AT_ONCE, Town, settings_of

RETRIES = (timedelta(), timedelta(), timedelta(seconds=60), timedelta(seconds=300))
"""When Slack sends again what was not acknowledged: https://docs.slack.dev/apis/events-api#retries"""


async def breaks(town: Town, do: dict[str, Any], **rule: Any) -> None:
    await town.workspace.director.fault({"on": "api", "do": do, **rule})


async def mends(town: Town) -> None:
    await town.workspace.director.send("DELETE", "faults", None)


async def sends_all_again(town: Town) -> None:
    for sent in (await town.workspace.director.get("deliveries"))["deliveries"]:
        if not sent["attempt"]:
            await town.workspace.director.send("POST", "deliver", {"again": sent["id"]})


async def test_what_comes_four_times_on_the_schedule_of_slack_happens_once(town: Town) -> None:
    await lived(town)
    before, posts = await town.facts(), told_in_the_channel(town)
    await town.workspace.director.expect("trigger_reused")

    for wait in RETRIES:
        await town.clock.advance_to((town.clock.now() + wait).timestamp())
        await sends_all_again(town)
        await town.settle()

    assert await town.facts() == before
    assert told_in_the_channel(town) == posts
    assert await town.incidents() == 1


async def test_after_a_restart_the_same_over_http_happens_once(town: Town, tmp_path: Path) -> None:
    await lived(town)
    before, posts = await town.facts(), told_in_the_channel(town)
    await town.workspace.director.expect("trigger_reused")
    port = free_port(0)
    url = f"sqlite+aiosqlite:///{tmp_path / 'muster.db'}"
    more = {"http_port": port, "slack_app_token": ""}
    settings = settings_of(town.workspace, url, more)
    async with AsyncExitStack() as stack:
        given = Machinery(clock=town.clock.now, timing=AT_ONCE, chance=lambda: 0.5)
        muster = await stack.enter_async_context(composed(settings, given))
        await stack.enter_async_context(running(muster))
        await town.workspace.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        await sends_all_again(town)
        await town.settle()
        await Dispatcher(muster.ledger, clock=town.clock.now).drain()

        assert await town.facts() == before
        assert told_in_the_channel(town) == posts


SCENE = ("member_joined_channel", "member_left_channel", "reaction_added", "reaction_removed")


@pytest.mark.parametrize("order", [*permutations(range(4))][::5], ids=str)
async def test_events_in_any_order_lead_to_the_same(town: Town, order: tuple[int, ...]) -> None:
    await town.declares()
    ts = await town.posts("ana", "all errors are 401")
    held = [{"on": "delivery", "match": {"type": each}, "do": {"kind": "drop"}} for each in SCENE]
    for rule in held:
        await town.workspace.director.fault(rule)
    await town.joins("ben")
    await town.leaves("ben")
    await town.reacts("ana", ts, "pushpin")
    await town.reacts("ana", ts, "pushpin", remove=True)
    dropped = [each for each in town.workspace.hub.deliveries.kept if each.outcome == "dropped"]
    assert [each.type for each in dropped] == [*SCENE]
    await mends(town)

    for number in order:
        again = {"again": dropped[number].id}
        await town.workspace.director.send("POST", "deliver", again)
        await town.settle()
    await town.pass_(SOON)

    incident = await town.incident()
    assert town.id_of("ben") not in incident.people
    assert not incident.messages
    assert incident.troubles == {}


async def at_last(town: Town) -> dict[str, Any]:
    """Return what is left; bad luck may last a quarter of an hour for one call, which is told."""
    left = await left_behind(town)
    return left | {"kinds": [kind for kind in left["kinds"] if kind != "effect_stuck"]}


async def test_half_of_all_answers_are_errors_for_ten_minutes(town: Town) -> None:
    await town.workspace.director.expect("history_polling")  # each doubtful call looks
    await breaks(town, {"kind": "http", "status": 503}, p=0.5)

    await lived_through_all(town)
    await town.pass_(2 * SOON)
    await mends(town)
    await town.pass_(SOON)

    # What was unpinned before it could be read was never recorded.
    well: dict[str, Any] = {**ALL_WELL}
    left, late = await at_last(town), {"message_recorded", "entry_withdrawn"}
    kinds = [kind for kind in well["kinds"] if kind not in late or kind in left["kinds"]]
    assert sorted(left["kinds"]) == sorted(kinds)
    assert left == well | {"kinds": left["kinds"], "recorded": left["recorded"]}


async def test_many_answers_are_lost_after_the_call_was_applied(town: Town) -> None:
    await town.workspace.director.expect("history_polling")  # each doubtful call looks
    await breaks(town, {"kind": "reset_after"}, every=3)

    await lived_through_all(town)
    await town.pass_(2 * SOON)
    await mends(town)
    await town.pass_(SOON)

    assert await at_last(town) == ALL_WELL


async def test_commands_are_acknowledged_while_no_call_is_answered(town: Town) -> None:
    await town.declares()
    before = town.clock.now()
    await breaks(town, {"kind": "slow", "ms": 10_000})
    async with asyncio.timeout(10):
        for number in range(4):
            answered = await town.person("ana").slash(town.channel, f"/incident note {number}")
            assert answered["outcome"] == "acked"
        changed = await town.person("ana").slash(town.channel, "/incident sev 1")
        assert changed["outcome"] == "acked"

    assert town.clock.now() == before
    await mends(town)
    await town.clock.advance_to((before + timedelta(seconds=10)).timestamp())
    await town.pass_(SOON)
    assert len([each for each in await town.reads() if "set the severity" in each]) == 1
    assert (await town.incident()).troubles == {}


async def test_without_posts_the_incident_is_on_record_and_the_card_comes_later(town: Town) -> None:
    await breaks(town, {"kind": "http", "status": 500}, match={"method": "chat.postMessage"})
    answer = await town.says("ana", "declare sev2 Checkout fails", where="#general")
    assert "INC-1" in answer
    await town.pass_(2 * SOON)
    assert (await town.incident()).channel
    assert "posting the card" in await town.says("ana", "health")

    await mends(town)
    await town.pass_(SOON)

    cards = [each for each in await town.reads() if "*Severity*" in each]
    assert len(cards) == 1
    assert "Checkout fails" in await town.card()
    assert (await town.incident()).troubles == {}


async def test_a_lost_post_waits_while_the_history_cannot_be_read(town: Town) -> None:
    await town.declares()
    await breaks(town, {"kind": "reset_after"}, match={"method": "chat.postMessage"}, times=1)
    await breaks(town, {"kind": "http", "status": 500}, match={"method": "conversations.history"})
    await town.workspace.director.expect("history_polling")  # each doubtful call looks, ever later
    await town.says("ana", "sev 1")
    await town.pass_(SOON)
    waiting = [each.kind for each in await town.promised() if each.state == "intent"]
    assert waiting

    await mends(town)
    await town.pass_(SOON)

    assert len([each for each in await town.reads() if "set the severity" in each]) == 1
    assert not [each for each in await town.promised() if each.state in {"planned", "intent"}]
    assert (await town.incident()).troubles == {}
