"""Tell browsers what no page of Muster ever needs."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALWAYS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "",
}
UNLESS_SET = {"cache-control": "no-store"}
OVER_TLS = {"strict-transport-security": "max-age=31536000"}


class SafeHeaders:
    """Adds the headers to every answer of the app inside, errors included."""

    def __init__(self, app: ASGIApp, *, is_tls: bool) -> None:
        self._app = app
        self._always = _raw(ALWAYS | OVER_TLS if is_tls else ALWAYS)
        self._names = frozenset(name for name, _ in self._always)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on unchanged."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = [each for each in message["headers"] if each[0] not in self._names]
                known = {name for name, _ in given}
                more = [each for each in _UNLESS_SET if each[0] not in known]
                message["headers"] = [*given, *self._always, *more]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Write headers as ASGI wants them."""
    return [(name.encode(), value.encode()) for name, value in headers.items()]


_UNLESS_SET = _raw(UNLESS_SET)
