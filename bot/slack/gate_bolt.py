"""What stands behind the gate: our own ear for events, and Bolt for all else."""

from collections.abc import Awaitable, Callable

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.effects.faultpoints import FaultPoint, unharmed
from bot.ports import Json
from bot.slack.gate import OnEvent


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


def events_behind_gate(
    noted: Callable[[Json], Awaitable[None]], fp: FaultPoint = unharmed
) -> OnEvent:
    """Return what `Gate` takes as `on_event`, around Bolt.

    Bolt would only parse the event once more and hand it to the same listener, which takes longer
    than noting it.
    """

    async def answer(event: Json, acknowledge: Callable[[], Awaitable[int]]) -> int:
        await noted(event)
        fp("delivery.before_ack", "event")
        status = await acknowledge()
        fp("delivery.acked", "event")
        return status

    return answer
