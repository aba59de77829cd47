import asyncio
import socket
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.domain.errors import Refused, Unavailable
from bot.outbound import Outbound, Request
from bot.wire.addresses import Allowed
from bot.wire.failures import Unreachable
from bot.wire.guard import system_addresses
from tests.wire.target import (
    NOW,
    Behaviour,
    by_name,
    drips,
    head,
    is_silent,
    leads_to,
    over_tls,
    resets,
    says,
    sends,
    served,
    target,
)

BRIEF = timedelta(seconds=0.3)


@pytest.mark.parametrize(
    "behaviour",
    [
        is_silent,
        drips(head(200, {}), b"."),
        drips(b"HTTP/1.1 200 OK\r\n", b"X-A: 1\r\n"),
        drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["silence", "body", "headers", "interim answers"],
)
async def test_a_target_that_takes_its_time_is_left_in_time(behaviour: Behaviour) -> None:
    async with target(behaviour) as there:
        async with asyncio.timeout(5):
            with pytest.raises(Unavailable, match=r"no answer within 0\.3 s") as caught:
                await there.outbound.fetch(Request(there.url, within=BRIEF))

    assert not caught.value.may_have_happened


async def test_a_lost_answer_to_a_post_may_have_happened() -> None:
    async with target(is_silent, resets) as there:
        for _ in range(2):
            with pytest.raises(Unavailable) as caught:
                await there.outbound.fetch(Request(there.url, method="POST", within=BRIEF))

            assert caught.value.may_have_happened


@pytest.mark.parametrize(
    ("behaviour", "failure"),
    [(resets, "reset"), (sends(b""), "closed"), (sends(b"SSH-2"), "closed")],
    ids=["reset", "nothing", "half a line"],
)
async def test_a_target_that_hangs_up_is_a_finding(behaviour: Behaviour, failure: str) -> None:
    async with target(behaviour) as there:
        with pytest.raises(Unreachable) as caught:
            await there.outbound.fetch(Request(there.url))

    assert caught.value.failure == failure


async def test_a_target_that_does_not_speak_http_is_no_answer() -> None:
    async with target(sends(b"220 mail.example ESMTP\r\n\r\n")) as there:
        with pytest.raises(Unavailable, match="not HTTP") as caught:
            await there.outbound.fetch(Request(there.url))

    assert not isinstance(caught.value, Unreachable)


async def test_a_port_where_nobody_listens_is_a_finding() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        outbound = Outbound(Allowed.parse([f"127.0.0.1:{port}"]), clock=lambda: NOW)

        with pytest.raises(Unreachable) as caught:
            await outbound.fetch(Request(f"http://127.0.0.1:{port}/", method="POST"))

    assert (caught.value.failure, caught.value.may_have_happened) == ("refused", False)


@pytest.mark.parametrize("number", [socket.EAI_NONAME, socket.EAI_NODATA])
async def test_a_name_that_does_not_exist_is_a_finding(number: int) -> None:
    async def resolve(_name: str, _port: int) -> Sequence[str]:
        raise socket.gaierror(number, "gone")

    with pytest.raises(Unreachable) as caught:
        await by_name(80, resolve).fetch(Request("http://shop.example/"))

    assert caught.value.failure == "name_unknown"


async def test_a_name_without_any_address_is_a_finding() -> None:
    with pytest.raises(Unreachable, match="name unknown"):
        await by_name(80, leads_to()).fetch(Request("http://shop.example/"))


@pytest.mark.parametrize(
    "error",
    [
        socket.gaierror(socket.EAI_AGAIN, "try again"),
        OSError(101, "Network is unreachable"),
        OSError(24, "Too many open files"),
    ],
)
async def test_trouble_of_our_own_is_no_finding_about_the_target(error: OSError) -> None:
    async def resolve(_name: str, _port: int) -> Sequence[str]:
        raise error

    with pytest.raises(Unavailable, match="our ") as caught:
        await by_name(80, resolve).fetch(Request("http://shop.example/"))

    assert not isinstance(caught.value, Unreachable)


async def test_the_resolver_of_the_system_knows_this_machine() -> None:
    assert await system_addresses("127.0.0.1", 80) == ["127.0.0.1"]


@pytest.mark.parametrize("name", ["X A", "X:A", "", "X\r\nB"])
async def test_a_header_name_that_cannot_be_sent_is_refused(name: str) -> None:
    async with target(says()) as there:
        with pytest.raises(Refused, match="cannot be sent"):
            await there.outbound.fetch(Request(there.url, headers={name: "1"}))

    assert there.requests == []


async def test_a_line_break_in_a_header_is_refused() -> None:
    async with target(says()) as there:
        with pytest.raises(Refused, match="cannot be sent"):
            await there.outbound.fetch(Request(there.url, headers={"X-A": "1\r\nX-B: 2"}))


async def test_the_certificate_is_compared_with_the_name_and_not_with_the_address() -> None:
    async with target(says(b"safe"), tls=served("trusted")) as there:
        response = await over_tls(there.port).fetch(Request(f"https://shop.example:{there.port}/"))

    assert response.body == b"safe"


@pytest.mark.parametrize(
    ("certificate", "name", "authority", "why"),
    [
        ("expired", "shop.example", "authority", "expired"),
        ("trusted", "other.example", "authority", "mismatch"),
        ("trusted", "shop.example", "", "unable to get local issuer|self-signed"),
    ],
)
async def test_a_certificate_that_is_not_trusted_is_a_finding(
    certificate: str, name: str, authority: str, why: str
) -> None:
    async with target(says(), tls=served(certificate)) as there:
        outbound = over_tls(there.port, name=name, authority=authority)

        with pytest.raises(Unreachable, match=why) as caught:
            await outbound.fetch(Request(f"https://{name}:{there.port}/"))

    assert caught.value.failure == "certificate"


async def test_a_certificate_is_looked_past_only_when_that_is_asked_for() -> None:
    async with target(says(b"old"), tls=served("expired")) as there:
        response = await over_tls(there.port).fetch(
            Request(f"https://shop.example:{there.port}/", verify=False)
        )

    assert response.body == b"old"


async def test_a_target_without_tls_is_a_finding() -> None:
    async with target(sends(b"220 mail.example ESMTP\r\n"), listens=False) as there:
        outbound = by_name(there.port, leads_to("127.0.0.1"))

        with pytest.raises(Unreachable, match="no TLS connection") as caught:
            await outbound.fetch(Request(f"https://shop.example:{there.port}/"))

    assert caught.value.failure == "tls"


async def test_a_target_that_is_silent_where_tls_should_begin_is_left_in_time() -> None:
    async with target(is_silent, listens=False) as there:
        outbound = by_name(there.port, leads_to("127.0.0.1"))

        with pytest.raises(Unavailable, match="no answer within"):
            await outbound.fetch(Request(f"https://shop.example:{there.port}/", within=BRIEF))


async def test_addresses_that_accept_nobody_share_the_time() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        outbound = Outbound(Allowed.parse([f"127.0.0.1:{port}"]), clock=lambda: NOW)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.settimeout(0)
            filler.connect_ex(("127.0.0.1", port))

        with pytest.raises(Unavailable, match=r"in time|no answer within"):
            await outbound.fetch(Request(f"http://127.0.0.1:{port}/", within=BRIEF))
        for filler in fillers:
            filler.close()
