"""As in production: everything runs by itself, over Socket Mode and over signed requests."""

import json
import os
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from bot.app import Machinery, Muster, composed
from bot.cli._running import running
from bot.cli._town import free_port
from bot.cli.manifest import MANIFEST
from bot.effects.faultpoints import NAMES, Countdown, unharmed
from bot.localslack.hub import Options
from bot.localslack.workspace import Workspace
from tests.slack.town import FIRST, settings_of

NEVER = 0


@dataclass(frozen=True)
class Production:
    workspace: Workspace
    muster: Muster
    fate: Countdown

    async def kinds(self) -> list[str]:
        entries = await self.muster.store.look(lambda work: work.timelines.read(FIRST))
        return [entry.fact.kind for entry in entries]


@asynccontextmanager
async def production(database_url: str, transport: str) -> AsyncIterator[Production]:
    port = free_port(0)
    options = Options(manifest=MANIFEST, rate_scale=0, seed=os.getpid())
    async with Workspace(options) as workspace:
        token = {"slack_app_token": ""} if transport == "http" else {}
        settings = settings_of(workspace, database_url, {"http_port": port} | token)
        fate = Countdown(NEVER, unharmed)
        async with composed(settings, Machinery(fp=fate)) as muster, running(muster):
            if transport == "http":
                await workspace.deliver_to(f"http://127.0.0.1:{port}/slack/events")
            else:
                await workspace.director.until("socket", timeout_s=10)
            yield Production(workspace, muster, fate)
        workspace.assert_clean()


@pytest.fixture(params=["socket", "http"])
async def live(sqlite_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Production]:
    async with production(sqlite_url, request.param) as live:
        yield live


async def test_every_kind_of_delivery_is_heard(live: Production) -> None:
    ana, director = live.workspace.person("ana"), live.workspace.director

    await ana.slash("#general", "/incident declare sev2 Checkout fails")
    await director.until("pin", channel="#inc-1-*")

    await ana.click("take_lead", channel="#inc-1-checkout-fails")
    await director.until_message("#inc-1-*", "is *Lead*")

    await ana.click("severity_form", channel="#inc-1-checkout-fails")
    form = await ana.form()
    assert (await form.submit(severity="sev1"))["outcome"] == "closed"
    await director.until_message("#inc-1-*", "SEV1")

    ts = await ana.post("#inc-1-checkout-fails", "all errors are 401")
    await ana.react("#inc-1-checkout-fails", ts, "pushpin")
    await director.until("reaction", name="memo")

    await ana.shortcut("timeline_add", channel="#inc-1-checkout-fails", ts=ts)
    await ana.shortcut("declare")
    assert (await ana.form()).title == "Declare incident"

    assert await live.kinds() == [
        "declared",
        "channel_opened",
        "person_joined",
        "role_taken",
        "severity_changed",
        "message_recorded",
    ]


async def test_every_place_to_die_at_is_passed_in_its_order(live: Production) -> None:
    """A fault point that production does not pass would prove nothing."""
    await live.workspace.person("ana").slash("#general", "/incident declare sev2 Checkout fails")
    await live.workspace.director.until("pin", channel="#inc-1-*")
    await live.workspace.director.idle()

    first = live.fate.reached.index("delivery.inserted")
    accepting = [each for each in NAMES if each.startswith("delivery.")]
    passed = [live.fate.reached.index(name, first) for name in accepting]
    assert passed == sorted(passed)
    assert {*live.fate.reached} == {*NAMES}


async def test_an_unsigned_request_is_turned_away(sqlite_url: str) -> None:
    body = b64encode(json.dumps({"type": "event_callback"}).encode()).decode()
    async with production(sqlite_url, "http") as live:
        for sign in ("none", "bad"):
            answer = await live.workspace.director.send(
                "POST",
                "raw",
                {
                    "path": "/slack/events",
                    "headers": {"content-type": "application/json"},
                    "body_b64": body,
                    "sign": sign,
                },
            )
            assert answer["status"] == 401
