"""Connect only to addresses that were checked."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Self, TypeAlias

import httpcore

from bot.domain.errors import Refused
from bot.wire.addresses import Allowed, covers, is_address, normal_name, shown

Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""Looks a host name up: name and port to addresses, the best one first; raises OSError."""


async def system_addresses(name: str, port: int) -> Sequence[str]:
    """Ask the system's resolver."""
    found = await asyncio.to_thread(socket.getaddrinfo, name, port, type=socket.SOCK_STREAM)
    return [str(address[4][0]) for address in found]


class Guard(httpcore.AsyncNetworkBackend):
    """Resolves a name once, checks every address it leads to, and connects to a checked one.

    Between check and connection nothing is resolved again, so a name that changes its mind
    (DNS rebinding) gains nothing. TLS goes on comparing the certificate with the name. Used as a
    context, it closes what it opened: httpcore forgets a connection that is left in the middle of
    its TLS handshake.
    """

    def __init__(
        self, allowed: Allowed, resolve: Resolve, *, only: Sequence[str] | None, within_s: float
    ) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._only = only
        self._within_s = within_s
        self._network = httpcore.AnyIOBackend()
        self._opened: list[httpcore.AsyncNetworkStream] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_failure: object) -> None:
        for stream in self._opened:
            await stream.aclose()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        name = normal_name(host)
        self._allowed.check_name(name, port)
        if self._only is not None and not any(covers(pattern, name) for pattern in self._only):
            raise Refused(f"{shown(name)} is not in policy.allow_hosts of this runbook")
        addresses = [name] if is_address(name) else await self._resolve(name, port)
        for address in addresses:
            self._allowed.check_address(name, address)
        stream = await self._first_of(addresses, port)
        self._opened.append(stream)
        return stream

    async def _first_of(self, addresses: Sequence[str], port: int) -> httpcore.AsyncNetworkStream:
        failures: list[Exception] = []
        for address in addresses:
            try:
                return await self._network.connect_tcp(
                    address, port, timeout=self._within_s / len(addresses)
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failures.append(error)
        # Resolvers sort the address that most likely works first, so its failure tells most.
        raise failures[0] if failures else socket.gaierror(socket.EAI_NONAME, "no address")
