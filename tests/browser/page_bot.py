"""A small bot that makes the local workspace's page show everything it can."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import aiohttp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.localslack.workspace import Workspace
from tests.browser import page_blocks

Obj: TypeAlias = dict[str, Any]


class SampleBot:
    """Answers `/incident`, the shortcuts, a few buttons and the declare form."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.client = client
        self.submitted: list[Obj] = []
        self.clicked: list[Obj] = []
        self.silent = False

    async def hear(self, socket: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Acknowledge, then do what was asked for."""
        if self.silent:
            return
        answer = self._answer(request.payload) if request.type == "interactive" else None
        await socket.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer))
        if request.type == "slash_commands":
            await self._command(request.payload)
        elif request.type == "interactive" and answer is None:
            await self._interaction(request.payload)

    def _answer(self, payload: Obj) -> Obj | None:
        if payload["type"] != "view_submission":
            return None
        self.submitted.append(payload["view"]["state"]["values"])
        title = payload["view"]["state"]["values"].get("title", {}).get("title", {}).get("value")
        if title == "broken":
            return {"response_action": "errors", "errors": {"title": "Say what is broken"}}
        return None

    async def _command(self, payload: Obj) -> None:
        words = payload["text"].strip()
        forms = {"": page_blocks.declare_form(), "everything": page_blocks.every_input()}
        if words in forms:
            await self.client.views_open(trigger_id=payload["trigger_id"], view=forms[words])
        elif words == "help":
            await self.client.chat_postEphemeral(
                channel=payload["channel_id"], user=payload["user_id"], text="Type `/incident`."
            )
        else:
            await self.declare(words, payload["user_id"])

    async def _interaction(self, payload: Obj) -> None:
        trigger = payload.get("trigger_id", "")
        if payload["type"] in {"shortcut", "message_action"}:
            await self.client.views_open(trigger_id=trigger, view=page_blocks.declare_form())
        elif payload["type"] == "block_actions":
            await self._click(payload, payload["actions"][0])
        elif payload["type"] == "view_submission" and "title" in self.submitted[-1]:
            title = self.submitted[-1]["title"]["title"]["value"]
            await self.declare(title, payload["user"]["id"])

    async def _click(self, payload: Obj, action: Obj) -> None:
        self.clicked.append(action)
        if action["action_id"] == "take_lead":
            card = page_blocks.card("checkout is down", lead=payload["user"]["id"])
            place = {"channel": payload["channel"]["id"], "ts": payload["message"]["ts"]}
            await self.client.chat_update(**place, text="card", blocks=card)
        elif action["action_id"] == "another_form":
            view = page_blocks.declare_form()
            await self.client.views_push(trigger_id=payload["trigger_id"], view=view)

    async def declare(self, title: str, user: str) -> None:
        """Open a channel with the person in it, post the card and pin it."""
        created = await self.client.conversations_create(name=page_blocks.channel_name(title))
        channel = created["channel"]["id"]
        await self.client.conversations_invite(channel=channel, users=[user])
        posted = await self.client.chat_postMessage(
            channel=channel, text=f"INC-1 {title}", blocks=page_blocks.card(title)
        )
        await self.client.pins_add(channel=channel, timestamp=posted["ts"])


@asynccontextmanager
async def sample_bot(workspace: Workspace) -> AsyncIterator[SampleBot]:
    """Run the bot against a workspace until the block ends."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(
            workspace.bot_token, base_url=workspace.api_url, session=session, retry_handlers=[]
        )
        socket = SocketModeClient(app_token=workspace.app_token, web_client=client)
        bot = SampleBot(client)
        socket.socket_mode_request_listeners.append(bot.hear)
        await socket.connect()  # type: ignore[no-untyped-call] # slack_sdk does not annotate it
        try:
            yield bot
        finally:
            await socket.close()  # type: ignore[no-untyped-call] # slack_sdk does not annotate it
