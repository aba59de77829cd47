"""Slash commands: what arrives, what is shown, what is refused."""

import pytest

from bot.localslack.actor import NotPossible
from bot.localslack.workspace import Workspace
from tests.localslack.limit_samples import place, user
from tests.localslack.rig import Bot, section


async def test_a_command_carries_every_field(ws: Workspace, bot: Bot) -> None:
    answer = await ws.person("ana").slash("#general", "/incident checkout 5xx")

    [payload] = bot.payloads("slash_commands")
    app, team = ws.hub.world.app, ws.hub.world.team
    assert payload == {
        "token": app.verification_token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": place(ws, "general"),
        "channel_name": "general",
        "user_id": user(ws),
        "user_name": "ana",
        "command": "/incident",
        "text": "checkout 5xx",
        "api_app_id": app.id,
        "is_enterprise_install": "false",
        "response_url": answer["response_url"],
        "trigger_id": answer["trigger_id"],
    }
    assert (answer["outcome"], answer["shown"]) == ("acked", None)


async def test_names_and_addresses_are_escaped_as_the_manifest_asks(
    ws: Workspace, bot: Bot
) -> None:
    line = "/incident lead @ben see #checkout, https://a.example/b?c=1. and @nobody a@b.example"
    await ws.person("ana").slash("#general", line)

    ben, checkout = user(ws, "ben"), place(ws, "checkout")
    assert bot.payloads("slash_commands")[0]["text"] == (
        f"lead <@{ben}|ben> see <#{checkout}|checkout>, <https://a.example/b?c=1>. "
        "and @nobody a@b.example"
    )


async def test_marks_get_their_labels_too(ws: Workspace, bot: Bot) -> None:
    await ws.person("ana").slash("#general", f"/incident lead <@{user(ws, 'ben')}>")

    assert bot.payloads("slash_commands")[0]["text"] == f"lead <@{user(ws, 'ben')}|ben>"


async def test_the_acknowledgement_is_shown_to_the_person_only(ws: Workspace, bot: Bot) -> None:
    bot.replies["slash_commands"] = lambda _: {"text": "for you", "blocks": [section("for you")]}

    answer = await ws.person("ana").slash("#general", "/incident")

    assert (answer["shown"]["text"], answer["shown"]["ephemeral"]) == ("for you", True)
    assert [m["text"] for m in await ws.person("ana").messages("#general")] == ["for you"]
    assert await ws.person("ben").messages("#general") == []


async def test_an_answer_in_the_channel_is_seen_by_all(ws: Workspace, bot: Bot) -> None:
    bot.replies["slash_commands"] = lambda _: {"text": "hi", "response_type": "in_channel"}

    await ws.person("ana").slash("#general", "/incident")

    assert [m["text"] for m in await ws.person("ben").messages("#general")] == ["hi"]


async def test_an_answer_that_slack_would_refuse_is_noted(ws: Workspace, bot: Bot) -> None:
    bot.replies["slash_commands"] = lambda _: {"text": "a", "blocks": [section("a" * 3001)]}

    answer = await ws.person("ana").slash("#general", "/incident")

    assert answer["shown"] is None
    assert [v["code"] for v in await ws.director.violations()] == ["invalid_response"]


async def test_a_silent_bot_is_an_error_for_the_person(ws: Workspace, bot: Bot) -> None:
    bot.silent.add("slash_commands")
    ana = ws.person("ana")
    await ana.do("slash", channel="#general", command="/incident", text="", wait=False)

    await ws.clock.advance(3)

    [delivery] = ws.hub.deliveries.kept
    assert (delivery.outcome, delivery.attempt) == ("operation_timeout", 0)
    assert await ws.clock.advance(600) == []


async def test_nobody_connected_is_an_error_at_once(ws: Workspace) -> None:
    answer = await ws.person("ana").slash("#general", "/incident")

    assert answer["outcome"] == "dispatch_failed"
    assert answer["notice"] == '/incident failed with the error "dispatch_failed"'
    [told] = await ws.person("ana").messages("#general")
    assert (told["text"], told["ephemeral"]) == (answer["notice"], True)


REFUSED = [
    ({"channel": "#general", "command": "/other", "text": ""}, "unknown_command"),
    ({"channel": "#nowhere", "command": "/incident", "text": ""}, "unknown_channel"),
    ({"channel": "#old-incident", "command": "/incident", "text": ""}, "is_archived"),
    (
        {"channel": "#general", "command": "/incident", "text": "", "thread_ts": "1.2"},
        "not_in_thread",
    ),
    ({"channel": "#general", "command": "/incident"}, "bad_request"),
]


@pytest.mark.parametrize(("asked", "code"), REFUSED)
async def test_what_slack_would_not_let_a_person_type(
    asked: dict[str, str], code: str, ws: Workspace
) -> None:
    with pytest.raises(NotPossible) as refusal:
        await ws.person("ana").do("slash", **asked)

    assert refusal.value.code == code


async def test_a_shortcut_on_a_message_carries_the_message(ws: Workspace, bot: Bot) -> None:
    ts = await ws.person("ben").post("#general", "card payments fail")
    await ws.person("ana").shortcut("declare_from_message", channel="#general", ts=ts)
    await ws.person("ana").shortcut("declare")

    [on_message] = bot.payloads("message_action")
    assert on_message["message"]["text"] == "card payments fail"
    assert on_message["channel"] == {"id": place(ws, "general"), "name": "general"}
    assert on_message["response_url"].startswith(ws.base_url)
    [anywhere] = bot.payloads("shortcut")
    assert (anywhere["callback_id"], anywhere["user"]["id"]) == ("declare", user(ws))
    assert anywhere["trigger_id"]


async def test_a_shortcut_that_is_not_in_the_manifest_is_refused(ws: Workspace) -> None:
    with pytest.raises(NotPossible, match="unknown_shortcut"):
        await ws.person("ana").shortcut("other")
