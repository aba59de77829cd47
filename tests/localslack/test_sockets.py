"""Socket Mode: tickets, acknowledgements, retries, connections that fail."""

import asyncio

import aiohttp
import pytest

from bot.localslack.actor import NotPossible
from bot.localslack.workspace import Workspace
from tests.localslack.rig import Bot, bot_of, refusal, web_client


async def test_hello_names_the_app_and_the_number_of_connections(ws: Workspace, bot: Bot) -> None:
    await ws.director.idle()

    assert bot.hello["connection_info"] == {"app_id": ws.hub.world.app.id}
    assert bot.hello["num_connections"] == 1


async def test_a_ticket_opens_one_connection(ws: Workspace) -> None:
    async with web_client(ws, ws.app_token) as web, aiohttp.ClientSession() as session:
        url = (await web.apps_connections_open(app_token=ws.app_token))["url"]
        async with session.ws_connect(url) as socket:
            assert (await socket.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_only_the_app_token_opens_connections(ws: Workspace) -> None:
    async with web_client(ws) as web:
        wrong = web.apps_connections_open(app_token=ws.bot_token)
        assert await refusal(wrong) == "not_allowed_token_type"
        by_get = web.api_call(
            "apps.connections.open", http_verb="GET", params={"token": ws.app_token}
        )
        assert await refusal(by_get) == "insecure_request"


async def test_an_event_without_answer_comes_again_with_the_same_id(
    ws: Workspace, bot: Bot
) -> None:
    bot.silent.add("event_callback")
    await ws.person("ana").do("post", channel="#incidents", text="hello", wait=False)

    for number, seconds in enumerate((3, 63, 303, 3600), start=1):
        await bot.hears(number)
        await ws.clock.advance(seconds)

    assert [each["retry_attempt"] for each in bot.heard] == [0, 1, 2, 3]
    assert [each["retry_reason"] for each in bot.heard] == ["", "timeout", "timeout", "timeout"]
    assert len({each["envelope_id"] for each in bot.heard}) == 4
    assert len({each["payload"]["event_id"] for each in bot.heard}) == 1


async def test_late_double_and_unknown_answers_are_noted(ws: Workspace, bot: Bot) -> None:
    bot.silent.add("shortcut")
    ana = ws.person("ana")
    await ana.do("shortcut", callback_id="declare", wait=False)
    await bot.hears(1)
    await ws.clock.advance(3)
    await bot.socket.send_json({"envelope_id": bot.heard[0]["envelope_id"]})
    bot.silent.clear()
    await ana.shortcut("declare")
    await bot.socket.send_json({"envelope_id": bot.heard[1]["envelope_id"]})
    await bot.socket.send_json({"envelope_id": "none"})
    await bot.socket.send_str("garbage")
    await ana.shortcut("declare")

    codes = [violation["code"] for violation in await ws.director.violations()]
    assert codes == ["ack_late", "ack_twice", "ack_unknown"]


async def test_an_answer_where_none_is_taken_is_noted(ws: Workspace, bot: Bot) -> None:
    bot.replies["event_callback"] = lambda _: {"text": "thank you"}
    await ws.person("ana").post("#incidents", "hello")

    assert [v["code"] for v in await ws.director.violations()] == ["ack_payload"]


async def test_envelopes_go_to_one_of_the_connections(ws: Workspace, bot: Bot) -> None:
    async with bot_of(ws) as second:
        for number in range(12):
            await ws.person("ana").post("#incidents", str(number))

        assert len(bot.heard) + len(second.heard) == 12
        assert bot.heard
        assert second.heard


CLOSING = [
    ("refresh", {"type": "disconnect", "reason": "refresh_requested"}),
    ("link_disabled", {"type": "disconnect", "reason": "link_disabled"}),
    ("too_many", {"type": "disconnect", "reason": "too_many_websockets"}),
]


@pytest.mark.parametrize(("do", "frame"), CLOSING)
async def test_a_connection_is_ended_with_its_reason(
    do: str, frame: dict[str, str], ws: Workspace
) -> None:
    async with web_client(ws) as web, aiohttp.ClientSession() as session:
        url = (await web.apps_connections_open(app_token=ws.app_token))["url"]
        async with session.ws_connect(url) as socket:
            await socket.receive_json()
            await ws.director.send("POST", "sockets", {"do": do, "connection": 1})

            told = await socket.receive_json()
            assert told | frame == told
            assert (await socket.receive()).type in {
                aiohttp.WSMsgType.CLOSE,
                aiohttp.WSMsgType.CLOSED,
                aiohttp.WSMsgType.CLOSING,
            }


async def test_a_zombie_answers_pings_and_delivers_nothing(ws: Workspace, bot: Bot) -> None:
    await ws.director.send("POST", "sockets", {"do": "zombie"})
    await ws.person("ana").do("post", channel="#incidents", text="lost", wait=False)
    await bot.socket.ping()

    assert bot.heard == []
    assert (await ws.director.get("health"))["connections"] == 1


async def test_a_half_open_connection_does_not_even_answer_pings(ws: Workspace) -> None:
    async with web_client(ws) as web, aiohttp.ClientSession() as session:
        url = (await web.apps_connections_open(app_token=ws.app_token))["url"]
        async with session.ws_connect(url, autoping=False) as socket:
            await socket.receive_json()
            await ws.director.send("POST", "sockets", {"do": "half_open"})
            await socket.ping()

            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await socket.receive()


async def test_what_cannot_be_done_to_a_connection_is_refused(ws: Workspace) -> None:
    for asked in (
        {"do": "dance"},
        {"do": "drop", "connection": 7},
        {"do": "drop", "connection": "x"},
    ):
        with pytest.raises(NotPossible):
            await ws.director.send("POST", "sockets", asked)
