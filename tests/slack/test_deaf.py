"""What Muster says does not come back: whoever watches it is told, by the whole of production."""

from datetime import timedelta

import httpx
import pytest

from bot.slack import hearing
from bot.slack.sockets import NOTHING_HEARD
from tests.slack.test_transports import production


async def test_readiness_says_that_nothing_is_heard_though_slack_is_connected(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "ECHO", timedelta())  # the half minute is up at once
    async with production(sqlite_url, "socket") as live, httpx.AsyncClient(trust_env=False) as web:
        director, address = live.workspace.director, f"{live.muster.settings.page_url}/readyz"
        await live.workspace.person("ana").slash("#general", "/incident sev2 Checkout fails")
        await director.until("pin", channel="#inc-1-*")
        await director.idle()
        before = await web.get(address)

        live.workspace.hub.violations.expect(["ack_late"])
        await director.send("POST", "sockets", {"do": "zombie"})
        [room] = [each.id for each in live.workspace.hub.world.channels if each.name[:4] == "inc-"]
        await live.muster.token.slack.call("chat.postMessage", channel=room, text="hello")
        after = await web.get(address)

    assert before.status_code == 200
    assert after.status_code == 503
    assert {"name": "slack", "met": False, "reason": NOTHING_HEARD} in after.json()["conditions"]
