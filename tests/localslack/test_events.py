"""What the bot hears of what people do, and what it does not."""

import pytest

from bot.localslack.workspace import Workspace
from tests.localslack.limit_samples import place, user
from tests.localslack.rig import Bot, Json, bot_of, workspace


async def test_a_message_arrives_in_the_full_outer_envelope(ws: Workspace, bot: Bot) -> None:
    ts = await ws.person("ana").post("#incidents", "checkout is down")

    [payload] = bot.payloads("event_callback")
    app, team = ws.hub.world.app, ws.hub.world.team
    assert payload["event"] == {
        "type": "message",
        "user": user(ws),
        "text": "checkout is down",
        "ts": ts,
        "event_ts": ts,
        "team": team.id,
        "channel": place(ws),
        "channel_type": "channel",
        "client_msg_id": payload["event"]["client_msg_id"],
    }
    assert payload | {"event": None, "event_id": "", "event_context": ""} == {
        "token": app.verification_token,
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": None,
        "api_app_id": app.id,
        "event": None,
        "type": "event_callback",
        "event_id": "",
        "event_time": int(ws.clock.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team.id,
                "user_id": app.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": "",
    }


async def test_a_mention_arrives_twice(ws: Workspace, bot: Bot) -> None:
    await ws.person("ana").post("#incidents", "@muster hello")

    assert [event["type"] for event in bot.events("message")] == ["message"]
    assert bot.events("app_mention")[0]["text"] == f"<@{ws.hub.world.app.bot_user}> hello"


async def test_the_bot_hears_its_own_messages(ws: Workspace, bot: Bot) -> None:
    said = await bot.web.chat_postMessage(channel=place(ws), text="mine")
    await ws.director.idle()

    [event] = bot.events("message")
    assert (event["ts"], event["bot_id"]) == (said["ts"], ws.hub.world.app.bot_id)


async def test_edits_and_deletions_arrive_with_what_was_there_before(
    ws: Workspace, bot: Bot
) -> None:
    ana = ws.person("ana")
    ts = await ana.post("#incidents", "one")
    await ana.do("edit", channel="#incidents", ts=ts, text="two")
    await ana.do("delete", channel="#incidents", ts=ts)

    [changed] = bot.events("message_changed")
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("one", "two")
    assert changed["message"]["edited"]["user"] == user(ws)
    [deleted] = bot.events("message_deleted")
    assert (deleted["deleted_ts"], deleted["previous_message"]["text"]) == (ts, "two")
    assert changed["ts"] != ts != deleted["ts"]


async def test_reactions_and_pins_arrive_with_the_exact_message(ws: Workspace, bot: Bot) -> None:
    ana = ws.person("ana")
    ts = await ana.post("#incidents", "look")
    await ana.react("#incidents", ts, "pushpin")
    await ana.react("#incidents", ts, ":pushpin:", remove=True)
    await ana.do("pin", channel="#incidents", ts=ts)
    await ana.do("pin", channel="#incidents", ts=ts, remove=True)

    item = {"type": "message", "channel": place(ws), "ts": ts}
    assert [(e["type"], e["reaction"], e["item"]) for e in bot.events("reaction_added")] == [
        ("reaction_added", "pushpin", item)
    ]
    assert bot.events("reaction_removed")[0]["item_user"] == user(ws)
    assert bot.events("pin_added")[0]["item"]["message"]["text"] == "look"
    assert bot.events("pin_removed")[0]["has_pins"] is False


async def test_coming_and_going_arrives_as_event_and_as_message(ws: Workspace, bot: Bot) -> None:
    chi = ws.person("chi")
    await chi.do("channel", do="leave", channel="#incidents")
    await chi.do("channel", do="join", channel="#incidents")
    await ws.person("ana").do("channel", do="invite", channel="#incidents", users=["eli"])

    assert bot.events("member_left_channel")[0]["user"] == user(ws, "chi")
    joined = bot.events("member_joined_channel")
    assert [(event["user"], event.get("inviter")) for event in joined] == [
        (user(ws, "chi"), None),
        (user(ws, "eli"), user(ws)),
    ]
    assert [event["inviter"] for event in bot.events("channel_join") if "inviter" in event] == [
        user(ws)
    ]


CHANGES = [
    ({"do": "rename", "name": "renamed"}, "channel_rename", "channel_name"),
    ({"do": "topic", "text": "new"}, None, "channel_topic"),
    ({"do": "purpose", "text": "new"}, None, "channel_purpose"),
    ({"do": "archive"}, "channel_archive", "channel_archive"),
    ({"do": "delete"}, "channel_deleted", None),
]


@pytest.mark.parametrize(("asked", "event", "subtype"), CHANGES)
async def test_changes_of_a_channel_arrive(
    asked: Json, event: str | None, subtype: str | None, ws: Workspace, bot: Bot
) -> None:
    await ws.person("ana").do("channel", channel="#incidents", **asked)

    types = {payload["event"]["type"] for payload in bot.payloads("event_callback")}
    subtypes = {payload["event"].get("subtype") for payload in bot.payloads("event_callback")}
    assert types == {name for name in (event, subtype and "message") if name}
    assert subtypes - {None} == ({subtype} if subtype else set())


async def test_unarchiving_arrives(ws: Workspace, bot: Bot) -> None:
    ana = ws.person("ana")
    await ana.do("channel", do="archive", channel="#incidents")
    await ana.do("channel", do="unarchive", channel="#incidents")

    assert bot.events("channel_unarchive")[0]["user"] == user(ws)


async def test_nothing_arrives_from_where_the_bot_is_not(ws: Workspace, bot: Bot) -> None:
    ana = ws.person("ana")
    ts = await ana.post("#general", "not for the bot")
    await ana.react("#general", ts, "eyes")
    await ana.post("#ops-private", "neither")

    assert bot.heard == []


async def test_a_direct_message_needs_its_own_subscription(ws: Workspace, bot: Bot) -> None:
    opened = await ws.person("ana").do("dm", users=["muster"])
    await ws.person("ana").post(opened["channel"]["id"], "help")

    assert bot.heard == []


async def test_without_the_scope_nothing_is_heard() -> None:
    async with workspace(without_scopes=("channels:history",)) as ws, bot_of(ws) as bot:
        ts = await ws.person("ana").post("#incidents", "unheard")
        await ws.person("ana").react("#incidents", ts, "eyes")

        assert [payload["event"]["type"] for payload in bot.payloads("event_callback")] == [
            "reaction_added"
        ]


async def test_people_of_the_workspace_change(ws: Workspace, bot: Bot) -> None:
    await ws.director.send("POST", "admin", {"do": "deactivate", "user": "ben"})
    await ws.director.send("POST", "admin", {"do": "reactivate", "user": "ben"})

    changes = bot.events("user_change")
    assert [event["user"]["deleted"] for event in changes] == [True, False]


async def test_an_uninstalled_app_hears_of_it_and_of_nothing_else(ws: Workspace, bot: Bot) -> None:
    await ws.director.send("POST", "admin", {"do": "uninstall"})
    await ws.person("ana").post("#incidents", "gone")

    types = [payload["event"]["type"] for payload in bot.payloads("event_callback")]
    assert types == ["tokens_revoked", "app_uninstalled"]


async def test_a_thread_reply_names_its_parent(ws: Workspace, bot: Bot) -> None:
    ana, ben = ws.person("ana"), ws.person("ben")
    root = await ana.post("#incidents", "root")
    await ben.post("#incidents", "reply", thread_ts=root)

    reply = bot.events("message")[-1]
    assert (reply["thread_ts"], reply["parent_user_id"]) == (root, user(ws))
    seen = await ana.messages("#incidents")
    assert [(m["text"], m["reply_count"]) for m in seen] == [("root", 1)]
    assert [m["text"] for m in await ana.messages("#incidents", thread_ts=root)] == [
        "root",
        "reply",
    ]
