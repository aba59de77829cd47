"""People write, mark, and run channels; what they could not do in Slack is refused."""

from pathlib import Path

import pytest

from bot.localslack.actor import NotPossible
from bot.localslack.workspace import Workspace
from tests.localslack.limit_samples import user
from tests.localslack.rig import MANIFEST, Bot, Json, bot_of, plain, section, workspace


async def codes(ws: Workspace, name: str, verb: str, *asked: Json) -> list[str]:
    answers = []
    for each in asked:
        try:
            await ws.person(name).do(verb, **each)
        except NotPossible as refusal:
            answers.append(refusal.code)
        else:
            answers.append("ok")
    return answers


async def test_what_a_person_cannot_write(ws: Workspace) -> None:
    answers = await codes(
        ws,
        "chi",
        "post",
        {"channel": "#general", "text": ""},
        {"channel": "#general", "text": "a", "thread_ts": "1.2"},
        {"channel": "#checkout", "text": "not a member"},
        {"channel": "#ops-private", "text": "cannot see it"},
        {"channel": "#old-incident", "text": "a"},
    )

    assert answers == [
        "bad_value",
        "unknown_message",
        "not_in_channel",
        "cannot_see_channel",
        "not_in_channel",
    ]


async def test_only_own_messages_are_edited_and_deleted(ws: Workspace) -> None:
    ts = await ws.person("ana").post("#general", "hers")
    where: Json = {"channel": "#general", "ts": ts}

    assert await codes(ws, "ben", "edit", where | {"text": "his"}) == ["not_yours"]
    assert await codes(ws, "ben", "delete", where, where | {"ts": "1.2"}) == [
        "not_yours",
        "unknown_message",
    ]
    assert await codes(ws, "ana", "edit", where | {"text": "@ben look"}) == ["ok"]
    [message] = await ws.person("ben").messages("#general")
    assert message["text"] == f"<@{user(ws, 'ben')}> look"


async def test_marks_are_put_once_and_taken_once(ws: Workspace) -> None:
    ts = await ws.person("ana").post("#general", "look")
    where: Json = {"channel": "#general", "ts": ts}
    gone: Json = where | {"remove": True}

    assert await codes(ws, "ana", "react", *[where | {"name": "eyes"}] * 2) == [
        "ok",
        "already_reacted",
    ]
    assert await codes(ws, "ben", "react", gone | {"name": "eyes"}) == ["no_reaction"]
    assert await codes(ws, "ana", "pin", where, where, gone, gone) == [
        "ok",
        "already_pinned",
        "ok",
        "not_pinned",
    ]


async def test_bookmarks_are_added_and_removed(ws: Workspace) -> None:
    ana = ws.person("ana")
    added = await ana.do("bookmark", channel="#general", title="Page", link="https://a.example")
    [general] = [c for c in (await ana.world())["channels"] if c["name"] == "general"]
    gone: Json = {"channel": "#general", "remove": added["bookmark"]["id"]}

    assert [entry["title"] for entry in general["bookmarks"]] == ["Page"]
    assert await codes(ws, "ana", "bookmark", gone, gone) == ["ok", "bad_value"]


async def test_channels_are_made_entered_and_left(ws: Workspace) -> None:
    ana = ws.person("ana")
    made = await ana.do("channel", do="create", name="#war-room", users=["ben"])
    secret = await ana.do("channel", do="create", name="secret", private=True)

    assert [len(made["channel"]["members"]), made["channel"]["is_private"]] == [2, False]
    assert await codes(
        ws,
        "chi",
        "channel",
        {"do": "join", "channel": "war-room"},
        {"do": "join", "channel": "war-room"},
        {"do": "leave", "channel": "war-room"},
        {"do": "leave", "channel": "war-room"},
        {"do": "join", "channel": secret["channel"]["id"]},
        {"do": "join", "channel": "old-incident"},
        {"do": "create", "name": "war-room"},
        {"do": "create", "name": "War Room"},
        {"do": "dance"},
    ) == [
        "ok",
        "ok",
        "ok",
        "not_in_channel",
        "cannot_see_channel",
        "is_archived",
        "name_taken",
        "bad_value",
        "bad_value",
    ]
    assert await codes(
        ws,
        "ana",
        "channel",
        {"do": "invite", "channel": "secret", "users": ["gus"]},
        {"do": "invite", "channel": "secret", "users": ["chi", "chi"]},
        {"do": "join", "channel": "secret"},
        {"do": "kick", "channel": "secret", "users": ["chi", "ben"]},
        {"do": "unarchive", "channel": "secret"},
    ) == ["deactivated", "ok", "cannot_see_channel", "ok", "ok"]


async def test_direct_messages_are_between_people(ws: Workspace) -> None:
    opened = await ws.person("ana").do("dm", users=["ben"])
    again = await ws.person("ben").do("dm", users=["ana"])

    assert opened["channel"]["id"] == again["channel"]["id"]
    assert (opened["channel"]["name"], again["channel"]["im_user"]) == ("ben", user(ws))
    assert await codes(ws, "ana", "dm", {"users": ["ana"]}, {"users": []}) == ["bad_value"] * 2


async def test_a_file_needs_name_and_text(ws: Workspace) -> None:
    bad: Json = {"channel": "#general", "text": "", "file": {"name": "a"}}

    assert await codes(ws, "ana", "post", bad) == ["bad_request"]


HOME = """
display_information: {name: Home, description: An app with a home}
features:
  app_home: {home_tab_enabled: true}
  bot_user: {display_name: home}
  slash_commands: [{command: /plain, description: Names stay plain}]
oauth_config: {scopes: {bot: [commands]}}
settings: {event_subscriptions: {bot_events: [app_home_opened]}}
"""


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "manifest.yaml"
    path.write_text(HOME)
    return path


async def test_an_app_home_is_opened_published_and_used(manifest: Path) -> None:
    async with workspace(manifest=manifest) as ws, bot_of(ws) as bot:
        ana = ws.person("ana")
        await ana.do("home", tab="home")
        button = {"type": "button", "action_id": "go", "text": plain("Go")}
        view: Json = {"type": "home", "blocks": [section() | {"accessory": button}]}
        first = await bot.web.views_publish(user_id=user(ws), view=view)
        await bot.web.views_publish(user_id=user(ws), view=view, hash=first["view"]["hash"])
        await ana.do("click", home=True, action_id="go")

        assert bot.events("app_home_opened")[0]["tab"] == "home"
        assert (await ana.world())["home"]["blocks"][0]["type"] == "section"
        [payload] = bot.payloads("block_actions")
        assert payload["view"]["type"] == "home"
        assert await codes(ws, "ben", "click", {"home": True, "action_id": "go"}) == [
            "unknown_view"
        ]
        assert await codes(ws, "ben", "home", {"tab": "about"}) == ["bad_value"]
        stale = bot.web.views_publish(user_id=user(ws), view=view, hash="old")
        with pytest.raises(Exception, match="hash_conflict"):
            await stale


async def test_a_command_that_wants_no_escaping_gets_plain_names(manifest: Path) -> None:
    async with workspace(manifest=manifest) as ws, bot_of(ws) as bot:
        mark = f"<@{user(ws, 'ben')}>"
        await ws.person("ana").slash("#general", f"/plain {mark} and @chi https://a.example")

        [payload] = bot.payloads("slash_commands")
        assert payload["text"] == "@ben and @chi https://a.example"


async def test_a_group_is_mentioned_by_its_handle(ws: Workspace, bot: Bot) -> None:
    await ws.person("ana").post("#incidents", "@payments-oncall please, see #nowhere")

    [group] = ws.hub.world.groups
    assert bot.events("message")[0]["text"] == (
        f"<!subteam^{group}|@payments-oncall> please, see #nowhere"
    )


def test_the_manifest_of_the_bot_is_read() -> None:
    assert MANIFEST.is_file()
