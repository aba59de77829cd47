"""What an answer of Slack means for a promised call."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import Unavailable
from bot.slack.calls import Slack, SlackRefused
from tests.fakes.clock import ManualClock

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
async def answering() -> AsyncIterator[Callable[[Answer], Awaitable[Slack]]]:
    """Return a Slack whose server answers every call in the given way."""
    runners: list[web.AppRunner] = []
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:

        async def start(answer: Answer) -> Slack:
            app = web.Application()
            app.router.add_route("*", "/api/{method}", answer)
            runner = web.AppRunner(app)
            runners.append(runner)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            port = runner.addresses[0][1]
            url = f"http://127.0.0.1:{port}/api/"
            client = AsyncWebClient("xoxb-1", base_url=url, session=session, retry_handlers=[])
            return Slack(client, ManualClock())

        yield start
        for runner in runners:
            await runner.cleanup()


def json(body: dict[str, Any], status: int = 200, **headers: str) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status, headers=headers)

    return answer


async def cut(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def why(slack: Slack) -> Unavailable:
    with pytest.raises(Unavailable) as caught:
        await slack.call("auth.test")
    return caught.value


async def test_a_good_answer_is_returned(
    answering: Callable[[Answer], Awaitable[Slack]],
) -> None:
    slack = await answering(json({"ok": True, "user_id": "U1"}))

    assert (await slack.call("auth.test"))["user_id"] == "U1"


WAITS = {
    "ratelimited": (json({"ok": False, "error": "ratelimited"}, 429, **{"Retry-After": "30"}), 30),
    "no time given": (json({"ok": False, "error": "ratelimited"}, 429), 1),
    "no number": (json({"ok": False, "error": "ratelimited"}, 429, **{"Retry-After": "soon"}), 1),
    "rate_limited": (json({"ok": False, "error": "rate_limited"}), 1),
    "token_revoked": (json({"ok": False, "error": "token_revoked"}), 60),
    "invalid_auth": (json({"ok": False, "error": "invalid_auth"}), 60),
}


@pytest.mark.parametrize(("answer", "wait"), WAITS.values(), ids=WAITS.keys())
async def test_what_changed_nothing_can_wait(
    answering: Callable[[Answer], Awaitable[Slack]], answer: Answer, wait: int
) -> None:
    trouble = await why(await answering(answer))

    assert trouble.retry_after == timedelta(seconds=wait)
    assert not trouble.may_have_happened


@pytest.mark.parametrize(
    "answer",
    [
        json({"ok": False, "error": "internal_error"}),
        json({"ok": False, "error": "fatal_error"}),
        json({"ok": False}, 503),
        json({"ok": False, "error": "teapot"}, 500),
        cut,
    ],
    ids=["internal_error", "fatal_error", "503", "500", "cut"],
)
async def test_what_may_have_happened_is_looked_into(
    answering: Callable[[Answer], Awaitable[Slack]], answer: Answer
) -> None:
    trouble = await why(await answering(answer))

    assert trouble.may_have_happened


async def test_who_cannot_be_reached_has_done_nothing() -> None:
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(
            "xoxb-1", base_url="http://127.0.0.1:1/", session=session, retry_handlers=[]
        )

        trouble = await why(Slack(client, ManualClock()))

    assert not trouble.may_have_happened


async def test_a_refusal_says_what_is_missing(
    answering: Callable[[Answer], Awaitable[Slack]],
) -> None:
    slack = await answering(json({"ok": False, "error": "missing_scope", "needed": "pins:write"}))

    with pytest.raises(SlackRefused, match="missing_scope, needs the scope pins:write") as caught:
        await slack.call("pins.add", channel="C1", timestamp="1.2")

    assert caught.value.code == "missing_scope"
