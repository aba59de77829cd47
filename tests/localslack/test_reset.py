"""Fresh worlds, snapshots, and files that survive a restart."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.localslack.actor import NotPossible
from bot.localslack.workspace import Workspace
from tests.localslack.limit_samples import open_form
from tests.localslack.rig import Bot, modal, workspace


async def test_a_reset_begins_again_with_the_ids_of_its_seed(ws: Workspace) -> None:
    await ws.person("ana").post("#incidents", "gone")
    first = await ws.director.send("POST", "reset", {"seed": 1})
    second = await ws.director.send("POST", "reset", {"seed": 1, "profile": "typical"})

    assert first == second
    assert first["ids"]["users"]["dee"] == "W0DEE00001"
    assert await ws.person("ana").messages("#incidents") == []
    assert (await ws.director.get("health"))["profile"] == "typical"


WORLDS: list[Any] = [
    {"people": [{"name": "zoe", "real_name": "Zoe", "height": 3}]},
    {"people": [{"real_name": "nameless"}]},
    {"people": [{"name": 5, "real_name": "Five"}]},
    {"people": "nobody"},
    {"channels": [{"name": "a", "members": ["nobody"]}]},
    {"team": {"id": 5}},
]


@pytest.mark.parametrize("world", WORLDS)
async def test_what_is_no_world_changes_nothing(world: Any, ws: Workspace) -> None:
    before = (await ws.director.get("snapshot"))["sha256"]

    with pytest.raises(NotPossible, match="bad_value"):
        await ws.director.send("POST", "reset", {"world": world})

    assert (await ws.director.get("snapshot"))["sha256"] == before


async def test_a_world_of_ones_own(ws: Workspace) -> None:
    world = {
        "people": [{"name": "alex", "real_name": "Alex Chen", "switchable": True}],
        "channels": [{"name": "ops", "members": ["alex", "@bot"], "topic": "Here"}],
        "groups": [],
    }
    await ws.director.send("POST", "reset", {"world": world})

    seen = await ws.person("alex").world()
    assert [channel["name"] for channel in seen["channels"]] == ["ops"]
    assert seen["channels"][0]["topic"] == "Here"


async def test_a_snapshot_brings_everything_back(ws: Workspace, bot: Bot) -> None:
    ana = ws.person("ana")
    ts = await ana.post("#incidents", "kept")
    await ana.post("#incidents", "reply", thread_ts=ts)
    await ana.react("#incidents", ts, "eyes")
    await ana.do("pin", channel="#incidents", ts=ts)
    await ana.do("post", channel="#incidents", text="", file={"name": "a.txt", "text": "bytes"})
    await open_form(ws, bot, modal())
    taken = await ws.director.get("snapshot")
    before = await ana.world()
    await ws.director.send("POST", "reset", {})

    await ws.director.send("PUT", "snapshot", taken)

    after = await ana.world()
    for key in ("channels", "views", "people", "team"):
        assert after[key] == before[key]
    fresh = await ana.post("#incidents", "new")
    assert fresh > ts
    raw = await ws.director.http.get((await ana.messages("#incidents"))[1]["files"][0]["url"])
    assert raw.text == "bytes"


async def test_a_changed_snapshot_is_refused(ws: Workspace) -> None:
    taken = await ws.director.get("snapshot")
    broken = [
        {"version": 2, "state": {}},
        {"version": 1, "state": {}, "sha256": taken["sha256"]},
        taken | {"state": taken["state"] | {"people": []}},
    ]
    for snapshot in broken:
        with pytest.raises(NotPossible, match="bad_value"):
            await ws.director.send("PUT", "snapshot", snapshot)


async def test_the_state_file_survives_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "deep/slack.json"
    async with workspace(state=state) as ws:
        token = ws.bot_token
        await ws.person("ana").post("#incidents", "kept")

    async with workspace(state=state) as ws:
        assert ws.bot_token == token
        assert [m["text"] for m in await ws.person("ana").messages("#incidents")] == ["kept"]

    state.write_text("{}")
    with pytest.raises(ValueError, match="move it away"):
        async with workspace(state=state):
            pass


async def test_the_journal_is_kept_in_a_file(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with workspace(journal=journal) as ws:
        await ws.person("ana").post("#general", "hello")

    kinds = [json.loads(line)["kind"] for line in journal.read_text().splitlines()]
    assert kinds[:2] == ["person", "state"]
