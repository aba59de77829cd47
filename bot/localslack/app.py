"""Every address that the workspace serves."""

from mimetypes import guess_type

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.localslack.acting import response_urls
from bot.localslack.control.door import Control, check_loopback
from bot.localslack.errors import Refused, SlackError
from bot.localslack.faults import Rule, drawn
from bot.localslack.hub import Hub
from bot.localslack.pages import page, part
from bot.localslack.server import LoopbackServer
from bot.localslack.web_api import Reset, WebApi
from bot.localslack.wire import UPLOAD_BYTES, TooLarge, json_answer, read_body, read_sent

SAFE_FILE = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
ANY = ["GET", "POST", "PUT", "DELETE", "PATCH"]


class Doors:
    """The addresses beside the Web API and the control API."""

    def __init__(self, hub: Hub, server: LoopbackServer) -> None:
        self.hub = hub
        self.server = server
        self.web_api = WebApi(hub)

    async def api(self, request: Request) -> Response:
        """Answer a Web API call, or tear the connection down when a fault rule says so."""
        try:
            return await self.web_api.serve(request)
        except Reset:
            return await self._cut(request)

    async def response_url(self, request: Request) -> Response:
        """Take an answer at a response_url."""
        rule = self.hub.faults.meet("response_url", event="post")
        if await self._breaks(rule):
            return PlainTextResponse("upstream error", status_code=503)
        try:
            body, _ = await read_sent(request)
            name = request.path_params["name"]
            self.hub.journal.write("call", **_call_like("response_url", body))
            response_urls.use(self.hub, name, body)
        except SlackError as error:
            status = 404 if error.code in {"not_found", "used_url", "expired_url"} else 400
            return json_answer(error.body(), status)
        except (ValueError, TooLarge):
            return json_answer({"ok": False, "error": "invalid_payload"}, 400)
        if rule and rule.do["kind"] == "reset_after":
            return await self._cut(request)
        return PlainTextResponse("ok")

    async def upload(self, request: Request) -> Response:
        """Take the bytes of a promised file."""
        rule = self.hub.faults.meet("upload", event="post")
        if await self._breaks(rule):
            return PlainTextResponse("upstream error", status_code=503)
        ticket = request.path_params["ticket"]
        file = next((f for f in self.hub.world.files.values() if f.ticket == ticket), None)
        if file is None or file.complete:
            return PlainTextResponse("There is no such upload.", status_code=404)
        try:
            content = await read_body(request, UPLOAD_BYTES)
        except TooLarge:
            return PlainTextResponse("Too large.", status_code=413)
        if len(content) != file.length:
            detail = f"{len(content)} bytes came, {file.length} were announced"
            self.hub.violations.add("upload_length", "upload", detail)
        file.content, file.uploaded = content, True
        if rule and rule.do["kind"] == "reset_after":
            return await self._cut(request)
        return PlainTextResponse(f"OK - {len(content)}")

    async def file(self, request: Request) -> Response:
        """Return an uploaded file; never as a page."""
        file = self.hub.world.files.get(request.path_params["file"])
        if file is None:
            return PlainTextResponse("There is no such file.", status_code=404)
        kind = guess_type(file.name)[0] or ""
        shown = kind if kind in {"image/png", "image/jpeg", "image/gif"} else "text/plain"
        return Response(file.content, media_type=shown, headers=SAFE_FILE)

    async def _breaks(self, rule: Rule | None) -> bool:
        """Wait when a rule says slow, and say whether it says error."""
        if rule is not None and rule.do["kind"] == "slow":
            await self.hub.clock.sleep(drawn(rule.do, self.hub.ids.chance("slow")))
        return rule is not None and rule.do["kind"] == "error"

    async def _cut(self, request: Request) -> Response:
        transport = self.server.transport_of(tuple(request.client or ()))
        if transport is not None:
            transport.abort()
        await request.receive()
        return Response(status_code=502)


class LoopbackOnly:
    """Refuse every request that names another host, whatever its address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            try:
                check_loopback(Request(scope))
            except Refused as refusal:
                await json_answer(refusal.body(), refusal.status)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def build_app(hub: Hub, server: LoopbackServer) -> Starlette:
    """Return the ASGI application."""
    doors, control, sockets = Doors(hub, server), Control(hub), hub.deliveries.sockets
    return Starlette(
        routes=[
            Route("/api/{method}", doors.api, methods=["GET", "POST"]),
            Route("/response/{name}", doors.response_url, methods=["POST"]),
            Route("/upload/{ticket}", doors.upload, methods=["POST"]),
            Route("/files/{file}/{name:path}", doors.file),
            WebSocketRoute("/link/{ticket}", sockets.serve),
            Route("/_sim/as/{user}/{verb}", control.act, methods=ANY),
            Route("/_sim/{name:path}", control.other, methods=ANY),
            Route("/web/{name}", part),
            Route("/archives/{rest:path}", page),
            Route("/", page),
        ],
        middleware=[Middleware(LoopbackOnly)],
    )


def _call_like(method: str, args: dict[str, object]) -> dict[str, object]:
    known = {"method": method, "verb": "POST", "encoding": "json", "args": args}
    return known | {"status": 200, "ok": True, "error": None, "warning": None, "ms": 0}
