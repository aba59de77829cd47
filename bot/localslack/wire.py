"""Read requests and write answers: bodies, forms, JSON."""

import json
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from typing import Literal
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.localslack.shapes import Obj

BODY_BYTES = 1024 * 1024
UPLOAD_BYTES = 64 * 1024 * 1024
Encoding = Literal["json", "form", "multipart", "query"]


class TooLarge(Exception):
    """The body is longer than allowed."""


def json_answer(body: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return JSON in ASCII, so that even lone surrogates travel."""
    text = json.dumps(body)
    kind = "application/json; charset=utf-8"
    return Response(text, status_code=status, headers=headers, media_type=kind)


async def read_body(request: Request, most: int = BODY_BYTES) -> bytes:
    """Return the whole body.

    Raises TooLarge as soon as more than `most` bytes came.
    """
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                raise TooLarge
    except ClientDisconnect:
        return b""
    return bytes(body)


async def read_sent(request: Request) -> tuple[Obj, Encoding]:
    """Return the arguments of a Web API call and how they were encoded; query and body together.

    Raises TooLarge, and ValueError when a JSON body is no object.
    """
    sent: Obj = dict(parse_qsl(str(request.url.query), keep_blank_values=True))
    body = await read_body(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not body:
        return sent, "query"
    if kind == "application/json":
        return sent | _object(body), "json"
    if kind == "multipart/form-data":
        return sent | _multipart(request.headers["content-type"], body), "multipart"
    text = body.decode("utf-8", "replace")
    return sent | dict(parse_qsl(text, keep_blank_values=True)), "form"


def _object(body: bytes) -> Obj:
    try:
        value = json.loads(body)
    except RecursionError as error:
        raise ValueError from error
    if not isinstance(value, dict):
        raise ValueError  # noqa: TRY004 - the same mistake to the caller
    return value


def _multipart(kind: str, body: bytes) -> Obj:
    head = b"Content-Type: " + kind.encode("latin-1", "replace") + b"\r\n\r\n"
    parsed = BytesParser(EmailMessage, policy=HTTP).parsebytes(head + body)
    fields: Obj = {}
    for part in parsed.iter_parts() if parsed.is_multipart() else ():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            fields[name] = content.decode("utf-8", "replace")
    return fields
