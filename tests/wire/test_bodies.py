import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator

import pytest

from bot.domain.errors import Unavailable
from bot.outbound import Request
from bot.wire.body import read
from tests.wire.target import floods, head, says, sends, target

MIB = 1_048_576


async def test_a_body_is_cut_at_its_limit() -> None:
    async with target(says(b"x" * 2_000)) as there:
        cut = await there.outbound.fetch(Request(there.url, max_bytes=1_000))
        fits = await there.outbound.fetch(Request(there.url, max_bytes=2_000))

    assert (len(cut.body), cut.is_truncated) == (1_000, True)
    assert (len(fits.body), fits.is_truncated) == (2_000, False)


async def test_a_body_without_end_is_left_at_its_limit() -> None:
    async with target(floods(head(200, {}), b"x" * 65_536)) as there:
        response = await there.outbound.fetch(Request(there.url, max_bytes=MIB))

    assert (len(response.body), response.is_truncated) == (MIB, True)


async def test_a_body_that_breaks_off_is_cut() -> None:
    async with target(sends(head(200, {"Content-Length": "100"}) + b"half")) as there:
        response = await there.outbound.fetch(Request(there.url))

    assert (response.status, response.body, response.is_truncated) == (200, b"half", True)


def bare_deflate(body: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(body) + packing.flush()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"hello", mtime=0)),
        ("x-gzip", gzip.compress(b"hello", mtime=0)),
        ("deflate", zlib.compress(b"hello")),
        ("deflate", bare_deflate(b"hello")),
        ("identity", b"hello"),
        ("GZIP", gzip.compress(b"hello", mtime=0)),
    ],
)
async def test_packed_bodies_are_unpacked(encoding: str, packed: bytes) -> None:
    async with target(says(packed, headers={"Content-Encoding": encoding})) as there:
        response = await there.outbound.fetch(Request(there.url))

    assert (response.body, response.is_truncated) == (b"hello", False)


async def test_a_gzip_bomb_costs_no_memory() -> None:
    bomb = gzip.compress(b"\0" * (100 * MIB), compresslevel=9)
    async with target(says(bomb, headers={"Content-Encoding": "gzip"})) as there:
        outbound = there.outbound
        tracemalloc.start()
        response = await outbound.fetch(Request(there.url, max_bytes=MIB))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert (len(response.body), response.is_truncated) == (MIB, True)
    assert most < 8 * MIB


async def test_a_packed_body_that_ends_early_is_cut() -> None:
    packed = gzip.compress(b"hello" * 1_000, mtime=0)[:-10]
    async with target(says(packed, headers={"Content-Encoding": "gzip"})) as there:
        response = await there.outbound.fetch(Request(there.url))

    assert response.is_truncated


async def test_an_empty_body_is_whole_whatever_it_says_about_packing() -> None:
    async with target(says(b"", headers={"Content-Encoding": "gzip"})) as there:
        response = await there.outbound.fetch(Request(there.url))

    assert (response.body, response.is_truncated) == (b"", False)


@pytest.mark.parametrize(
    ("encoding", "body", "why"),
    [
        ("gzip", b"this is not packed", "cannot be unpacked"),
        ("gzip", gzip.compress(b"hello", mtime=0)[:-8] + b"\0" * 8, "cannot be unpacked"),
        ("deflate", b"\xff" * 100, "cannot be unpacked"),
        ("br", b"x", "nobody asked for"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"x", mtime=0)), "nobody asked for"),
    ],
    ids=["not packed", "wrong checksum", "not deflated", "another kind", "twice"],
)
async def test_a_body_that_cannot_be_unpacked_is_no_answer(
    encoding: str, body: bytes, why: str
) -> None:
    async with target(says(body, headers={"Content-Encoding": encoding})) as there:
        with pytest.raises(Unavailable, match=why):
            await there.outbound.fetch(Request(there.url))


async def test_headers_without_end_are_no_answer() -> None:
    async with target(floods(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"a" * 9_000 + b"\r\n")) as there:
        with pytest.raises(Unavailable, match="not HTTP"):
            await there.outbound.fetch(Request(there.url))


async def test_only_so_many_headers_are_kept_and_only_so_much_of_each() -> None:
    many = {f"X-{number}": "a" * 3_000 for number in range(20)} | {
        f"Y-{number}": "b" for number in range(200)
    }
    async with target(says(headers=many)) as there:
        headers = (await there.outbound.fetch(Request(there.url))).headers

    assert len(headers) == 100
    assert max(map(len, headers.values())) == 2_000


async def test_a_body_that_turns_bad_on_the_way_is_no_answer() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield zlib.compress(b"hello")[:-4]
        yield b"\0" * 4

    with pytest.raises(Unavailable, match="cannot be unpacked"):
        await read(chunks(), "deflate", MIB)
