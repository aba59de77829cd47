"""conversations.*: what Slack allows, refuses, and does beside."""

import json

import pytest

from bot.localslack.workspace import Workspace
from tests.localslack.limit_samples import place, user
from tests.localslack.rig import Bot, bot_of, refusal, refused, workspace


async def created(bot: Bot, name: str = "inc-1", *, private: bool = False) -> str:
    made = await bot.web.conversations_create(name=name, is_private=private)
    return str(made["channel"]["id"])


NAMES = [
    ("inc-142_checkout", "ok"),
    ("störung-1", "ok"),
    ("", "invalid_name_required"),
    ("Inc", "invalid_name_specials"),
    ("a b", "invalid_name_specials"),
    ("a.b", "invalid_name_specials"),
    ("---", "invalid_name_punctuation"),
    ("incidents", "name_taken"),
    ("old-incident", "name_taken"),
    ("ops-private", "name_taken"),
]


@pytest.mark.parametrize(("name", "answer"), NAMES)
async def test_a_channel_name_is_taken_or_refused_with_slacks_code(
    name: str, answer: str, bot: Bot
) -> None:
    assert await refusal(bot.web.conversations_create(name=name)) == answer


async def test_the_bot_is_a_member_of_what_it_creates_and_hears_of_it(
    ws: Workspace, bot: Bot
) -> None:
    channel = await created(bot)
    await ws.director.idle()

    members = await bot.web.conversations_members(channel=channel)
    assert members["members"] == [ws.hub.world.app.bot_user]
    assert bot.events("member_joined_channel")[0]["channel"] == channel


async def test_a_private_channel_exists_only_for_its_members(ws: Workspace, bot: Bot) -> None:
    channel = await created(bot, private=True)

    assert channel not in {c["id"] for c in (await ws.person("ana").world())["channels"]}
    await bot.web.conversations_invite(channel=channel, users=[user(ws)])
    assert channel in {c["id"] for c in (await ws.person("ana").world())["channels"]}
    info = await bot.web.conversations_info(channel=place(ws, "general"))
    assert info["channel"]["is_member"] is False
    hidden = bot.web.conversations_info(channel=place(ws, "ops-private"))
    assert await refusal(hidden) == "channel_not_found"


async def test_inviting_is_all_or_nothing_unless_forced(ws: Workspace, bot: Bot) -> None:
    channel = await created(bot)
    users = [user(ws), user(ws, "gus"), ws.hub.world.app.bot_user, "U404"]

    answer = await refused(bot.web.conversations_invite(channel=channel, users=users))
    members = await bot.web.conversations_members(channel=channel)
    forced = await bot.web.conversations_invite(channel=channel, users=users, force=True)

    assert answer["error"] == "cant_invite"
    assert members["members"] == [ws.hub.world.app.bot_user]
    assert [(e["user"], e["error"]) for e in forced["errors"]] == [
        (user(ws, "gus"), "cant_invite"),
        (ws.hub.world.app.bot_user, "cant_invite_self"),
        ("U404", "user_not_found"),
    ]
    assert user(ws) in (await bot.web.conversations_members(channel=channel))["members"]


GUESTS = [("eli", "ura_max_channels"), ("fay", "no_external_invite_permission")]


@pytest.mark.parametrize(("name", "code"), GUESTS)
async def test_guests_and_people_of_other_companies_cannot_just_be_invited(
    name: str, code: str, ws: Workspace, bot: Bot
) -> None:
    invite = bot.web.conversations_invite(channel=place(ws), users=[user(ws, name)])

    assert await refusal(invite) == code


async def test_inviting_twice_and_inviting_nobody_are_refused(ws: Workspace, bot: Bot) -> None:
    twice = bot.web.conversations_invite(channel=place(ws), users=[user(ws)])
    nobody = bot.web.conversations_invite(channel=place(ws), users="")

    assert [await refusal(twice), await refusal(nobody)] == ["already_in_channel", "no_user"]


async def test_an_archived_channel_takes_nothing(ws: Workspace, bot: Bot) -> None:
    said = await bot.web.chat_postMessage(channel=place(ws), text="before")
    assert await refusal(bot.web.conversations_archive(channel=place(ws))) == "ok"

    channel, ts = place(ws), said["ts"]
    answers = [
        await refusal(bot.web.conversations_archive(channel=channel)),
        await refusal(bot.web.chat_postMessage(channel=channel, text="after")),
        await refusal(bot.web.chat_update(channel=channel, ts=ts, text="after")),
        await refusal(bot.web.conversations_setTopic(channel=channel, topic="after")),
        await refusal(bot.web.conversations_invite(channel=channel, users=[user(ws, "eli")])),
        await refusal(bot.web.reactions_add(channel=channel, timestamp=ts, name="eyes")),
        await refusal(bot.web.pins_add(channel=channel, timestamp=ts)),
        await refusal(bot.web.conversations_join(channel=channel)),
        await refusal(bot.web.conversations_leave(channel=channel)),
    ]

    frozen = "is_archived"
    assert answers == ["already_archived", *[frozen] * 5, "not_pinnable", frozen, frozen]
    assert await refusal(bot.web.conversations_unarchive(channel=channel)) == "ok"
    assert await refusal(bot.web.conversations_unarchive(channel=channel)) == "not_archived"


async def test_where_the_bot_is_not_it_can_only_post_and_join(ws: Workspace, bot: Bot) -> None:
    general = place(ws, "general")
    answers = [
        await refusal(bot.web.conversations_setTopic(channel=general, topic="a")),
        await refusal(bot.web.conversations_history(channel=general)),
        await refusal(bot.web.pins_add(channel=general, timestamp="1.2")),
        await refusal(bot.web.chat_postMessage(channel=general, text="allowed")),
        await refusal(bot.web.conversations_join(channel=general)),
        await refusal(bot.web.conversations_history(channel=general)),
    ]

    outside = "not_in_channel"
    assert answers == [outside, outside, outside, "ok", "ok", "ok"]


async def test_posting_from_outside_needs_its_scope() -> None:
    async with workspace(without_scopes=("chat:write.public",)) as ws, bot_of(ws) as bot:
        post = bot.web.chat_postMessage(channel=place(ws, "general"), text="a")

        assert await refusal(post) == "not_in_channel"


async def test_general_cannot_be_left_or_archived(ws: Workspace, bot: Bot) -> None:
    await bot.web.conversations_join(channel=place(ws, "general"))

    answers = [
        await refusal(bot.web.conversations_leave(channel=place(ws, "general"))),
        await refusal(bot.web.conversations_archive(channel=place(ws, "general"))),
        await refusal(bot.web.conversations_kick(channel=place(ws, "general"), user=user(ws))),
    ]

    assert answers == ["cant_leave_general", "cant_archive_general", "cant_kick_from_general"]


async def test_people_can_be_put_out(ws: Workspace, bot: Bot) -> None:
    kick = bot.web.conversations_kick
    answers = [
        await refusal(kick(channel=place(ws), user=user(ws))),
        await refusal(kick(channel=place(ws), user=user(ws))),
        await refusal(kick(channel=place(ws), user="U404")),
        await refusal(kick(channel=place(ws), user=ws.hub.world.app.bot_user)),
    ]

    assert answers == ["ok", "not_in_channel", "user_not_found", "cant_kick_self"]


async def test_the_bot_comes_and_goes(ws: Workspace, bot: Bot) -> None:
    general, private = place(ws, "checkout"), await created(bot, private=True)
    joined = await bot.web.conversations_join(channel=general)
    again = await bot.web.conversations_join(channel=general)
    left = await bot.web.conversations_leave(channel=general)
    gone = await bot.web.conversations_leave(channel=general)
    await ws.director.idle()

    assert (joined["channel"]["is_member"], again["warning"]) == (True, "already_in_channel")
    assert ("not_in_channel" in left.data, gone["not_in_channel"]) == (False, True)
    assert [event["user"] for event in bot.events("member_left_channel")] == [
        ws.hub.world.app.bot_user
    ]
    unfit = "method_not_supported_for_channel_type"
    assert await refusal(bot.web.conversations_join(channel=private)) == unfit
    direct = (await bot.web.conversations_open(users=[user(ws)]))["channel"]["id"]
    answers = [
        await refusal(bot.web.conversations_leave(channel=direct)),
        await refusal(bot.web.conversations_kick(channel=direct, user=user(ws))),
        await refusal(bot.web.conversations_open(channel=direct)),
    ]
    assert answers == [unfit, unfit, "ok"]


async def test_lists_of_people_come_as_text_or_as_json(ws: Workspace, bot: Bot) -> None:
    channel = await created(bot)
    invite = "conversations.invite"
    several = f"{user(ws, 'chi')},W0DEE00001"
    answers = [
        await refusal(bot.web.api_call(invite, json={"channel": channel, "users": asked}))
        for asked in ([user(ws)], json.dumps([user(ws, "ben")]), several, {"a": 1})
    ]

    assert answers == ["ok", "ok", "ok", "invalid_arguments"]
    members = await bot.web.conversations_members(channel=channel)
    assert len(members["members"]) == 5


async def test_only_the_creator_renames(ws: Workspace, bot: Bot) -> None:
    own = await created(bot)
    answers = [
        await refusal(bot.web.conversations_rename(channel=own, name="inc-2")),
        await refusal(bot.web.conversations_rename(channel=own, name="incidents")),
        await refusal(bot.web.conversations_rename(channel=place(ws), name="mine")),
    ]

    assert answers == ["ok", "name_taken", "not_authorized"]
    info = await bot.web.conversations_info(channel=own)
    assert info["channel"]["previous_names"] == ["inc-1"]


async def test_topic_and_purpose_are_shown_and_said(ws: Workspace, bot: Bot) -> None:
    await bot.web.conversations_setTopic(channel=place(ws), topic="SEV1")
    await bot.web.conversations_setTopic(channel=place(ws), topic="SEV1")
    await bot.web.conversations_setPurpose(channel=place(ws), purpose="why")

    said = await ws.person("ana").messages("#incidents")
    assert [message["subtype"] for message in said] == ["channel_topic", "channel_purpose"]
    info = await bot.web.conversations_info(channel=place(ws), include_num_members=True)
    assert info["channel"]["topic"]["value"] == "SEV1"
    assert info["channel"]["num_members"] == 5


async def test_members_may_be_forbidden_to_create(ws: Workspace, bot: Bot) -> None:
    await ws.director.send("POST", "admin", {"do": "set_pref", "name": "no_channel_creation"})

    assert await refusal(bot.web.conversations_create(name="inc-1")) == "restricted_action"


async def test_direct_messages_are_opened_once(ws: Workspace, bot: Bot) -> None:
    first = await bot.web.conversations_open(users=[user(ws)], return_im=True)
    again = await bot.web.conversations_open(users=[user(ws)])
    by_post = await bot.web.chat_postMessage(channel=user(ws), text="hello")

    assert (first["already_open"], again["already_open"]) == (False, True)
    assert first["channel"]["user"] == user(ws)
    assert again["channel"]["id"] == by_post["channel"] == first["channel"]["id"]
    topic = bot.web.conversations_setTopic(channel=by_post["channel"], topic="a")
    assert (await refused(topic))["error"] == "method_not_supported_for_channel_type"


DIRECT = [
    ("", "users_list_not_supplied"),
    ("U404", "user_not_found"),
    ("gus", "user_disabled"),
    ("muster", "not_enough_users"),
]


@pytest.mark.parametrize(("who", "code"), DIRECT)
async def test_a_direct_message_needs_somebody(
    who: str, code: str, ws: Workspace, bot: Bot
) -> None:
    person = ws.hub.world.people.find(who) if who else None

    opening = bot.web.conversations_open(users=person.id if person else who)

    assert await refusal(opening) == code


async def test_lists_come_in_pages_of_the_asked_length(bot: Bot) -> None:
    seen, cursor = [], ""
    while True:
        page = await bot.web.conversations_list(
            limit=2, cursor=cursor, types="public_channel,private_channel"
        )
        seen += [channel["name"] for channel in page["channels"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break

    assert seen == ["general", "incidents", "checkout", "old-incident"]
    live = await bot.web.conversations_list(exclude_archived=True)
    assert "old-incident" not in [channel["name"] for channel in live["channels"]]
    own = await bot.web.users_conversations(types="public_channel,private_channel")
    assert [channel["name"] for channel in own["channels"]] == ["incidents"]


async def test_a_list_refuses_what_it_cannot_read(bot: Bot) -> None:
    answers = [
        await refusal(bot.web.conversations_list(cursor="garbage")),
        await refusal(bot.web.conversations_list(limit=-1)),
        await refusal(bot.web.conversations_list(types="public_channel,elsewhere")),
        await refusal(bot.web.conversations_list(types="im")),
    ]

    assert answers == ["invalid_cursor", "invalid_limit", "invalid_types", "missing_scope"]
