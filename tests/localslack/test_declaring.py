"""A real Bolt app runs an incident against the workspace."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.localslack.workspace import Workspace
from tests.localslack.rig import Json, actions, button, modal, section, workspace


def declaring_app(client: AsyncWebClient) -> AsyncApp:
    app = AsyncApp(client=client, process_before_response=True)

    @app.command("/incident")
    async def declare(ack: Any, body: Json) -> None:
        made = await client.conversations_create(name=f"inc-1-{body['text'].replace(' ', '-')}")
        channel = made["channel"]["id"]
        await client.conversations_invite(channel=channel, users=[body["user_id"]])
        card = [section("*Declared*"), actions(button("severity"))]
        said = await client.chat_postMessage(channel=channel, text="Declared", blocks=card)
        await client.pins_add(channel=channel, timestamp=said["ts"])
        await ack(f"<#{channel}> is open")

    @app.action("severity")
    async def ask(ack: Any, body: Json) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal())
        await ack()

    @app.view("form")
    async def take(ack: Any, body: Json) -> None:
        said = body["view"]["state"]["values"]["title"]["value"]["value"]
        if said == "wrong":
            await ack(response_action="errors", errors={"title": "Not that"})
        else:
            await ack()

    @app.event("message")
    @app.event("member_joined_channel")
    @app.event("pin_added")
    async def hear(_body: Json) -> None:
        """Take every event."""

    return app


@asynccontextmanager
async def connected(ws: Workspace) -> AsyncIterator[None]:
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(
            token=ws.bot_token, base_url=ws.api_url, session=session, retry_handlers=[]
        )
        handler = AsyncSocketModeHandler(declaring_app(client), ws.app_token)
        await handler.connect_async()  # type: ignore[no-untyped-call]  # the SDK names no types here
        try:
            yield
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]  # the SDK names no types here


async def declare(seed: int) -> list[Json]:
    async with workspace(seed=seed) as ws, connected(ws):
        ana = ws.person("ana")

        answer = await ana.slash("#general", "/incident checkout 5xx")
        card = await ws.until_message("#inc-1-*", "Declared")
        await ws.director.idle()
        clicked = await ana.click("severity", channel=card["channel"])
        form = await ana.form()
        refused = await form.submit(title="")
        wrong = await form.submit(title="wrong")
        right = await form.submit(title="right")
        await ws.director.idle()

        assert answer["shown"]["text"] == f"<#{card['channel']}> is open"
        assert clicked["outcome"] == "acked"
        assert refused["outcome"] == "client_refused"
        assert (wrong["outcome"], wrong["errors"]) == ("errors", {"title": "Not that"})
        assert (right["outcome"], right["view"]) == ("closed", None)
        ws.assert_clean()
        return [record for record in ws.hub.journal.since() if record["kind"] != "socket"]


async def test_a_real_app_declares_and_the_same_seed_gives_the_same_journal() -> None:
    first, second = await declare(11), await declare(11)

    assert len(first) > 20
    assert first == second


async def test_another_seed_gives_other_ids_and_the_same_story() -> None:
    first, second = await declare(11), await declare(12)

    assert [(record["kind"], record.get("what")) for record in first] == [
        (record["kind"], record.get("what")) for record in second
    ]
    assert first != second
