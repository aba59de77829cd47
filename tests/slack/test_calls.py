"""What an answer of Slack means for a promised call."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import Unavailable
from bot.effects.answers import listening
from bot.slack.calls import Slack, SlackRefused
from bot.slack.patience import AUTH
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


def raw(body: bytes, kind: str = "application/json", status: int = 200, **headers: str) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, status=status, content_type=kind, headers=headers)

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
    "no digit": (json({"ok": False, "error": "ratelimited"}, 429, **{"Retry-After": "²"}), 1),
    "for ever": (json({"ok": False, "error": "ratelimited"}, 429, **{"Retry-After": "9" * 12}), 1),
    "no words": (raw(b"", "text/plain", 429, **{"Retry-After": "5"}), 5),
    "empty JSON": (raw(b"", status=429, **{"Retry-After": "5"}), 5),
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


UNREADABLE = {
    "plain words": raw(b"ok", "text/plain"),
    "list": raw(b'["x"]'),
    "number": raw(b"7"),
    "nothing": raw(b"null"),
    "cut JSON": raw(b'{"ok":true,"ts":'),
    "deep JSON": raw(b"[" * 100_000),
    "huge number": raw(b'{"ok":true,"ts":' + b"9" * 5_000 + b"}"),
    "no UTF-8": raw(b"\xff\xfe\x00"),
    "page": raw(b"<html>", "text/html"),
    "archive": raw(b"\x1f\x8b", "application/gzip"),
    "list of a proxy": raw(b"[]", status=500),
    "mislabelled": raw(b"upstream connect error", status=503),
}


@pytest.mark.parametrize(
    "answer",
    [
        json({"ok": False, "error": "internal_error"}),
        json({"ok": False, "error": "fatal_error"}),
        json({"ok": False}, 503),
        json({"ok": False, "error": "teapot"}, 500),
        json({"ok": False, "error": None}),
        cut,
        *UNREADABLE.values(),
    ],
    ids=["internal_error", "fatal_error", "503", "500", "no code", "cut", *UNREADABLE],
)
async def test_what_may_have_happened_is_looked_into(
    answering: Callable[[Answer], Awaitable[Slack]], answer: Answer
) -> None:
    trouble = await why(await answering(answer))

    assert trouble.may_have_happened


async def test_a_call_that_slack_does_not_know_is_a_bug_of_ours(
    answering: Callable[[Answer], Awaitable[Slack]],
) -> None:
    slack = await answering(json({"ok": True}))

    with pytest.raises(TypeError):
        await slack.call("chat.delete", channel="C1")


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


async def test_what_the_client_itself_refuses_is_no_answer_of_slack(
    answering: Callable[[Answer], Awaitable[Slack]], monkeypatch: pytest.MonkeyPatch
) -> None:
    slack = await answering(json({"ok": False, "error": "token_revoked"}))
    await why(slack)

    async def refused(**_arguments: object) -> None:
        raise SlackRequestError("too many blocks")

    monkeypatch.setattr(slack._client, "chat_postMessage", refused)  # noqa: SLF001 - the client refuses
    slack._patience.answered()  # noqa: SLF001 - else nothing is tried within the minute
    with listening() as gates, pytest.raises(SlackRefused, match="too many blocks"):
        await slack.call("chat.postMessage", channel="C1", text="Hi")

    assert gates == set()
    assert slack.refusal == "Slack refuses our token: token_revoked"


@pytest.mark.parametrize(
    ("answer", "is_open"),
    [
        (json({"ok": True}), True),
        (json({"ok": False, "error": "channel_not_found"}), True),
        (json({"ok": False, "error": "ratelimited"}, 429), True),
        (json({"ok": False, "error": "token_revoked"}), False),
        (json({"ok": False, "error": "internal_error"}), False),
        (cut, False),
    ],
    ids=["ok", "refused", "limited", "revoked", "internal error", "cut"],
)
async def test_only_an_answer_says_that_our_token_is_taken(
    answering: Callable[[Answer], Awaitable[Slack]], answer: Answer, *, is_open: bool
) -> None:
    slack = await answering(answer)

    with listening() as gates, suppress(SlackRefused, Unavailable):
        await slack.call("auth.test")

    assert gates == ({AUTH} if is_open else set())


async def test_who_waits_because_slack_asked_for_it_has_no_answer(
    answering: Callable[[Answer], Awaitable[Slack]],
) -> None:
    slack = await answering(json({"ok": False, "error": "ratelimited"}, 429))
    await why(slack)

    with listening() as gates:
        await why(slack)

    assert gates == set()
