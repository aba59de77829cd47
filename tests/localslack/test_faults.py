"""What goes wrong on purpose."""

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.localslack.actor import NotPossible
from bot.localslack.faults import drawn, profiles
from bot.localslack.workspace import Workspace
from tests.localslack.limit_samples import place
from tests.localslack.rig import Bot, Json, refusal, timers, workspace


async def outcome(call: Any) -> str:
    """Return what became of a call: "ok", Slack's code, or the kind of failure."""
    try:
        return await refusal(call)
    except aiohttp.ServerDisconnectedError:
        return "lost"
    except (aiohttp.ClientError, ValueError) as error:
        return type(error).__name__


async def posted(ws: Workspace) -> list[str]:
    return [message["text"] for message in await ws.person("ana").messages("#incidents")]


@pytest.mark.parametrize(("kind", "applied"), [("reset_before", []), ("reset_after", ["a"])])
async def test_a_lost_answer_was_applied_or_not(
    kind: str, applied: list[str], ws: Workspace, bot: Bot
) -> None:
    await ws.director.fault({"on": "api", "match": {"method": "chat.*"}, "do": {"kind": kind}})

    answer = await outcome(bot.web.chat_postMessage(channel=place(ws), text="a"))

    assert (answer, await posted(ws)) == ("lost", applied)


BROKEN = [
    ({"kind": "ratelimited", "retry_after": 7}, "ratelimited"),
    ({"kind": "error", "code": "fatal_error"}, "fatal_error"),
]


@pytest.mark.parametrize(("do", "answer"), BROKEN)
async def test_a_call_is_refused_without_being_applied(
    do: Json, answer: str, ws: Workspace, bot: Bot
) -> None:
    await ws.director.fault({"on": "api", "do": do, "times": 1})

    assert await outcome(bot.web.chat_postMessage(channel=place(ws), text="a")) == answer
    assert await posted(ws) == []
    assert (await ws.director.calls())[-1]["fault"]


@pytest.mark.parametrize("do", [{"kind": "http", "status": 503}, {"kind": "garbage"}])
async def test_an_answer_may_be_no_answer_of_slacks(do: Json, ws: Workspace, bot: Bot) -> None:
    await ws.director.fault({"on": "api", "do": do})

    assert await outcome(bot.web.chat_postMessage(channel=place(ws), text="a")) != "ok"
    assert await posted(ws) == []


async def test_a_rule_fires_at_the_call_it_was_set_for(ws: Workspace, bot: Bot) -> None:
    error = {"kind": "error", "code": "internal_error"}
    await ws.director.fault(
        {"id": "second", "on": "api", "nth": 2, "do": error},
        {"id": "every", "on": "api", "every": 3, "times": 1, "do": error | {"code": "every"}},
    )

    answers = [
        await outcome(bot.web.chat_postMessage(channel=place(ws), text=str(number)))
        for number in range(7)
    ]

    assert answers == ["ok", "internal_error", "every", "ok", "ok", "ok", "ok"]
    rules = {rule["id"]: rule for rule in (await ws.director.get("faults"))["rules"]}
    assert (rules["second"]["seen"], rules["second"]["fired"]) == (7, 1)
    assert rules["every"]["fired"] == 1


async def test_the_loop_over_every_call_ends_when_no_call_is_left() -> None:
    """The pattern of the fault tests: break the k-th call, for k = 1, 2, ... until none broke."""
    broken = 0
    while True:
        async with workspace() as ws, aiohttp.ClientSession() as session:
            rule = {"on": "api", "nth": broken + 1, "times": 1, "do": {"kind": "reset_after"}}
            await ws.director.fault(rule)
            headers = {"Authorization": f"Bearer {ws.bot_token}"}
            for number in range(3):
                body = {"channel": place(ws), "text": str(number)}
                try:
                    await session.post(f"{ws.api_url}chat.postMessage", json=body, headers=headers)
                except aiohttp.ClientError:
                    continue
            [known] = (await ws.director.get("faults"))["rules"]
            if not known["fired"]:
                break
            assert len(await posted(ws)) == 3
            broken += 1

    assert broken == 3


async def test_a_rule_that_never_fired_fails_the_test(ws: Workspace) -> None:
    await ws.director.fault({"id": "idle", "on": "api", "do": {"kind": "hang"}})

    with pytest.raises(AssertionError, match="fault idle never fired"):
        ws.assert_clean()


async def test_slow_and_hanging_calls_wait_for_the_clock(ws: Workspace, bot: Bot) -> None:
    await ws.director.fault(
        {"on": "api", "nth": 1, "do": {"kind": "slow", "ms": 700}},
        {"on": "api", "nth": 2, "do": {"kind": "hang", "s": 60}},
    )
    async with asyncio.TaskGroup() as group:
        slow = group.create_task(outcome(bot.web.auth_test()))
        await timers(ws, 1)
        await ws.clock.advance(0.7)
        assert await slow == "ok"
        hanging = group.create_task(outcome(bot.web.auth_test()))
        await timers(ws, 1)
        await ws.clock.advance(60)
        assert await hanging == "lost"


async def test_deliveries_are_dropped_delayed_and_doubled(ws: Workspace, bot: Bot) -> None:
    await ws.director.fault(
        {"on": "delivery", "nth": 1, "do": {"kind": "drop"}},
        {"on": "delivery", "nth": 2, "do": {"kind": "delay", "ms": 5000}},
        {"on": "delivery", "nth": 3, "do": {"kind": "duplicate", "times": 2, "spacing_s": 1}},
    )
    ana = ws.person("ana")
    for text in ("dropped", "delayed", "doubled"):
        await ana.do("post", channel="#incidents", text=text, wait=False)

    await ws.clock.advance(10)

    assert [event["text"] for event in bot.events("message")] == ["doubled"] * 3 + ["delayed"]
    ids = [payload["event_id"] for payload in bot.payloads("event_callback")]
    assert len(set(ids)) == 2


async def test_two_channels_of_one_name_can_both_be_made(ws: Workspace, bot: Bot) -> None:
    await ws.director.fault(
        {"on": "api", "match": {"method": "*.create"}, "do": {"kind": "create_race"}}
    )

    assert await refusal(bot.web.conversations_create(name="incidents")) == "ok"


async def test_opening_a_connection_can_be_refused(ws: Workspace, bot: Bot) -> None:
    await ws.director.fault({"on": "socket", "do": {"kind": "refuse_open"}})
    url = (await bot.web.apps_connections_open(app_token=ws.app_token))["url"]

    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_a_profile_is_weather_that_can_be_changed(ws: Workspace, bot: Bot) -> None:
    await ws.director.send("POST", "profile", {"name": "outage"})
    during = await outcome(bot.web.auth_test())
    await ws.director.send("POST", "profile", {"name": "perfect"})

    assert during != "ok"
    assert await outcome(bot.web.auth_test()) == "ok"
    assert (await ws.director.get("profile"))["profiles"] == list(profiles())
    assert (await ws.director.get("faults"))["rules"] == []


async def test_latency_is_spent_half_before_and_half_after(ws: Workspace, bot: Bot) -> None:
    await ws.director.send("POST", "latency", {"ms": 100})
    async with asyncio.TaskGroup() as group:
        call = group.create_task(bot.web.chat_postMessage(channel=place(ws), text="a"))
        await timers(ws, 1)
        before = await posted(ws)
        await ws.clock.advance(0.05)
        await ws.until_message("#incidents", "a")
        assert not call.done()
        await ws.clock.advance(0.05)
        await call

    assert before == []
    assert (await ws.director.calls("chat.postMessage"))[0]["ms"] == 100


def test_a_spread_has_its_middle_and_its_tail() -> None:
    spread = {"p50_ms": 80, "p99_ms": 900}

    assert drawn(spread, 0.5) == pytest.approx(0.08)
    assert drawn(spread, 0.99) == pytest.approx(0.9)
    assert drawn({"ms": 20}, 0.3) == 0.02


NO_RULES: list[Any] = [
    {},
    {"on": "api"},
    {"on": "api", "do": {"kind": "dance"}},
    {"on": "moon", "do": {"kind": "drop"}},
    {"on": "api", "do": {"kind": "hang"}, "nth": 0},
    {"on": "api", "do": {"kind": "hang"}, "p": 2},
    {"on": "api", "do": {"kind": "hang"}, "every": "two"},
    {"on": "api", "do": {"kind": "hang"}, "match": []},
    {"on": "api", "do": {"kind": "hang"}, "when": "now"},
    [{"on": "api", "do": {"kind": "hang"}}, 7],
]


@pytest.mark.parametrize("rule", NO_RULES)
async def test_what_is_no_rule_is_refused_whole(rule: Any, ws: Workspace) -> None:
    with pytest.raises(NotPossible):
        await ws.director.send("POST", "faults", rule)

    assert (await ws.director.get("faults"))["rules"] == []
