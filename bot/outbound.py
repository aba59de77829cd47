"""The one way to speak HTTP to the outside."""

import asyncio
import json
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import httpcore
import httpx

from bot.domain.errors import Refused, Unavailable
from bot.ports import Clock
from bot.wire import body
from bot.wire.addresses import LAST_PORT, Allowed
from bot.wire.failures import CORE_ERRORS, translated
from bot.wire.guard import Guard, Resolve, system_addresses

PORTS = {"http": 80, "https": 443}
SAFE = frozenset({"GET", "HEAD"})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
HEADERS_KEPT, HEADER_LENGTH = 100, 2_000


@dataclass(frozen=True, slots=True)
class Request:
    """One call. `within` limits all of it together; `max_bytes` the body, packed and unpacked.

    `only` narrows what operators allow to these host names, `*.name` included. `follow` is how
    many redirects of a GET or HEAD are followed: every hop is checked like the first one, and no
    header of ours travels to another origin.
    """

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    json_body: Any = None
    within: timedelta = timedelta(seconds=10)
    max_bytes: int = 1_048_576
    follow: int = 0
    only: tuple[str, ...] | None = None
    verify: bool = True


@dataclass(frozen=True, slots=True)
class Response:
    """What came back: header names in lower case, the body unpacked.

    `is_truncated` says that the body was longer than allowed or broke off.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    is_truncated: bool
    elapsed_ms: int = 0


class Outbound:
    """Calls the hosts that operators allow, and nothing else.

    Every call opens its own connection: one that is reused would not notice a certificate or a
    name that has failed since. No cookie is kept, no proxy taken from the environment.
    """

    def __init__(
        self,
        allowed: Allowed,
        *,
        clock: Clock,
        trust: ssl.SSLContext | None = None,
        resolve: Resolve = system_addresses,
    ) -> None:
        self._allowed = allowed
        self._trust = {True: trust} if trust else {}
        self._resolve = resolve
        self._clock = clock

    async def fetch(self, request: Request) -> Response:
        """Make the call and return its answer, whatever its status.

        Raises Refused for a target that may not be called and a request that cannot be sent,
        Unreachable (an Unavailable) for a target that cannot be spoken to, Unavailable else.
        """
        started = self._clock()
        try:
            async with asyncio.timeout(request.within.total_seconds()):
                response = await self._followed(request)
        except TimeoutError as error:
            raise Unavailable(
                f"no answer within {request.within.total_seconds():g} s",
                may_have_happened=request.method not in SAFE,
            ) from error
        return replace(response, elapsed_ms=(self._clock() - started) // timedelta(milliseconds=1))

    async def _followed(self, request: Request) -> Response:
        response = await self._call(request)
        for _ in range(request.follow):
            onward = _onward(request, response)
            if onward is None:
                break
            request = onward
            response = await self._call(request)
        return response

    async def _call(self, request: Request) -> Response:
        url = _target(request.url)
        guard = Guard(
            self._allowed,
            self._resolve,
            only=request.only,
            within_s=request.within.total_seconds(),
        )
        connection = httpcore.AsyncHTTPConnection(
            httpcore.Origin(url.raw_scheme, url.raw_host, _port(url)),
            ssl_context=await self._trusting(url, verify=request.verify),
            network_backend=guard,
        )
        async with guard, connection:
            try:
                answer = await connection.handle_async_request(_written(request, url))
            except (OSError, *CORE_ERRORS) as error:
                raise translated(error, is_safe=request.method in SAFE) from error
            headers = _headers(answer.headers)
            content, is_truncated = await body.read(
                answer.aiter_stream(), headers.get("content-encoding", ""), request.max_bytes
            )
        return Response(str(url), answer.status, headers, content, is_truncated)

    async def _trusting(self, url: httpx.URL, *, verify: bool) -> ssl.SSLContext | None:
        """Return whom to trust; read when it is first needed, for that takes 0.1 s."""
        if url.scheme != "https":
            return None
        if verify not in self._trust:
            self._trust[verify] = await asyncio.to_thread(
                _known_authorities if verify else _anybody
            )
        return self._trust[verify]


def _target(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
        str(url).encode()
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(f"“{text[:200]!r}” is not a web address: {error}") from error
    if url.scheme not in PORTS or not url.host:
        raise Refused(f"“{text[:200]}” is not a web address: it must start with https://")
    if url.userinfo:
        raise Refused("a web address must not carry a name and password before its host")
    if not 0 < _port(url) <= LAST_PORT:
        raise Refused(f"there is no port {url.port}")
    return url


def _port(url: httpx.URL) -> int:
    return PORTS[url.scheme] if url.port is None else url.port


def _written(request: Request, url: httpx.URL) -> httpcore.Request:
    content = b"" if request.json_body is None else json.dumps(request.json_body).encode()
    headers = {
        "Host": url.netloc.decode(),
        "User-Agent": "Muster",
        "Accept-Encoding": body.ACCEPTED,
        "Connection": "close",
    }
    if content:
        headers |= {"Content-Type": "application/json", "Content-Length": str(len(content))}
    own = {name.lower() for name in request.headers}
    kept = [(name, value) for name, value in headers.items() if name.lower() not in own]
    return httpcore.Request(
        request.method,
        httpcore.URL(
            scheme=url.raw_scheme,
            host=url.raw_host,
            port=_port(url),
            target=url.raw_path,
        ),
        headers=[
            (name.encode("ascii", "replace"), value.encode("utf-8", "replace"))
            for name, value in (*kept, *request.headers.items())
        ],
        content=content,
    )


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers by lower-case name; those that came several times joined by commas."""
    headers: dict[str, str] = {}
    for name, value in list(raw)[:HEADERS_KEPT]:
        key = name.decode("latin-1").lower()
        known = f"{headers[key]}, " if key in headers else ""
        headers[key] = (known + value.decode("latin-1"))[:HEADER_LENGTH]
    return headers


def _onward(request: Request, response: Response) -> Request | None:
    """Return the request that a redirect asks for, if it is one that we follow."""
    place = response.headers.get("location", "")
    if response.status not in REDIRECTS or request.method not in SAFE or not place:
        return None
    here = httpx.URL(response.url)
    try:
        there = here.join(place)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(f"the redirect to “{place[:200]}” leads nowhere: {error}") from error
    if here.scheme == "https" and there.scheme == "http":
        raise Refused(f"the redirect to {there} would give up encryption")
    is_same = (here.scheme, here.netloc) == (there.scheme, there.netloc)
    return replace(request, url=str(there), headers=request.headers if is_same else {})


def _known_authorities() -> ssl.SSLContext:
    """Trust the authorities of the Python packages and those that the system adds."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


def _anybody() -> ssl.SSLContext:
    return httpx.create_ssl_context(verify=False, trust_env=False)
