"""Bolt, as the ASGI app behind the gate."""

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.effects.faultpoints import FaultPoint, unharmed


def bolt_behind_gate(app: AsyncApp, fp: FaultPoint = unharmed) -> ASGIApp:
    """Return what `Gate` takes as `inner`.

    Build the app with `request_verification_enabled=False`: the gate has verified the request, and
    forwards a form as JSON, whose signature Bolt could not confirm.
    Vendor: https://docs.slack.dev/tools/bolt-python/concepts/adapters
    """
    handler = AsyncSlackRequestHandler(app)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        response = await handler.handle(Request(scope, receive))
        fp("delivery.before_ack", scope["path"])
        await response(scope, receive, send)
        fp("delivery.acked", scope["path"])

    return answer
