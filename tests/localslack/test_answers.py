"""Answers at a response_url and uploads: how they fail, on purpose and by mistake."""

import asyncio

import httpx
import pytest

from bot.localslack.changes.views import new_response_url
from bot.localslack.workspace import Workspace
from tests.localslack.limit_samples import place, user
from tests.localslack.rig import Bot, Json, section, timers


async def post(ws: Workspace, body: Json) -> httpx.Response:
    url = new_response_url(ws.hub, user(ws), place(ws))
    return await ws.director.http.post(url, json=body)


ANSWERS: list[tuple[Json, int, str]] = [
    ({"text": "a"}, 200, ""),
    ({"text": "a", "response_type": "in_channel"}, 200, ""),
    ({}, 400, "no_text"),
    ({"text": "a", "blocks": [section("a" * 3001)]}, 400, "invalid_blocks"),
]


@pytest.mark.parametrize(("body", "status", "error"), ANSWERS)
async def test_an_answer_is_taken_or_refused(
    body: Json, status: int, error: str, ws: Workspace
) -> None:
    response = await post(ws, body)

    assert response.status_code == status
    assert response.text == "ok" if status == 200 else response.json()["error"] == error


async def test_an_answer_that_is_no_object_is_refused(ws: Workspace) -> None:
    url = new_response_url(ws.hub, user(ws), place(ws))
    headers = {"Content-Type": "application/json"}
    response = await ws.director.http.post(url, content=b"[1]", headers=headers)

    assert (response.status_code, response.json()["error"]) == (400, "invalid_payload")
    unknown = await ws.director.http.post("/response/none", json={"text": "a"})
    assert (unknown.status_code, unknown.json()["error"]) == (404, "not_found")


async def test_nothing_is_said_in_an_archived_channel(ws: Workspace) -> None:
    await ws.person("ana").do("channel", do="archive", channel="#incidents")

    response = await post(ws, {"text": "a", "response_type": "in_channel"})

    assert response.json()["error"] == "is_archived"


async def test_what_slack_would_not_know_is_noted(ws: Workspace) -> None:
    await post(ws, {"text": "a", "colour": "red"})

    assert [v["code"] for v in await ws.director.violations()] == ["unknown_argument"]


async def test_answers_can_fail_and_get_lost_on_purpose(ws: Workspace) -> None:
    await ws.director.fault(
        {"on": "response_url", "nth": 1, "do": {"kind": "error"}},
        {"on": "response_url", "nth": 2, "do": {"kind": "reset_after"}},
    )

    failed = await post(ws, {"text": "one"})
    with pytest.raises(httpx.HTTPError):
        await post(ws, {"text": "two"})

    assert failed.status_code == 503
    assert [m["text"] for m in await ws.person("ana").messages("#incidents")] == ["two"]


async def test_answers_can_be_slow_on_purpose(ws: Workspace) -> None:
    await ws.director.fault({"on": "response_url", "do": {"kind": "slow", "ms": 500}})
    async with asyncio.TaskGroup() as group:
        answer = group.create_task(post(ws, {"text": "late"}))
        await timers(ws, 1)
        await ws.clock.advance(0.5)

    assert (await answer).status_code == 200


async def test_an_upload_can_fail_and_get_lost_on_purpose(ws: Workspace, bot: Bot) -> None:
    await ws.director.fault(
        {"on": "upload", "nth": 1, "do": {"kind": "error"}},
        {"on": "upload", "nth": 2, "do": {"kind": "reset_after"}},
    )
    promised = await bot.web.files_getUploadURLExternal(filename="a.txt", length=3)
    url = promised["upload_url"]

    failed = await ws.director.http.post(url, content=b"abc")
    with pytest.raises(httpx.HTTPError):
        await ws.director.http.post(url, content=b"abc")

    assert failed.status_code == 503
    share = await bot.web.files_completeUploadExternal(files=[{"id": promised["file_id"]}])
    assert share["files"][0]["size"] == 3


async def test_an_upload_must_be_as_long_as_announced(ws: Workspace, bot: Bot) -> None:
    promised = await bot.web.files_getUploadURLExternal(filename="a.txt", length=3)

    await ws.director.http.post(promised["upload_url"], content=b"abcd")
    unknown = await ws.director.http.post("/upload/none", content=b"abc")

    assert [v["code"] for v in await ws.director.violations()] == ["upload_length"]
    assert unknown.status_code == 404
