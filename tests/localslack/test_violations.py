"""What Slack would let pass although it is wrong is named."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.localslack.actor import NotPossible
from bot.localslack.workspace import Workspace
from tests.localslack.limit_samples import place
from tests.localslack.rig import Bot, bot_of, refusal, refused, section, workspace

Mistake = Callable[[Workspace, Bot], Awaitable[object]]


async def say(ws: Workspace, bot: Bot, **said: Any) -> object:
    return await bot.web.chat_postMessage(channel=place(ws), **said)


async def unknown_argument(ws: Workspace, bot: Bot) -> object:
    return await say(ws, bot, text="a", colour="red")


async def no_text(ws: Workspace, bot: Bot) -> object:
    said = {"channel": place(ws), "blocks": [section()]}
    return await bot.web.api_call("chat.postMessage", json=said)


async def broadcast(ws: Workspace, bot: Bot) -> object:
    return await say(ws, bot, text="a", blocks=[section("wake up <!channel>")])


async def unknown_mention(ws: Workspace, bot: Bot) -> object:
    return await say(ws, bot, text="ask <@U404|nobody>")


async def secret(ws: Workspace, bot: Bot) -> object:
    return await say(ws, bot, text=f"use {ws.bot_token}")


async def double_post(ws: Workspace, bot: Bot) -> object:
    metadata = {"event_type": "muster", "event_payload": {"op": "post-card-1"}}
    await say(ws, bot, text="a", metadata=metadata)
    return await say(ws, bot, text="a", metadata=metadata)


async def by_get(ws: Workspace, bot: Bot) -> object:
    params = {"channel": place(ws), "text": "a"}
    return await bot.web.api_call("chat.postMessage", http_verb="GET", params=params)


async def polling(ws: Workspace, bot: Bot) -> object:
    for _ in range(7):
        await bot.web.conversations_history(channel=place(ws))
    return None


async def too_long(ws: Workspace, bot: Bot) -> object:
    return await say(ws, bot, text="a", blocks=[section("a" * 3000)] * 4)


MISTAKES: list[tuple[Mistake, str]] = [
    (unknown_argument, "unknown_argument"),
    (no_text, "no_text_fallback"),
    (broadcast, "broadcast"),
    (unknown_mention, "unknown_mention"),
    (secret, "token_in_text"),
    (double_post, "duplicate_operation"),
    (by_get, "get_of_post_method"),
    (polling, "history_polling"),
    (too_long, "over_budget"),
]


@pytest.mark.parametrize(("mistake", "code"), MISTAKES)
async def test_a_mistake_is_named(mistake: Mistake, code: str, ws: Workspace, bot: Bot) -> None:
    await mistake(ws, bot)

    assert [violation["code"] for violation in await ws.director.violations()] == [code]
    with pytest.raises(AssertionError, match=code):
        ws.assert_clean()


async def test_json_is_not_seen_by_a_method_that_takes_forms_only(ws: Workspace) -> None:
    body, headers = {"user": "W0DEE00001"}, {"Authorization": f"Bearer {ws.bot_token}"}
    response = await ws.director.http.post("/api/users.info", json=body, headers=headers)

    assert response.json()["error"] == "user_not_found"
    assert [v["code"] for v in await ws.director.violations()] == ["json_to_form_only_method"]


async def test_what_a_test_announces_is_not_listed(ws: Workspace, bot: Bot) -> None:
    await ws.director.expect("no_text_fallback", broadcasts=1)
    await no_text(ws, bot)
    await broadcast(ws, bot)
    ws.assert_clean()

    await broadcast(ws, bot)
    assert [violation["code"] for violation in await ws.director.violations()] == ["broadcast"]


async def test_violations_are_forgotten_by_code_or_all(ws: Workspace, bot: Bot) -> None:
    await no_text(ws, bot)
    await broadcast(ws, bot)

    await ws.director.send("DELETE", "violations?code=broadcast", None)
    left = [violation["code"] for violation in await ws.director.violations()]
    await ws.director.send("DELETE", "violations", None)

    assert left == ["no_text_fallback"]
    assert await ws.director.violations() == []


async def test_calls_beyond_the_tier_are_refused_until_the_bucket_fills() -> None:
    async with workspace(rate_scale=1) as ws, bot_of(ws) as bot:
        create = bot.web.conversations_setTopic
        answers = [
            await refusal(create(channel=place(ws), topic=str(number))) for number in range(41)
        ]
        early = await refusal(create(channel=place(ws), topic="early"))
        await ws.clock.advance(3)
        later = await refusal(create(channel=place(ws), topic="later"))

        assert answers == ["ok"] * 40 + ["ratelimited"]
        assert (early, later) == ("ratelimited", "ok")
        codes = [violation["code"] for violation in await ws.director.violations()]
        assert codes == ["tier_exceeded", "early_retry", "tier_exceeded"]


async def test_a_channel_takes_a_burst_of_messages_and_then_one_a_second() -> None:
    async with workspace(rate_scale=1) as ws, bot_of(ws) as bot:
        answers = [await refusal(say(ws, bot, text=str(number))) for number in range(6)]
        limited = await refused(say(ws, bot, text="wait"))
        await ws.clock.advance(1)

        assert answers == ["ok"] * 5 + ["ratelimited"]
        assert limited["error"] == "ratelimited"
        assert await refusal(say(ws, bot, text="again")) == "ok"
        elsewhere = bot.web.chat_postMessage(channel=place(ws, "general"), text="a")
        assert await refusal(elsewhere) == "ok"


async def test_a_limited_call_says_how_long_to_wait() -> None:
    async with workspace(rate_scale=1) as ws, bot_of(ws) as bot:
        for _ in range(5):
            await say(ws, bot, text="a")
        headers = {"Authorization": f"Bearer {ws.bot_token}"}
        body = {"channel": place(ws), "text": "a"}
        http = ws.director.http
        response = await http.post("/api/chat.postMessage", json=body, headers=headers)

        assert (response.status_code, response.headers["Retry-After"]) == (429, "1")
        assert response.json() == {"ok": False, "error": "ratelimited"}


TOKENS = [("", "not_authed"), ("xoxb-other", "invalid_auth"), ("app", "not_allowed_token_type")]


@pytest.mark.parametrize(("token", "code"), TOKENS)
async def test_a_wrong_token_is_refused_before_anything_else(
    token: str, code: str, ws: Workspace
) -> None:
    chosen = {"app": ws.app_token}.get(token, token)
    headers = {"Authorization": f"Bearer {chosen}"} if chosen else {}
    response = await ws.director.http.post("/api/chat.postMessage", headers=headers)

    assert response.json()["error"] == code


async def test_a_revoked_token_and_a_removed_app_answer_as_slack_does(
    ws: Workspace, bot: Bot
) -> None:
    await ws.director.send("POST", "admin", {"do": "revoke_token"})
    revoked = await refusal(bot.web.auth_test())
    await ws.director.send("POST", "admin", {"do": "uninstall"})

    assert (revoked, await refusal(bot.web.auth_test())) == ("token_revoked", "account_inactive")


async def test_the_app_can_give_its_token_back(bot: Bot) -> None:
    assert (await bot.web.auth_revoke(test=True))["revoked"] is False
    assert (await bot.web.auth_revoke())["revoked"] is True
    assert await refusal(bot.web.auth_test()) == "token_revoked"


async def test_a_missing_scope_says_what_is_needed_and_what_is_there(
    ws: Workspace, bot: Bot
) -> None:
    await ws.director.send("POST", "admin", {"do": "remove_scope", "scope": "pins:write"})
    answer = await refused(bot.web.pins_add(channel=place(ws), timestamp="1.2"))

    assert (answer["error"], answer["needed"]) == ("missing_scope", "pins:write")
    assert "chat:write" in answer["provided"].split(",")
    await ws.director.send("POST", "admin", {"do": "grant_scope", "scope": "pins:write"})
    again = bot.web.pins_add(channel=place(ws), timestamp="1.2")
    assert await refusal(again) == "message_not_found"


async def test_private_channels_need_their_own_scopes() -> None:
    async with workspace(without_scopes=("groups:write",)) as ws, bot_of(ws) as bot:
        private = bot.web.conversations_create(name="inc-1", is_private=True)

        assert (await refused(private))["needed"] == "groups:write"


async def test_what_is_not_modelled_is_unknown(ws: Workspace, bot: Bot) -> None:
    assert await refusal(bot.web.api_call("files.upload")) == "unknown_method"
    with pytest.raises(NotPossible, match="unknown_path"):
        await ws.director.get("nothing")
