"""Read an answer's body without ever holding more of it than allowed."""

import zlib
from collections.abc import AsyncIterable

from bot.domain.errors import Unavailable
from bot.wire.failures import CORE_ERRORS

EITHER_ZLIB_OR_GZIP = zlib.MAX_WBITS | 32
BARE_DEFLATE = -zlib.MAX_WBITS

ACCEPTED = "gzip, deflate"


async def read(chunks: AsyncIterable[bytes], encoding: str, limit: int) -> tuple[bytes, bool]:
    """Return the unpacked body and whether it is cut, because it is too long or broke off.

    `limit` counts bytes as sent and as unpacked. Raises Unavailable for an encoding that nobody
    asked for and for bytes that cannot be unpacked.
    """
    unpacking = _unpacking(encoding)
    body, sent = bytearray(), 0
    try:
        async for chunk in chunks:
            sent += len(chunk)
            body += unpacking.more(chunk, limit + 1 - len(body))
            if max(sent, len(body)) > limit:
                return bytes(body[:limit]), True
    except CORE_ERRORS:
        return bytes(body), True
    return bytes(body), not unpacking.is_complete


class _AsSent:
    is_complete = True

    def more(self, chunk: bytes, most: int) -> bytes:
        return chunk[:most]


class _Packed:
    """One gzip or deflate stream. zlib is told how much it may return: a bomb stays small."""

    def __init__(self, *, may_be_bare: bool) -> None:
        self._stream = zlib.decompressobj(EITHER_ZLIB_OR_GZIP)
        self._may_be_bare = may_be_bare
        self._is_fresh = True

    @property
    def is_complete(self) -> bool:
        return self._is_fresh or self._stream.eof

    def more(self, chunk: bytes, most: int) -> bytes:
        try:
            unpacked = self._stream.decompress(chunk, most)
        except zlib.error as error:
            if not (self._is_fresh and self._may_be_bare):
                raise Unavailable(f"the answer cannot be unpacked: {error}") from error
            unpacked = self._bare(chunk, most)
        self._is_fresh = False
        return unpacked

    def _bare(self, chunk: bytes, most: int) -> bytes:
        """Unpack what some servers send as "deflate": the stream without its zlib header."""
        self._stream = zlib.decompressobj(BARE_DEFLATE)
        try:
            return self._stream.decompress(chunk, most)
        except zlib.error as error:
            raise Unavailable(f"the answer cannot be unpacked: {error}") from error


def _unpacking(encoding: str) -> _AsSent | _Packed:
    word = encoding.strip().lower()
    if word in {"", "identity"}:
        return _AsSent()
    if word in {"gzip", "x-gzip", "deflate"}:
        return _Packed(may_be_bare=word == "deflate")
    raise Unavailable(f"the answer is packed as “{word[:40]}”, which nobody asked for")
