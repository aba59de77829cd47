"""Whatever comes, there is an answer and never a crash."""

from typing import Any

import pytest

from bot.localslack.errors import CONTROL_STATUS
from bot.localslack.workspace import Workspace
from tests.localslack.limit_samples import place
from tests.localslack.rig import Bot

HOSTILE_BODIES: list[tuple[bytes, str]] = [
    (b"\xff\xfe", "bad_json"),
    (b"{", "bad_json"),
    (b"7", "bad_json"),
    (b"[" * 100_000, "bad_json"),
    (b'{"channel": {"deep": []}, "text": "a"}', "bad_request"),
    (b'{"channel": "#general", "text": 7}', "bad_request"),
    (b'{"channel": "#general", "text": "a", "file": {"name": 5}}', "bad_request"),
    (b'{"channel": "#general", "text": "a", "broadcast": "yes"}', "bad_request"),
    (b'{"text": "' + b"a" * 1_100_000 + b'"}', "too_large"),
]


@pytest.mark.parametrize(
    ("body", "code"), HOSTILE_BODIES, ids=[str(body[-40:]) for body, _ in HOSTILE_BODIES]
)
async def test_hostile_bodies_get_an_answer_and_never_a_crash(
    body: bytes, code: str, ws: Workspace
) -> None:
    response = await ws.director.http.post("/_sim/as/ana/post", content=body)

    answer = response.json()
    assert (answer["error"], response.status_code) == (code, CONTROL_STATUS[code])
    assert answer["detail"]


PATHS = [
    ("GET", "/_sim/nothing", "unknown_path"),
    ("POST", "/_sim/world", "method_not_allowed"),
    ("GET", "/_sim/as/ana/post", "method_not_allowed"),
    ("POST", "/_sim/as/ana/fly", "unknown_path"),
    ("POST", "/_sim/as/nobody/post", "unknown_person"),
    ("POST", "/_sim/as/gus/post", "deactivated"),
    ("POST", "/_sim/as/muster/post", "deactivated"),
    ("GET", "/_sim/views", "bad_request"),
    ("GET", "/_sim/messages?as=ana&channel=nowhere", "unknown_channel"),
    ("GET", "/_sim/messages?as=chi&channel=ops-private", "cannot_see_channel"),
    ("GET", "/_sim/messages?as=ana&channel=general&thread_ts=1.2", "unknown_message"),
    ("GET", "/_sim/messages?as=ana&channel=general&limit=many", "bad_request"),
    ("GET", "/_sim/calls?since=x", "bad_request"),
]


@pytest.mark.parametrize(("verb", "path", "code"), PATHS)
async def test_wrong_questions_are_told_what_is_wrong(
    verb: str, path: str, code: str, ws: Workspace
) -> None:
    response = await ws.director.http.request(verb, path)

    assert response.json()["error"] == code
    assert response.status_code == CONTROL_STATUS[code]


WAITS: list[Any] = [
    {"kind": "rain"},
    {"kind": "message", "timeout_s": 9999},
    {"kind": "message", "where": {"colour": "red"}},
    {"kind": "message", "where": {"text": "/(/"}},
    {"kind": "message", "where": {"text": "a" * 501}},
    {"kind": "message", "where": []},
    {"kind": "message", "since": "first"},
]


@pytest.mark.parametrize("asked", WAITS)
async def test_what_cannot_be_waited_for_is_refused(asked: Any, ws: Workspace) -> None:
    response = await ws.director.http.post("/_sim/wait", json=asked)

    assert response.status_code == 400


CLOCKS: list[Any] = [
    {"to": 1e300},
    {"to": -5},
    {"advance_s": "1"},
    {"mode": "lunar"},
    {"advance_s": 1e12},
]


@pytest.mark.parametrize("asked", CLOCKS)
async def test_what_is_no_time_is_refused(asked: Any, ws: Workspace) -> None:
    response = await ws.director.http.post("/_sim/clock", json=asked)

    assert response.status_code in {400, 409}


async def test_times_that_are_no_numbers_are_refused(ws: Workspace) -> None:
    response = await ws.director.http.post("/_sim/clock", content=b'{"to": NaN}')

    assert response.status_code == 400


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "[::", ""])
async def test_another_host_name_is_refused(host: str, ws: Workspace) -> None:
    for path in ("/_sim/health", "/", "/api/auth.test", "/web/app.js"):
        response = await ws.director.http.get(path, headers={"Host": host})
        assert (response.status_code, response.json()["error"]) == (403, "not_loopback")


async def test_a_page_from_elsewhere_is_refused(ws: Workspace) -> None:
    async def status(origin: str) -> int:
        headers = {"Origin": origin}
        return (await ws.director.http.get("/_sim/health", headers=headers)).status_code

    assert await status("https://evil.example") == 403
    assert await status(ws.base_url) == 200


async def test_the_page_comes_with_headers_that_let_nothing_foreign_in(ws: Workspace) -> None:
    for path in ("/", "/archives/C1/p1", "/web/app.js"):
        response = await ws.director.http.get(path)
        assert response.status_code == 200
        assert response.headers["content-security-policy"].startswith("default-src 'none'")
    for path in ("/web/..%2Factor.py", "/web/none.js", "/files/F404/a.txt"):
        assert (await ws.director.http.get(path)).status_code == 404


async def test_hostile_text_travels_whole(ws: Workspace, bot: Bot) -> None:
    for text in ("\ud800", "a\u0000b", "\u202eevil", "<!channel> & <b>", "\U0001f4a9"):
        ts = await ws.person("ana").post("#incidents", text)
        await ws.person("ben").post("#incidents", "reply", thread_ts=ts)
        [root, _] = await ws.person("ana").messages("#incidents", thread_ts=ts)
        assert root["text"] == text
        assert bot.events("message")[-2]["text"] == text


GARBAGE: list[tuple[str, bytes, str]] = [
    ("application/json", b"{", "invalid_json"),
    ("application/json", b"[1]", "invalid_json"),
    ("application/json", b"[" * 100_000, "invalid_json"),
    ("application/x-www-form-urlencoded", b"\xff=%ff&channel=%00", "channel_not_found"),
    ("multipart/form-data; boundary=a", b"--a\r\nbroken", "channel_not_found"),
    ("multipart/form-data", b"--", "channel_not_found"),
    ("application/json", b'{"channel": ["C1"], "text": "a"}', "invalid_arguments"),
    ("application/json", b'{"channel": "C1", "text": {"a": 1}}', "invalid_arguments"),
]


@pytest.mark.parametrize(("kind", "body", "code"), GARBAGE)
async def test_garbage_at_the_web_api_gets_one_of_slacks_codes(
    kind: str, body: bytes, code: str, ws: Workspace
) -> None:
    headers = {"Content-Type": kind, "Authorization": f"Bearer {ws.bot_token}"}
    response = await ws.director.http.post("/api/chat.postMessage", content=body, headers=headers)

    assert (response.status_code, response.json()["error"]) == (200, code)


async def test_a_multipart_form_is_read(ws: Workspace) -> None:
    fields = {"channel": (None, place(ws)), "text": (None, "by form")}
    headers = {"Authorization": f"Bearer {ws.bot_token}"}
    response = await ws.director.http.post("/api/chat.postMessage", files=fields, headers=headers)

    assert response.json()["message"]["text"] == "by form"


DIRECTED: list[tuple[str, Any]] = [
    ("reset", {"clock": "lunar"}),
    ("reset", {"world": 7}),
    ("reset", {"seed": "many"}),
    ("reset", {"profile": "storm"}),
    ("profile", {"name": "storm"}),
    ("latency", {}),
    ("latency", {"ms": 1, "p50_ms": 2}),
    ("latency", {"ms": -1}),
    ("latency", {"ms": "slow"}),
    ("deliver", {"kind": "event_callback", "payload": []}),
    ("deliver", {}),
    ("raw", {"path": "/"}),
    ("expect", {"allow": "all"}),
    ("expect", {"allow": [7]}),
    ("admin", {"do": "dance"}),
    ("admin", {"do": "set_plan", "plan": "gold"}),
    ("admin", {"do": "add_person", "name": "ana"}),
    ("admin", {"do": "deactivate", "user": "nobody"}),
    ("sockets", {}),
]


@pytest.mark.parametrize(("name", "asked"), DIRECTED, ids=[str(each) for each in DIRECTED])
async def test_what_cannot_be_directed_is_refused(name: str, asked: Any, ws: Workspace) -> None:
    response = await ws.director.http.post(f"/_sim/{name}", json=asked)

    assert response.status_code in {400, 404, 409}
    assert response.json()["detail"]


async def test_a_delivery_is_not_repeated_without_end(ws: Workspace, bot: Bot) -> None:
    await ws.person("ana").post("#incidents", "hello")
    [sent] = (await ws.director.get("deliveries"))["deliveries"]
    body = {"again": sent["id"], "times": 101}
    response = await ws.director.http.post("/_sim/deliver", json=body)

    assert response.json()["error"] == "bad_value"
    assert len(bot.heard) == 1
