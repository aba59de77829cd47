"""A workspace with a bot of a few lines: it answers what a test tells it to, over real sockets."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.localslack.clock import Clock
from bot.localslack.hub import Options
from bot.localslack.workspace import Workspace

ROOT = Path(__file__).parent.parent.parent
MANIFEST = ROOT / "bot/slack/manifest.yaml"
START = 1_767_571_200.0  # 2026-01-05T00:00:00Z

Json = dict[str, Any]
Reply = Callable[[Json], Json | None]


@asynccontextmanager
async def workspace(*, manual: bool = True, **options: Any) -> AsyncIterator[Workspace]:
    clock = Clock("manual", START) if manual else Clock()
    usual: Json = {"manifest": MANIFEST, "rate_scale": 0}
    async with Workspace(Options(**(usual | options)), clock=clock) as running:
        yield running


@dataclass
class Bot:
    """One Socket Mode connection. `replies` is asked for the payload of each acknowledgement.

    A kind in `silent` is never acknowledged.
    """

    web: AsyncWebClient
    socket: aiohttp.ClientWebSocketResponse
    heard: list[Json] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)
    replies: dict[str, Reply] = field(default_factory=dict)
    hello: Json = field(default_factory=dict)
    grown: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        async for frame in self.socket:
            envelope = json.loads(frame.data)
            if "envelope_id" not in envelope:
                self.hello = envelope if envelope["type"] == "hello" else self.hello
                continue
            self.heard.append(envelope)
            self.grown.set()
            kind = kind_of(envelope)
            if kind not in self.silent:
                await self.acknowledge(envelope, kind)

    async def hears(self, count: int) -> None:
        """Wait until so many envelopes came."""
        while len(self.heard) < count:
            self.grown.clear()
            await self.grown.wait()

    async def acknowledge(self, envelope: Json, kind: str) -> None:
        answer: Json = {"envelope_id": envelope["envelope_id"]}
        payload = self.replies[kind](envelope["payload"]) if kind in self.replies else None
        await self.socket.send_json(answer | ({"payload": payload} if payload else {}))

    def payloads(self, kind: str) -> list[Json]:
        return [each["payload"] for each in self.heard if kind_of(each) == kind]

    def events(self, kind: str) -> list[Json]:
        found = [payload["event"] for payload in self.payloads("event_callback")]
        return [event for event in found if kind in {event["type"], event.get("subtype")}]


def kind_of(envelope: Json) -> str:
    return str(envelope["payload"].get("type") or envelope["type"])


@asynccontextmanager
async def web_client(running: Workspace, token: str = "") -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(
            token=token or running.bot_token,
            base_url=running.api_url,
            session=session,
            retry_handlers=[],
        )


@asynccontextmanager
async def bot_of(running: Workspace) -> AsyncIterator[Bot]:
    async with web_client(running) as web, asyncio.TaskGroup() as group:
        opened = await web.apps_connections_open(app_token=running.app_token)
        assert web.session is not None
        async with web.session.ws_connect(opened["url"]) as socket:
            bot = Bot(web, socket)
            listening = group.create_task(bot.listen())
            await running.director.until("socket")
            yield bot
            listening.cancel()


async def timers(running: Workspace, count: int) -> None:
    """Wait until so many things wait for the clock."""
    while len((await running.director.get("clock"))["pending"]) < count:
        continue


async def refusal(call: Any) -> str:
    """Return the code that a call is refused with; "ok" when it is not."""
    try:
        await call
    except SlackApiError as error:
        return str(error.response["error"])
    return "ok"


async def refused(call: Any) -> Json:
    """Return the whole answer of a call that must be refused."""
    try:
        await call
    except SlackApiError as error:
        body: Json = dict(error.response.data)
        return body
    raise AssertionError("the call was not refused")


def section(text: str = "words") -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(action_id: str = "go", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain("Go")} | more


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def text_input(block_id: str = "title", action_id: str = "value", **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": action_id} | more
    return input_block(element, block_id)


def input_block(element: Json, block_id: str = "title", **more: Any) -> Json:
    shape = {"type": "input", "block_id": block_id, "label": plain("Title"), "element": element}
    return shape | more


def modal(*blocks: Json, **more: Any) -> Json:
    shape = {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Form"),
        "submit": plain("Send"),
        "blocks": list(blocks) or [text_input()],
    }
    return shape | more
