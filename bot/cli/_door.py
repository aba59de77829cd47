"""Let commands on this machine in, through the socket beside the database."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager, suppress

from pydantic import TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.app import Muster
from bot.cli._server import Server
from bot.cli._socket import bound_to, socket_file
from bot.domain.errors import Unavailable
from bot.domain.terms import PersonId
from bot.ports import Json
from bot.slack.typed import Line, Press, Typed

log = logging.getLogger(__name__)

WITHIN_S = 0.5
"""How long an answer may wait for the names of people, who else stand in it by their ids."""

KINDS: Mapping[str, TypeAdapter[Line] | TypeAdapter[Press]] = {
    "line": TypeAdapter(Line),
    "press": TypeAdapter(Press),
}
PEOPLE = re.compile(r"<@([A-Z0-9]{2,20})>")
CHANNELS = re.compile(r"<#([A-Z0-9]{2,20})>")


@asynccontextmanager
async def door(muster: Muster) -> AsyncIterator[None]:
    """Listen until the end of the block; where there can be no socket, go without."""
    path = socket_file(muster.settings.database_url)
    if path is None:
        yield
        return
    with ExitStack() as stack:
        try:
            taken = stack.enter_context(bound_to(path))
        except OSError as error:
            log.warning("door.closed", extra={"path": str(path), "why": str(error)})
            yield
            return
        server = Server(_app(muster))
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(server.serve(sockets=[taken]))
            await server.up.wait()
            try:
                yield
            finally:
                server.should_exit = True
                await serving


async def said(muster: Muster, what: Line | Press) -> Json:
    """Decide it and return the reply, with the names of everybody and everything in it."""
    typed = Typed(muster.listener)
    reply = await (typed.says(what) if isinstance(what, Line) else typed.presses(what))
    return {"reply": reply, "names": await _names(muster, json.dumps(reply))}


def _app(muster: Muster) -> Starlette:
    async def answer(request: Request) -> Response:
        try:
            what = KINDS[request.path_params["kind"]].validate_json(await request.body())
        except (KeyError, ValidationError):
            return PlainTextResponse("it is from another version", 400)
        return JSONResponse(await said(muster, what))

    return Starlette(routes=[Route("/{kind}", answer, methods=["POST"])])


async def _names(muster: Muster, text: str) -> Mapping[str, str]:
    """Name people and channels as far as that is known, or Slack tells it at once."""
    people = {PersonId(each) for each in PEOPLE.findall(text)}
    with suppress(TimeoutError):
        async with asyncio.timeout(WITHIN_S):
            await muster.archive.names(people)
    named = {str(each): muster.archive.name(each) for each in people}
    if not CHANNELS.search(text):
        return named
    with suppress(Unavailable):
        summaries = await muster.archive.incidents(limit=100)
        named |= {str(each.channel): each.channel_name for each in summaries if each.channel}
    return named
