import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import Refused
from bot.outbound import Outbound, Request
from bot.wire.addresses import Allowed
from bot.wire.guard import Guard, system_addresses
from tests.wire.target import NOW, by_name, leads_to, over_tls, says, served, target


async def test_an_answer_comes_back_with_status_headers_and_body() -> None:
    async with target(says(b'{"a": 1}', 503, {"X-One": "1", "x-one": "2"})) as there:
        response = await there.outbound.fetch(Request(f"{there.url}/path?q=1"))

    assert (response.status, response.body, response.is_truncated) == (503, b'{"a": 1}', False)
    assert response.headers["x-one"] == "1, 2"
    assert response.url == f"{there.url}/path?q=1"
    assert there.requests[0].startswith(b"GET /path?q=1 HTTP/1.1\r\n")


async def test_a_post_carries_its_json_and_its_headers() -> None:
    async with target(says()) as there:
        await there.outbound.fetch(
            Request(there.url, method="POST", headers={"X-Key": "ü"}, json_body={"a": [1]})
        )

    beginning, _, body = there.requests[0].partition(b"\r\n\r\n")
    assert json.loads(body) == {"a": [1]}
    assert "X-Key: ü".encode() in beginning
    assert b"Content-Type: application/json" in beginning


async def test_own_headers_replace_those_that_are_sent_by_default() -> None:
    async with target(says()) as there:
        await there.outbound.fetch(Request(there.url, headers={"user-agent": "probe"}))

    assert there.requests[0].lower().count(b"user-agent:") == 1
    assert b"user-agent: probe" in there.requests[0]


async def test_how_long_it_took_is_told_by_the_clock() -> None:
    moments = iter([NOW, NOW + timedelta(milliseconds=1234)])

    async with target(says()) as there:
        allowed = Allowed.parse([f"127.0.0.1:{there.port}"])
        outbound = Outbound(allowed, clock=lambda: next(moments))

        assert (await outbound.fetch(Request(there.url))).elapsed_ms == 1234


async def test_no_cookie_travels_from_one_call_to_the_next() -> None:
    async with target(says(headers={"Set-Cookie": "sid=1; Path=/"})) as there:
        outbound = there.outbound
        await outbound.fetch(Request(there.url))
        await outbound.fetch(Request(there.url))

    assert b"cookie" not in there.requests[1].lower()


async def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with target(says(b"proxy")) as proxy, target(says(b"target")) as there:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)

        assert (await there.outbound.fetch(Request(there.url))).body == b"target"
        assert proxy.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        "http://100.100.100.200/",
        "http://0.0.0.0/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://localhost./",
        "http://[::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:a9fe:a9fe::1]/",
        "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
        "http://shop.example@169.254.169.254/",
        "http://shop.example:80@evil.example/",
        "http://shop.example\\@evil.example/",
        "http://shop.example\r\nHost: evil.example/",
        "http://shop.example%0d%0a/",
        "http://shop.example:99999/",
        "http://shop.example:0/",
        "http://evil.example/",
        "http:///nowhere",
        "https://",
        "//shop.example/",
        "file:///etc/passwd",
        "gopher://shop.example/",
        "unix:///var/run/docker.sock",
        "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
        "javascript:alert(1)",
        "\ud800",
        "http://shop.example/\ud800",
        "",
    ],
)
async def test_what_an_attacker_would_write_is_refused_without_a_look_up(url: str) -> None:
    asked: list[str] = []

    async def resolve(name: str, _port: int) -> Sequence[str]:
        asked.append(name)
        return ["127.0.0.1"]

    outbound = Outbound(Allowed.parse(["shop.example"]), clock=lambda: NOW, resolve=resolve)

    with pytest.raises(Refused):
        await outbound.fetch(Request(url))

    assert asked == []


async def test_one_forbidden_address_among_many_refuses_them_all() -> None:
    outbound = by_name(80, leads_to("93.184.216.34", "169.254.169.254"))

    with pytest.raises(Refused, match=r"shop\.example leads to 169\.254\.169\.254"):
        await outbound.fetch(Request("http://shop.example/"))


async def test_a_name_that_changes_its_mind_is_asked_once_and_gains_nothing() -> None:
    answers = [["127.0.0.1"], ["169.254.169.254"]]

    async def resolve(_name: str, _port: int) -> Sequence[str]:
        return answers.pop(0)

    async with target(says(b"checked")) as there:
        outbound = by_name(there.port, resolve)

        response = await outbound.fetch(Request(f"http://shop.example:{there.port}/"))

    assert response.body == b"checked"
    assert answers == [["169.254.169.254"]]
    assert f"Host: shop.example:{there.port}".encode() in there.requests[0]


async def test_a_name_inside_needs_its_network_listed() -> None:
    outbound = by_name(80, leads_to("10.0.0.5"), networks=())

    with pytest.raises(Refused, match="allow_networks"):
        await outbound.fetch(Request("http://shop.example/"))


async def test_a_runbook_narrows_what_the_operator_allows() -> None:
    async with target(says()) as there:
        outbound = by_name(there.port, leads_to("127.0.0.1"))
        request = Request(f"http://shop.example:{there.port}/", only=("*.example",))

        assert (await outbound.fetch(request)).status == 200
        with pytest.raises(Refused, match=r"policy\.allow_hosts"):
            await outbound.fetch(replace(request, only=("other.example",)))
        with pytest.raises(Refused, match=r"policy\.allow_hosts"):
            await outbound.fetch(replace(request, only=()))


async def test_a_local_socket_file_cannot_be_named() -> None:
    guard = Guard(Allowed(), system_addresses, only=None, within_s=1)

    with pytest.raises(NotImplementedError):
        await guard.connect_unix_socket("/var/run/docker.sock")


async def test_the_next_address_is_tried_when_the_first_refuses() -> None:
    async with target(says()) as there:
        outbound = by_name(there.port, leads_to("::1", "127.0.0.1"), networks=("::1", "127.0.0.1"))

        assert (await outbound.fetch(Request(f"http://shop.example:{there.port}/"))).status == 200


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed_only_as_often_as_wanted(status: int) -> None:
    again = says(status=status, headers={"Location": "/next"})
    async with target(again) as there:
        stayed = await there.outbound.fetch(Request(there.url))
        followed = await there.outbound.fetch(Request(there.url, follow=3))

    assert (stayed.status, stayed.headers["location"]) == (status, "/next")
    assert followed.url == f"{there.url}/next"
    assert len(there.requests) == 1 + 4


async def test_a_followed_redirect_ends_at_the_answer() -> None:
    async with target(says(status=302, headers={"Location": "/next"}), says(b"here")) as there:
        response = await there.outbound.fetch(Request(there.url, headers={"X-Key": "1"}, follow=3))

    assert response.body == b"here"
    assert b"X-Key: 1" in there.requests[1]


@pytest.mark.parametrize(
    "place",
    [
        "http://169.254.169.254/latest/",
        "http://evil.example/",
        "file:///etc/passwd",
        "http://user:pass@127.0.0.1/",
        "http://[::1",
    ],
)
async def test_every_hop_is_checked_like_the_first(place: str) -> None:
    async with target(says(status=302, headers={"Location": place})) as there:
        with pytest.raises(Refused):
            await there.outbound.fetch(Request(there.url, follow=3))


async def test_no_header_of_ours_travels_to_another_origin() -> None:
    async with target(says(b"other")) as other:
        onward = says(status=302, headers={"Location": f"{other.url}/"})
        async with target(onward) as there:
            allowed = Allowed.parse([f"127.0.0.1:{there.port}", f"127.0.0.1:{other.port}"])
            outbound = Outbound(allowed, clock=lambda: NOW)

            response = await outbound.fetch(
                Request(there.url, headers={"Authorization": "Bearer x"}, follow=1)
            )

    assert response.body == b"other"
    assert b"authorization" not in other.requests[0].lower()


async def test_a_post_is_never_sent_onward() -> None:
    async with target(says(status=307, headers={"Location": "/next"})) as there:
        response = await there.outbound.fetch(Request(there.url, method="POST", follow=3))

    assert response.status == 307
    assert len(there.requests) == 1


async def test_a_redirect_that_gives_up_encryption_is_refused() -> None:
    onward = says(status=302, headers={"Location": "http://shop.example/"})
    async with target(onward, tls=served("trusted")) as there:
        with pytest.raises(Refused, match="give up encryption"):
            await over_tls(there.port).fetch(
                Request(f"https://shop.example:{there.port}/", follow=1)
            )
