"""chat.*, pins.*, reactions.*, bookmarks.* and reading: Slack's own behaviour."""

from typing import Any

import pytest

from bot.localslack.workspace import Workspace
from tests.localslack.limit_samples import place, user
from tests.localslack.rig import Bot, Json, bot_of, button, refusal, section, workspace


async def said(ws: Workspace, bot: Bot, text: str = "words", **more: Any) -> str:
    return str((await bot.web.chat_postMessage(channel=place(ws), text=text, **more))["ts"])


async def test_stamps_only_grow(ws: Workspace, bot: Bot) -> None:
    stamps = [await said(ws, bot) for _ in range(3)]

    assert stamps == sorted(set(stamps))


async def test_history_is_newest_first_and_knows_no_ephemeral_message(
    ws: Workspace, bot: Bot
) -> None:
    first = await said(ws, bot, "one")
    await bot.web.chat_postEphemeral(channel=place(ws), user=user(ws), text="only you")
    second = await said(ws, bot, "two")
    await said(ws, bot, "reply", thread_ts=first)
    await said(ws, bot, "loud reply", thread_ts=first, reply_broadcast=True)

    history = await bot.web.conversations_history(channel=place(ws))
    since = await bot.web.conversations_history(channel=place(ws), oldest=second)
    with_it = await bot.web.conversations_history(
        channel=place(ws), oldest=second, latest=second, inclusive=True
    )
    thread = await bot.web.conversations_replies(channel=place(ws), ts=first)

    assert [m["text"] for m in history["messages"]] == ["loud reply", "two", "one"]
    assert history["messages"][2]["reply_count"] == 2
    assert [m["text"] for m in since["messages"]] == ["loud reply"]
    assert [m["text"] for m in with_it["messages"]] == ["two"]
    assert [m["text"] for m in thread["messages"]] == ["one", "reply", "loud reply"]


async def test_history_is_read_page_by_page(ws: Workspace, bot: Bot) -> None:
    for number in range(5):
        await said(ws, bot, str(number))

    first = await bot.web.conversations_history(channel=place(ws), limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await bot.web.conversations_history(channel=place(ws), limit=3, cursor=cursor)

    assert [m["text"] for m in first["messages"]] == ["4", "3", "2"]
    assert [m["text"] for m in rest["messages"]] == ["1", "0"]
    assert (first["has_more"], rest["has_more"]) == (True, False)


async def test_metadata_is_read_only_by_those_who_ask_and_may() -> None:
    metadata: Json = {"event_type": "muster", "event_payload": {"op": "1"}}
    for without, seen in (((), True), (("metadata.message:read",), False)):
        async with workspace(without_scopes=without) as ws, bot_of(ws) as bot:
            await said(ws, bot, metadata=metadata)

            silent = await bot.web.conversations_history(channel=place(ws))
            asked = await bot.web.conversations_history(
                channel=place(ws), include_all_metadata=True
            )

            assert "metadata" not in silent["messages"][0]
            assert (asked["messages"][0].get("metadata") == metadata) == seen


async def test_an_update_keeps_metadata_until_it_is_told_otherwise(ws: Workspace, bot: Bot) -> None:
    metadata: Json = {"event_type": "muster", "event_payload": {"op": "1"}}
    ts = await said(ws, bot, metadata=metadata)

    kept = []
    changes: list[Json] = [{}, {"metadata": {}}]
    for more in changes:
        await bot.web.chat_update(channel=place(ws), ts=ts, text="new", **more)
        history = await bot.web.conversations_history(channel=place(ws), include_all_metadata=True)
        kept.append(history["messages"][0].get("metadata"))

    assert kept == [metadata, None]


async def test_an_update_keeps_blocks_until_they_are_emptied(ws: Workspace, bot: Bot) -> None:
    ts = await said(ws, bot, blocks=[section("card")])

    await bot.web.chat_update(channel=place(ws), ts=ts, text="only words")
    [kept] = await ws.person("ana").messages("#incidents")
    await bot.web.chat_update(channel=place(ws), ts=ts, text="only words", blocks=[])
    [emptied] = await ws.person("ana").messages("#incidents")

    assert (len(kept["blocks"]), emptied["blocks"]) == (1, [])


async def test_only_own_messages_are_changed(ws: Workspace, bot: Bot) -> None:
    hers = await ws.person("ana").post("#incidents", "hers")
    channel = place(ws)

    answers = [
        await refusal(bot.web.chat_update(channel=channel, ts=hers, text="mine")),
        await refusal(bot.web.chat_delete(channel=channel, ts=hers)),
        await refusal(bot.web.chat_update(channel=channel, ts="1.2", text="none")),
        await refusal(bot.web.chat_delete(channel=channel, ts="1.2")),
    ]

    missing = "message_not_found"
    assert answers == ["cant_update_message", "cant_delete_message", missing, missing]


async def test_a_deleted_root_leaves_a_tombstone_for_its_replies(ws: Workspace, bot: Bot) -> None:
    root, alone = await said(ws, bot, "root"), await said(ws, bot, "alone")
    await said(ws, bot, "reply", thread_ts=root)

    await bot.web.chat_delete(channel=place(ws), ts=root)
    await bot.web.chat_delete(channel=place(ws), ts=alone)

    [tombstone] = await ws.person("ana").messages("#incidents")
    assert (tombstone["subtype"], tombstone["reply_count"]) == ("tombstone", 1)


async def test_a_reply_to_a_reply_joins_the_same_thread(ws: Workspace, bot: Bot) -> None:
    root = await said(ws, bot, "root")
    reply = await said(ws, bot, "reply", thread_ts=root)
    await said(ws, bot, "deeper", thread_ts=reply)

    thread = await ws.person("ana").messages("#incidents", thread_ts=root)
    assert [message["thread_ts"] for message in thread] == [root] * 3
    gone = bot.web.chat_postMessage(channel=place(ws), text="a", thread_ts="1.2")
    assert await refusal(gone) == "cannot_reply_to_message"


SILENT = [
    ({"text": ""}, "no_text"),
    ({"text": "a", "blocks": "not json"}, "invalid_blocks_format"),
    ({"text": "a", "blocks": '{"type": "section"}'}, "invalid_blocks_format"),
    ({"text": "a", "blocks": [{"type": "carousel"}]}, "invalid_blocks"),
    ({"text": "a", "markdown_text": "b"}, "markdown_text_conflict"),
    ({"text": "a", "metadata": {"event_type": "a"}}, "invalid_metadata_schema"),
    ({"text": "a", "metadata": "[1]"}, "invalid_metadata_format"),
    ({"text": "a", "reply_broadcast": "maybe"}, "invalid_arguments"),
    ({"text": "a", "channel": "C404"}, "channel_not_found"),
    ({"text": "a", "channel": ""}, "channel_not_found"),
]


@pytest.mark.parametrize(("asked", "code"), SILENT)
async def test_a_message_that_slack_would_refuse(
    asked: Json, code: str, ws: Workspace, bot: Bot
) -> None:
    post = bot.web.api_call("chat.postMessage", json={"channel": place(ws)} | asked)

    assert await refusal(post) == code


async def test_an_ephemeral_message_needs_its_reader_in_the_channel(
    ws: Workspace, bot: Bot
) -> None:
    whisper = bot.web.chat_postEphemeral
    answers = [
        await refusal(whisper(channel=place(ws), user=user(ws), text="a")),
        await refusal(whisper(channel=place(ws), user=user(ws, "eli"), text="a")),
        await refusal(whisper(channel=place(ws), user="U404", text="a")),
    ]

    assert answers == ["ok", "user_not_in_channel", "user_not_in_channel"]
    assert len(await ws.person("ana").messages("#incidents")) == 1
    assert await ws.person("ben").messages("#incidents") == []


async def test_pins_and_emoji_answer_when_they_are_there_already(ws: Workspace, bot: Bot) -> None:
    ts, web, channel = await said(ws, bot), bot.web, place(ws)
    mark = {"channel": channel, "timestamp": ts}
    answers = [
        await refusal(web.pins_add(**mark)),
        await refusal(web.pins_add(**mark)),
        await refusal(web.pins_remove(**mark)),
        await refusal(web.pins_remove(**mark)),
        await refusal(web.pins_add(channel=channel)),
        await refusal(web.reactions_add(**mark, name="eyes")),
        await refusal(web.reactions_add(**mark, name="eyes")),
        await refusal(web.reactions_remove(**mark, name="eyes")),
        await refusal(web.reactions_remove(**mark, name="eyes")),
        await refusal(web.reactions_add(**mark, name="no emoji")),
        await refusal(web.reactions_remove(name="eyes")),
    ]

    assert answers == [
        "ok",
        "already_pinned",
        "ok",
        "no_pin",
        "no_item_specified",
        "ok",
        "already_reacted",
        "ok",
        "no_reaction",
        "invalid_name",
        "no_item_specified",
    ]


async def test_pins_emoji_and_links_are_listed(ws: Workspace, bot: Bot) -> None:
    ts, channel = await said(ws, bot, "look"), place(ws)
    await bot.web.pins_add(channel=channel, timestamp=ts)
    await bot.web.reactions_add(channel=channel, timestamp=ts, name="eyes")
    added = await bot.web.bookmarks_add(
        channel_id=channel, title="Status", type="link", link="https://a.example"
    )
    name = added["bookmark"]["id"]
    await bot.web.bookmarks_edit(channel_id=channel, bookmark_id=name, title="Page")

    pins = await bot.web.pins_list(channel=channel)
    emoji = await bot.web.reactions_get(channel=channel, timestamp=ts)
    links = await bot.web.bookmarks_list(channel_id=channel)
    await bot.web.bookmarks_remove(channel_id=channel, bookmark_id=name)

    assert [item["message"]["text"] for item in pins["items"]] == ["look"]
    assert emoji["message"]["reactions"] == [
        {"name": "eyes", "users": [ws.hub.world.app.bot_user], "count": 1}
    ]
    assert [link["title"] for link in links["bookmarks"]] == ["Page"]
    gone = bot.web.bookmarks_remove(channel_id=channel, bookmark_id=name)
    assert await refusal(gone) == "not_found"
    bad = bot.web.bookmarks_add(channel_id=channel, title="a", type="link", link="ftp://a")
    assert await refusal(bad) == "invalid_link"


async def test_a_permalink_leads_to_the_message(ws: Workspace, bot: Bot) -> None:
    ts = await said(ws, bot)
    reply = await said(ws, bot, "reply", thread_ts=ts)

    root = await bot.web.chat_getPermalink(channel=place(ws), message_ts=ts)
    below = await bot.web.chat_getPermalink(channel=place(ws), message_ts=reply)

    address = f"{ws.base_url}/archives/{place(ws)}/p"
    assert root["permalink"] == address + ts.replace(".", "")
    assert below["permalink"] == f"{address}{reply.replace('.', '')}?thread_ts={ts}&cid={place(ws)}"


async def test_ids_are_filled_into_blocks(ws: Workspace, bot: Bot) -> None:
    accessory = section() | {"accessory": {k: v for k, v in button().items() if k != "action_id"}}
    await said(ws, bot, blocks=[section(), accessory])

    [message] = await ws.person("ana").messages("#incidents")
    first, second = message["blocks"]
    assert first["block_id"] != second["block_id"]
    assert second["accessory"]["action_id"]
