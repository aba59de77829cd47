"""The control API: worlds, waits, clocks."""

import asyncio

import httpx
import pytest

from bot.localslack.actor import NotPossible
from bot.localslack.errors import CONTROL_STATUS
from bot.localslack.workspace import Workspace
from tests.localslack.limit_samples import open_form, place, user
from tests.localslack.rig import ROOT, START, Bot, modal, workspace

DOCUMENT = (ROOT / "docs/local-slack.md").read_text(encoding="utf-8")


async def test_a_world_holds_all_that_one_person_sees(ws: Workspace, bot: Bot) -> None:
    await ws.person("ben").post("#general", "hello @ana")
    await ws.person("ben").post("#general", "and all")
    assert await open_form(ws, bot, modal()) == "ok"

    ana, chi = await ws.person("ana").world(), await ws.person("chi").world()

    assert ana["me"]["name"] == "ana"
    assert [p["name"] for p in ana["people"] if p["switchable"]] == ["ana", "ben", "chi"]
    assert [p["name"] for p in ana["people"]][:3] == ["ana", "ben", "chi"]
    names = [channel["name"] for channel in ana["channels"]]
    assert names == ["checkout", "general", "incidents", "old-incident", "ops-private"]
    assert "ops-private" not in [channel["name"] for channel in chi["channels"]]
    [general] = [channel for channel in ana["channels"] if channel["name"] == "general"]
    assert (general["unread"], general["mentions"], ana["unread"]) == (2, 1, 2)
    assert [command["command"] for command in ana["commands"]] == ["/incident"]
    assert {shortcut["type"] for shortcut in ana["shortcuts"]} == {"global", "message"}
    assert (len(ana["views"]), chi["views"]) == (1, [])
    assert (ana["clock"], ana["connections"]) == ({"now": START, "mode": "manual"}, 1)
    assert ana["limits"]["total"] > ana["limits"]["unverified"] > 0


async def test_links_and_tips_come_from_whoever_starts_it() -> None:
    links, tips = {"Status page": "http://127.0.0.1:1/status"}, ("Type /incident",)
    async with workspace(links=links, tips=tips) as ws:
        world = await ws.person("ana").world()

    assert world["links"] == [{"name": "Status page", "url": "http://127.0.0.1:1/status"}]
    assert world["tips"] == ["Type /incident"]


async def test_reading_a_channel_empties_its_count(ws: Workspace) -> None:
    await ws.person("ben").post("#general", "hello")

    answer = await ws.person("ana").do("read", channel="#general")

    assert answer["unread"] == 0
    assert (await ws.person("ana").world())["unread"] == 0


async def test_older_messages_come_page_by_page(ws: Workspace) -> None:
    for number in range(5):
        await ws.person("ana").post("#general", str(number))

    asked = {"as_": "ben", "channel": "general", "limit": 2}
    newest = await ws.director.get("messages", **asked)
    before = newest["messages"][0]["ts"]
    older = await ws.director.get("messages", **asked, before=before)

    assert [m["text"] for m in newest["messages"]] == ["3", "4"]
    assert [m["text"] for m in older["messages"]] == ["1", "2"]
    assert newest["has_more"]
    assert older["has_more"]


async def test_waiting_ends_when_it_happens_and_fails_with_what_came_nearest(
    ws: Workspace,
) -> None:
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(ws.until_message("#gen*", "/hel+o/"))
        await ws.person("ana").post("#general", "hello")
    with pytest.raises(NotPossible) as timeout:
        await ws.director.until("message", timeout_s=0.05, text="goodbye")

    assert (await waiting)["text"] == "hello"
    assert timeout.value.code == "timeout"
    assert timeout.value.body["nearest"][0]["message"]["text"] == "hello"


async def test_waits_count_and_begin_where_they_are_told(ws: Workspace) -> None:
    ana = ws.person("ana")
    await ana.post("#general", "hello 1")
    seq = await ws.director.seq()
    await ana.post("#general", "hello 2")
    await ana.post("#general", "hello 3")

    third = await ws.until_message("#general", "hello", count=3)
    after = await ws.until_message("#general", "hello", since=seq)

    assert (third["text"], after["text"]) == ("hello 3", "hello 2")


async def test_every_kind_of_wait_finds_its_record(ws: Workspace, bot: Bot) -> None:
    ana = ws.person("ana")
    ts = await ana.post("#incidents", "look")
    await ana.react("#incidents", ts, "eyes")
    await ana.do("pin", channel="#incidents", ts=ts)
    await bot.web.chat_postEphemeral(channel=place(ws), user=user(ws), text="psst")
    await open_form(ws, bot, modal())
    await ws.director.until("idle", timeout_s=5)

    waits: list[tuple[str, dict[str, str]]] = [
        ("reaction", {"name": "eyes"}),
        ("pin", {"channel": place(ws)}),
        ("ephemeral", {"user": "ana", "text": "psst"}),
        ("call", {"method": "chat.*"}),
        ("view", {"callback_id": "form"}),
        ("delivery", {"type": "reaction_added"}),
        ("update", {"user": "ana"}),
    ]
    for kind, where in waits:
        asked = {"kind": kind, "where": where, "timeout_s": 0.5}
        found = (await ws.director.send("POST", "wait", asked))["match"]
        assert found["seq"], kind


async def test_the_clock_fires_what_it_passes(ws: Workspace, bot: Bot) -> None:
    bot.silent.add("shortcut")
    await ws.person("ana").do("shortcut", callback_id="declare", wait=False)

    before = await ws.director.get("clock")
    fired = await ws.director.advance(3)
    with pytest.raises(NotPossible, match="does not go back"):
        await ws.director.send("POST", "clock", {"to": START})

    assert [timer["what"].split()[0] for timer in before["pending"]] == ["give"]
    assert [timer["at"] for timer in fired] == ["2026-01-05T00:00:03.000Z"]
    assert ws.clock.time() == START + 3


async def test_the_clock_changes_its_mode_without_a_jump(ws: Workspace) -> None:
    await ws.director.send("POST", "clock", {"mode": "wall"})
    running = ws.clock.time()
    await ws.director.send("POST", "clock", {"mode": "manual"})

    assert START <= running < START + 5
    assert ws.clock.time() >= running


def test_every_error_code_is_documented() -> None:
    assert [code for code in CONTROL_STATUS if f"`{code}`" not in DOCUMENT] == []


async def test_every_address_is_documented(ws: Workspace) -> None:
    async with httpx.AsyncClient(base_url=ws.base_url, trust_env=False) as client:
        answer = (await client.get("/_sim/nothing")).json()

    names = answer["detail"].split("there are: ")[1].rstrip(".").split(", ")
    assert [name for name in names if f"/_sim/{name}" not in DOCUMENT] == []
