"""What went wrong with a call, in our words."""

import socket
import ssl
from collections.abc import Iterator

import httpcore

from bot.domain.errors import Refused, Unavailable

CORE_ERRORS = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)

NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class Unreachable(Unavailable):
    """The request reached no working service, and it is the target that said so.

    `failure` is refused, reset, closed, name_unknown, certificate or tls. Troubles of our own (no
    network, no name server, no time) are a plain Unavailable.
    """

    def __init__(self, failure: str, message: str, *, may_have_happened: bool = False) -> None:
        super().__init__(message, may_have_happened=may_have_happened)
        self.failure = failure


def translated(error: Exception, *, is_safe: bool) -> Unavailable | Refused:
    """Say what an exception of the sockets, of TLS or of the HTTP library means.

    `is_safe` says that the request changes nothing, however far it got.
    """
    for cause in _chain(error):
        if found := _known(cause, is_safe=is_safe):
            return found
    return Unavailable(f"our network failed: {error}", may_have_happened=not is_safe)


def _known(error: BaseException, *, is_safe: bool) -> Unavailable | Refused | None:
    return _of_sockets(error, is_safe=is_safe) or _of_http(error, is_safe=is_safe)


def _of_sockets(error: BaseException, *, is_safe: bool) -> Unavailable | None:
    match error:
        case ssl.SSLCertVerificationError():
            return Unreachable("certificate", f"certificate not trusted: {error.verify_message}")
        case ssl.SSLError():
            message = f"no TLS connection: {error.reason or error}"
            return Unreachable("tls", message, may_have_happened=not is_safe)
        case socket.gaierror():
            return _of_names(error)
        case ConnectionRefusedError():
            return Unreachable("refused", "connection refused")
        case ConnectionError():
            return Unreachable("reset", "connection reset", may_have_happened=not is_safe)
        case _:
            return None


def _of_names(error: socket.gaierror) -> Unavailable:
    if error.errno in NO_SUCH_NAME:
        return Unreachable("name_unknown", "name unknown")
    return Unavailable(f"our name server did not answer: {error.strerror}")


def _of_http(error: BaseException, *, is_safe: bool) -> Unavailable | Refused | None:
    match error:
        case httpcore.LocalProtocolError():
            return Refused(f"this cannot be sent as HTTP: {error}")
        case httpcore.RemoteProtocolError() if "disconnected" in str(error):
            message = "connection closed without an answer"
            return Unreachable("closed", message, may_have_happened=not is_safe)
        case httpcore.RemoteProtocolError():
            return Unavailable(f"the answer is not HTTP: {error}", may_have_happened=not is_safe)
        case httpcore.ConnectTimeout():
            return Unavailable("no connection in time")
        case _:
            return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the deepest cause first: the libraries in between only say that something failed."""
    if error is None:
        return
    yield from _chain(error.__cause__ or error.__context__)
    yield error
