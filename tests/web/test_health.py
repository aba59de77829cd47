"""What machines ask."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import httpx
from starlette.applications import Starlette

from bot.web.health import Condition, health_routes
from tests.web.site import all_well, asking, site


async def deaf() -> Sequence[Condition]:
    return [
        Condition("database", is_met=True),
        Condition("slack", is_met=False, reason="nothing heard for 60 s"),
    ]


async def stuck() -> Sequence[Condition]:
    await asyncio.Event().wait()
    return []


async def test_a_ready_muster_says_so() -> None:
    async with asking(site()) as client:
        answer = await client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "conditions": [{"name": "database", "met": True, "reason": ""}],
    }


async def test_one_unmet_condition_is_enough_not_to_be_ready() -> None:
    async with asking(replace(site(), readiness=deaf)) as client:
        answer = await client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert answer.json()["conditions"][1] == {
        "name": "slack",
        "met": False,
        "reason": "nothing heard for 60 s",
    }


async def test_no_answer_in_time_is_not_ready() -> None:
    app = Starlette(routes=health_routes(stuck, within=timedelta(milliseconds=20)))

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        answer = await client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["conditions"] == [
        {"name": "answer", "met": False, "reason": "nothing known after 0.02 s"}
    ]


async def test_being_alive_depends_on_nobody_else() -> None:
    async with asking(replace(site(), readiness=stuck)) as client:
        answer = await client.get("/livez")

    assert (answer.status_code, answer.text) == (200, "alive\n")


async def test_health_is_never_kept_by_anybody() -> None:
    async with asking(replace(site(), readiness=all_well)) as client:
        answers = [await client.get(path) for path in ("/livez", "/readyz")]

    assert [answer.headers["cache-control"] for answer in answers] == ["no-store"] * 2
