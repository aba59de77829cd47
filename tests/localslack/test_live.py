"""Records: live, in the journal, and again."""

import json
from typing import Any

import pytest

from bot.localslack.actor import NotPossible
from bot.localslack.workspace import Workspace
from tests.localslack.limit_samples import open_form, place, user
from tests.localslack.rig import Bot, modal


async def test_live_records_are_those_that_the_person_may_see(ws: Workspace, bot: Bot) -> None:
    ana, chi = ws.person("ana"), ws.person("chi")
    seq = await ws.director.seq()
    await ana.post("#ops-private", "secret")
    await bot.web.chat_postEphemeral(channel=place(ws), user=user(ws), text="psst")
    await open_form(ws, bot, modal())
    await ana.post("#general", "open")

    seen = {name: await live(ws, name, seq) for name in ("ana", "chi")}

    def texts(name: str) -> list[str]:
        return [r["message"]["text"] for r in seen[name] if r.get("what") == "message"]

    assert texts("ana") == ["secret", "psst", "open"]
    assert texts("chi") == ["open"]
    assert [r["what"] for r in seen["chi"] if r["kind"] == "state"] == ["message"]
    assert [r["method"] for r in seen["chi"] if r["kind"] == "call"] == [
        "chat.postEphemeral",
        "views.open",
    ]
    assert await chi.messages("#general")


async def test_records_that_are_no_longer_known_are_said_to_be_lost(ws: Workspace) -> None:
    [first, *_] = await live(ws, "ana", 10_000)

    assert (first["kind"], first["what"]) == ("control", "lost")


async def live(ws: Workspace, name: str, since: int) -> list[dict[str, Any]]:
    """Return the records that a page gets at once, up to the newest."""
    records = []
    newest = await ws.director.seq()
    asked = {"as": name, "since": str(since)}
    async with ws.director.http.stream("GET", "/_sim/live", params=asked) as stream:
        async for line in stream.aiter_lines():
            if line.startswith("data:"):
                records.append(json.loads(line[5:]))
            if records and records[-1]["seq"] >= newest:
                break
    return records


async def test_the_journal_holds_no_secret(ws: Workspace, bot: Bot) -> None:
    await ws.person("ana").slash("#general", "/incident")
    await bot.web.auth_test(token=ws.bot_token)
    response = await ws.director.http.get("/_sim/journal")

    lines = [json.loads(line) for line in response.text.splitlines()]
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    for secret in (ws.bot_token, ws.app_token, ws.signing_secret, ws.base_url):
        assert secret not in response.text


async def test_a_delivery_can_be_repeated_and_made_up(ws: Workspace, bot: Bot) -> None:
    await ws.person("ana").post("#incidents", "hello")
    [sent] = (await ws.director.get("deliveries"))["deliveries"]

    await ws.director.send("POST", "deliver", {"again": sent["id"], "times": 2})
    made_up = {"kind": "event_callback", "payload": {"type": "app_rate_limited"}}
    await ws.director.send("POST", "deliver", made_up)

    assert len(bot.events("message")) == 3
    assert bot.payloads("app_rate_limited") == [{"type": "app_rate_limited"}]
    with pytest.raises(NotPossible, match="unknown_delivery"):
        await ws.director.send("POST", "deliver", {"again": "none"})
