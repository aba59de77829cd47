"""HTTP transport: signed requests, the challenge, answers, and the schedule of retries."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator

import pytest

from bot.localslack.actor import NotPossible
from bot.localslack.workspace import Workspace
from tests.localslack.limit_samples import user
from tests.localslack.web_bot import WebBot, web_bot


@pytest.fixture
async def http_bot(ws: Workspace) -> AsyncIterator[WebBot]:
    async with web_bot(ws) as bot:
        yield bot


async def test_an_address_must_answer_the_challenge_before_anything_is_sent(
    ws: Workspace, http_bot: WebBot
) -> None:
    assert (await ws.director.get("health"))["connections"] == 0

    await ws.person("ana").post("#incidents", "hello")

    assert (await ws.director.get("health"))["connections"] == 1
    assert len(http_bot.signed) == 2
    assert len(http_bot.requests) == 1


async def test_every_request_is_signed_with_the_workspaces_time(
    ws: Workspace, http_bot: WebBot
) -> None:
    await ws.clock.advance(86_400)
    await ws.person("ana").post("#incidents", "hello")
    await ws.person("ana").slash("#general", "/incident checkout")
    await ws.person("ana").shortcut("declare")

    assert http_bot.signed == [True] * 4
    event, command, shortcut = [body for _, body in http_bot.requests]
    assert event["event"]["text"] == "hello"
    assert (command["command"], command["user_id"]) == ("/incident", user(ws))
    assert json.loads(shortcut["payload"])["callback_id"] == "declare"


async def test_the_body_of_the_answer_is_shown(ws: Workspace, http_bot: WebBot) -> None:
    http_bot.answer = {"text": "for you"}

    answer = await ws.person("ana").slash("#general", "/incident")

    assert answer["shown"]["text"] == "for you"
    assert answer["ack"]["status"] == 200


async def test_an_event_is_tried_three_times_more_at_once_after_one_and_five_minutes(
    ws: Workspace, http_bot: WebBot
) -> None:
    http_bot.statuses = [500, 500, 500, 500]
    await ws.person("ana").post("#incidents", "hello")
    await ws.clock.settled()

    seen = [len(http_bot.requests)]
    for seconds in (59, 1, 299, 1, 3600):
        await ws.clock.advance(seconds)
        seen.append(len(http_bot.requests))

    assert seen == [2, 2, 3, 3, 4, 4]
    headers = [dict(sent) for sent, _ in http_bot.requests]
    assert [sent.get("X-Slack-Retry-Num") for sent in headers] == [None, "1", "2", "3"]
    assert {sent.get("X-Slack-Retry-Reason") for sent in headers} == {None, "http_error"}
    assert len({body["event_id"] for _, body in http_bot.requests}) == 1
    outcomes = [each["outcome"] for each in (await ws.director.get("deliveries"))["deliveries"]]
    assert outcomes == ["dispatch_failed"] * 4


async def test_retries_end_when_one_is_accepted(ws: Workspace, http_bot: WebBot) -> None:
    http_bot.statuses = [503, 200]
    await ws.person("ana").post("#incidents", "hello")
    await ws.clock.settled()
    await ws.clock.advance(3600)

    assert len(http_bot.requests) == 2


async def test_a_bot_that_wants_no_retry_gets_none(ws: Workspace, http_bot: WebBot) -> None:
    http_bot.statuses, http_bot.headers = [500], {"X-Slack-No-Retry": "1"}
    await ws.person("ana").post("#incidents", "hello")
    await ws.clock.advance(3600)

    assert len(http_bot.requests) == 1


async def test_what_a_person_did_is_never_tried_again(ws: Workspace, http_bot: WebBot) -> None:
    http_bot.statuses = [500]

    answer = await ws.person("ana").slash("#general", "/incident")
    await ws.clock.advance(3600)

    assert answer["outcome"] == "dispatch_failed"
    assert len(http_bot.requests) == 1


async def test_a_dead_address_is_tried_again_for_events(ws: Workspace) -> None:
    await ws.deliver_to("http://127.0.0.1:9/slack/events")
    ts = await ws.person("ana").post("#incidents", "hello")

    [delivery] = (await ws.director.get("deliveries"))["deliveries"]
    assert (delivery["outcome"], bool(ts)) == ("not_delivered", True)


async def test_garbage_can_be_posted_at_the_bot(ws: Workspace, http_bot: WebBot) -> None:
    body = {"path": "/slack/events", "headers": {"Content-Type": "text/plain"}}
    asked = body | {"body_b64": b64encode(b"garbage").decode()}

    answers = [
        await ws.director.send("POST", "raw", asked | {"sign": sign})
        for sign in ("good", "bad", "none")
    ]

    assert http_bot.signed == [True, False, False]
    assert [answer["status"] for answer in answers] == [200, 200, 200]


async def test_signatures_can_be_wrong_old_and_repeated_on_purpose(
    ws: Workspace, http_bot: WebBot
) -> None:
    ana = ws.person("ana")
    await ana.post("#incidents", "verified")
    await ws.director.fault(
        {"on": "http", "nth": 1, "do": {"kind": "bad_signature"}},
        {"on": "http", "nth": 2, "do": {"kind": "old_timestamp"}},
        {"on": "http", "nth": 3, "do": {"kind": "replay"}},
    )
    for text in ("forged", "old", "again"):
        await ana.post("#incidents", text)

    assert http_bot.signed[2:] == [False, False, True, True]
    assert [body["event"]["text"] for _, body in http_bot.requests] == [
        "verified",
        "forged",
        "old",
        "again",
        "again",
    ]


async def test_raw_requests_need_an_address(ws: Workspace) -> None:
    with pytest.raises(NotPossible, match="http"):
        await ws.director.send("POST", "raw", {"path": "/", "headers": {}, "body_b64": ""})
