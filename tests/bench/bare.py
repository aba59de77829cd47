"""The bare bound of intake: Starlette, the signature check of Slack's own library, and json."""

import asyncio
import json
import sys

import uvicorn
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def bare(secret: str) -> Starlette:
    """Answer every signed event with nothing, and keep nothing."""
    verifier = SignatureVerifier(secret)

    async def answer(request: Request) -> Response:
        body = await request.body()
        if not verifier.is_valid_request(body, dict(request.headers)):
            return Response(status_code=401)
        json.loads(body)
        return Response(status_code=200)

    async def ready(_: Request) -> Response:
        return Response()

    events = Route("/slack/events", answer, methods=["POST"])
    return Starlette(routes=[events, Route("/readyz", ready)])


def main(port: str, secret: str) -> None:
    """Serve as Muster does, with nothing behind it."""
    config = uvicorn.Config(
        bare(secret), port=int(port), log_config=None, access_log=False, lifespan="off"
    )
    asyncio.run(uvicorn.Server(config).serve())


if __name__ == "__main__":
    main(*sys.argv[1:])
