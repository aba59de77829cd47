"""Tell machines whether Muster lives and whether it can be relied on."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

WITHIN = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that Muster needs in order to be relied on.

    `reason` says in a few words what is wrong; it is public, so it holds no address and no secret.
    """

    name: str
    is_met: bool
    reason: str = ""


Readiness: TypeAlias = Callable[[], Awaitable[Sequence[Condition]]]
"""Finds out how every condition stands."""


def health_routes(readiness: Readiness, *, within: timedelta = WITHIN) -> list[Route]:
    """Serve /livez and /readyz.

    /livez says that the event loop turns, and asks nothing else, so that a restart is never the
    answer to somebody else's outage. /readyz answers 503 while any condition is not met, or when
    that cannot be found out in time.
    Vendor: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes
    """

    async def livez(_: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def readyz(_: Request) -> Response:
        conditions = await _conditions(readiness, within)
        is_ready = all(each.is_met for each in conditions)
        said = [
            {"name": each.name, "met": each.is_met, "reason": each.reason} for each in conditions
        ]
        return JSONResponse({"ready": is_ready, "conditions": said}, 200 if is_ready else 503)

    return [Route("/livez", livez), Route("/readyz", readyz)]


async def _conditions(readiness: Readiness, within: timedelta) -> Sequence[Condition]:
    try:
        async with asyncio.timeout(within.total_seconds()):
            return await readiness()
    except TimeoutError:
        seconds = within.total_seconds()
        return [Condition("answer", is_met=False, reason=f"nothing known after {seconds:g} s")]
