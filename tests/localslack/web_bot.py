"""A bot that is reached over HTTP: it checks the signature and answers as a test tells it to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier

from bot.localslack.clock import Clock
from bot.localslack.workspace import Workspace
from tests.localslack.rig import Json


class Now(SignatureClock):
    """The workspace's time, as the verifier asks for it."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def now(self) -> float:
        return self.clock.time()


@dataclass
class WebBot:
    """What came, and with which status to answer the next ones."""

    workspace: Workspace
    url: str = ""
    requests: list[tuple[dict[str, str], Json]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    answer: Json = field(default_factory=dict)
    signed: list[bool] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        verifier = SignatureVerifier(self.workspace.signing_secret, clock=Now(self.workspace.clock))
        self.signed.append(verifier.is_valid_request(raw, dict(request.headers)))
        body = await read(request)
        if body.get("type") == "url_verification":
            return web.json_response({"challenge": body["challenge"]})
        self.requests.append((dict(request.headers), body))
        status = self.statuses.pop(0) if self.statuses else 200
        return web.json_response(self.answer, status=status, headers=self.headers)


async def read(request: web.Request) -> Json:
    if request.content_type == "application/json":
        found: Json = await request.json()
        return found
    form: Json = {key: value[0] for key, value in parse_qs(await request.text()).items()}
    return form


@asynccontextmanager
async def web_bot(running: Workspace) -> AsyncIterator[WebBot]:
    bot = WebBot(running)
    app = web.Application()
    app.router.add_post("/slack/events", bot.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server: Any = site._server  # noqa: SLF001 - the only way to learn the port
    bot.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/slack/events"
    try:
        await running.deliver_to(bot.url)
        yield bot
    finally:
        await runner.cleanup()
