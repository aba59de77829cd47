"""Whatever is answered when a connection is asked for, Muster goes on asking and says why."""

from collections.abc import Mapping

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.sockets import Sockets


class Enough(Exception):
    """The watchdog has looked often enough."""


async def watched(answer: web.Response, looks: int) -> tuple[str, list[float]]:
    """Answer every question for a connection like that; return the trouble and when it asked."""
    asked, waits = list[float](), list[float]()

    async def hears(_request: web.Request) -> web.Response:
        asked.append(sum(waits))
        return web.Response(body=answer.body, headers=answer.headers, status=answer.status)

    async def pause(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == looks:
            raise Enough

    app = web.Application()
    app.router.add_route("*", "/apps.connections.open", hears)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    client = AsyncWebClient("xoxb-1", base_url=address, retry_handlers=[])
    bolt = AsyncApp(client=client, signing_secret="s1", request_verification_enabled=False)
    sockets = Sockets(bolt, "xapp-1", pause=pause, monotonic=lambda: sum(waits))
    try:
        with pytest.raises(Enough):
            await sockets.run()
        return sockets.trouble, asked
    finally:
        await sockets.close()
        await runner.cleanup()


def said(body: str, kind: str = "application/json", status: int = 200) -> web.Response:
    return web.Response(text=body, content_type=kind, status=status)


UNUSABLE: Mapping[str, tuple[web.Response, str]] = {
    "plain words": (said("upstream connect error", "text/plain", 503), "was unusable (HTTP 503)"),
    "mislabelled": (said("upstream connect error", status=503), "was unusable (HTTP 503)"),
    "list of a proxy": (said("[]", status=500), "was unusable (HTTP 500)"),
    "list": (said("[1]"), "was unusable (no JSON object)"),
    "page": (said("<html>", "text/html"), "was unusable (HTTP 200)"),
    "no address": (said('{"ok":true}'), "names no address"),
    "no address at all": (said('{"ok":true,"url":"nonsense"}'), "names no address"),
}


@pytest.mark.parametrize(("answer", "why"), UNUSABLE.values(), ids=UNUSABLE)
async def test_an_answer_that_nobody_can_use_is_told_and_asked_for_again(
    answer: web.Response, why: str
) -> None:
    trouble, asked = await watched(answer, looks=3)

    assert trouble == f"no connection to Slack: Slack's answer to apps.connections.open {why}"
    assert asked == [0, 0, 2, 2, 4, 4]


@pytest.mark.parametrize("kind", ["text/plain", "application/json"])
async def test_who_is_asked_to_wait_does_not_ask_before(kind: str) -> None:
    answer = said("", kind, 429)
    answer.headers["Retry-After"] = "5"

    trouble, asked = await watched(answer, looks=4)

    assert trouble == "no connection to Slack: Slack limits apps.connections.open"
    assert asked == [0, 6]
