"""The gate behind a real HTTP server: what only a socket can show."""

import asyncio
import json
from datetime import timedelta

from bot.slack.gate import EventsDropped, Gate, Rules
from tests.slack.knocking import JSON, SECRET, Inner, clock, event, headers
from tests.web.serving import served

MIB = 1 << 20
QUICK = timedelta(milliseconds=100)


async def ignore(dropped: EventsDropped) -> None:
    del dropped


def gate(inner: Inner, *, body_within: timedelta = timedelta(seconds=2)) -> Gate:
    rules = Rules(secrets=(SECRET,), body_within=body_within)
    return Gate(inner, rules, clock=clock, on_dropped=ignore)


def head(body: bytes, *extra: bytes) -> bytes:
    lines = [name + b": " + value for name, value in headers(body)]
    return b"\r\n".join([b"POST /slack/events HTTP/1.1", *lines, *extra, b"", b""])


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


async def answer(reader: asyncio.StreamReader) -> int:
    async with asyncio.timeout(10):
        status = await reader.readline()
        await reader.readuntil(b"\r\n\r\n")
    return int(status.split()[1])


async def test_a_chunked_body_without_length_is_taken() -> None:
    inner = Inner()
    body = event(text="in pieces")
    sent = head(body, b"transfer-encoding: chunked")
    sent += chunk(body[:20]) + chunk(body[20:]) + chunk(b"")

    async with served(gate(inner)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        status = await answer(reader)
        writer.close()

    assert status == 200
    assert inner.bodies == [json.loads(body)]


async def test_an_endless_chunked_body_is_cut_at_the_cap() -> None:
    inner = Inner()
    written = 0

    async with served(gate(inner)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head(b"", b"transfer-encoding: chunked"))
        while not reader.at_eof() and written < 200 * MIB:
            try:
                writer.write(chunk(b" " * 65536))
                written += 65536
                await writer.drain()
            except ConnectionError:
                break
        writer.close()

    assert written < 20 * MIB
    assert inner.bodies == []


async def test_an_announced_body_of_200_mib_is_refused_before_it_is_sent() -> None:
    async with served(gate(Inner())) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head(b"", b"content-length: 209715200"))
        status = await answer(reader)
        rest = await reader.read()
        writer.close()

    assert status == 413
    assert rest == b'{"error":"payload too large"}'


async def test_a_body_that_drips_is_given_up() -> None:
    inner = Inner()
    body = event()

    async with served(gate(inner, body_within=QUICK)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head(body, b"content-length: %d" % len(body)) + body[:10])
        status = await answer(reader)
        writer.close()

    assert status == 408
    assert inner.bodies == []


async def test_a_sender_that_hangs_up_leaves_the_server_well() -> None:
    inner = Inner()
    body = event()

    async with served(gate(inner)) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head(body, b"content-length: %d" % len(body)) + body[:10])
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head(body, b"content-length: %d" % len(body)) + body)
        status = await answer(reader)
        writer.close()

    assert status == 200
    assert len(inner.bodies) == 1


async def test_header_bytes_that_are_no_text_are_turned_away() -> None:
    body = event()
    strange = head(body, b"content-length: %d" % len(body)).replace(b"v0=", b"v0=\xe9\xff")

    async with served(gate(Inner())) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(strange + body)
        status = await answer(reader)
        writer.close()

    assert status == 401
    assert JSON in strange
