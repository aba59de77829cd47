"""A server on this machine that answers as well or as badly as a test wants."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from bot.outbound import Outbound
from bot.wire.addresses import Allowed
from bot.wire.guard import Resolve

PAUSE_S = 0.01
CERTIFICATES = Path(__file__).parent.parent / "certificates"
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)

Behaviour: TypeAlias = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Target:
    """Where it listens, and every request that came, as sent."""

    port: int
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def outbound(self) -> Outbound:
        return Outbound(Allowed.parse([f"127.0.0.1:{self.port}"]), clock=lambda: NOW)


@asynccontextmanager
async def target(
    *behaviours: Behaviour, tls: ssl.SSLContext | None = None, listens: bool = True
) -> AsyncIterator[Target]:
    """Serve one behaviour per connection, in turn; the last one for all that follow.

    One that does not listen behaves at once, whatever is asked.
    """
    left = list(behaviours)
    here = Target(0)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behave = left.pop(0) if len(left) > 1 else left[0]
        try:
            if listens:
                here.requests.append(await _request(reader))
            await behave(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    here.port = server.sockets[0].getsockname()[1]
    async with server:
        yield here


def says(
    body: bytes = b"", status: int = 200, headers: Mapping[str, str] | None = None
) -> Behaviour:
    """Answer properly."""
    return sends(head(status, {"Content-Length": str(len(body)), **(headers or {})}) + body)


def sends(raw: bytes) -> Behaviour:
    """Send these bytes and close."""

    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()

    return behave


def drips(beginning: bytes, drop: bytes) -> Behaviour:
    """Send the drop again and again, slowly, until the other side hangs up."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(beginning)
        has_hung_up = False
        while not has_hung_up:
            writer.write(drop)
            await writer.drain()
            with suppress(TimeoutError):
                async with asyncio.timeout(PAUSE_S):
                    has_hung_up = await reader.read(1) == b""

    return behave


def floods(beginning: bytes, chunk: bytes) -> Behaviour:
    """Send the chunk again and again until the other side hangs up."""

    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(beginning)
        while not writer.is_closing():
            writer.write(chunk)
            await writer.drain()

    return behave


async def is_silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Say nothing until the other side hangs up."""
    await reader.read()


async def resets(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Break the connection."""
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """Write the beginning of an answer."""
    lines = [f"HTTP/1.1 {status} Because", *(f"{name}: {text}" for name, text in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def leads_to(*addresses: str) -> Resolve:
    """Resolve every name to these addresses."""

    async def resolve(_name: str, _port: int) -> Sequence[str]:
        return addresses

    return resolve


def by_name(port: int, resolve: Resolve, *, networks: Sequence[str] = ("127.0.0.0/8",)) -> Outbound:
    """Allow shop.example alone, wherever it leads within these networks."""
    allowed = Allowed.parse([f"shop.example:{port}"], networks)
    return Outbound(allowed, clock=lambda: NOW, resolve=resolve)


def served(certificate: str) -> ssl.SSLContext:
    """Serve TLS with one of the certificates for shop.example."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / f"{certificate}.pem")
    return context


def over_tls(port: int, *, name: str = "shop.example", authority: str = "authority") -> Outbound:
    """Allow one name, and trust an authority (with an empty name: those of the system)."""
    trust = ssl.create_default_context()
    if authority:
        trust.load_verify_locations(CERTIFICATES / f"{authority}.pem")
    allowed = Allowed.parse([f"{name}:{port}"], ["127.0.0.0/8"])
    return Outbound(allowed, clock=lambda: NOW, trust=trust, resolve=leads_to("127.0.0.1"))


async def _request(reader: asyncio.StreamReader) -> bytes:
    beginning = await reader.readuntil(b"\r\n\r\n")
    lengths = [
        int(line.partition(b":")[2])
        for line in beginning.lower().split(b"\r\n")
        if line.startswith(b"content-length:")
    ]
    return beginning + await reader.readexactly(sum(lengths))
