"""What holds for every address that Muster answers."""

import logging
from dataclasses import dataclass

import pytest
from starlette.types import Receive, Scope, Send

from bot.domain.errors import Unavailable
from bot.domain.terms import IncidentId
from bot.ports import PagePost
from bot.slack.gate_shape import ROUTES
from bot.web.app import SLACK_PATHS, create_app
from bot.web.console import Console
from tests.slack.knocking import knock
from tests.web.site import FakeRecord, asking, post, posted, site

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SAFE = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "",
}


@dataclass
class Broken:
    """A page whose posts cannot be read."""

    failure: Exception

    async def add(self, post: PagePost) -> None:
        raise self.failure

    async def find(self, key: str) -> PagePost | None:
        raise self.failure

    async def newest(self, *, incidents: int) -> list[PagePost]:
        raise self.failure

    async def of(self, incident_id: IncidentId) -> list[PagePost]:
        raise self.failure


class Door:
    """What stands at Slack's addresses in a test."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": scope["method"].encode()})


class BreakingOff:
    """Begins to answer, and meets a bug."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ZeroDivisionError


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/livez", "/readyz", "/status", "/status.json", "/status/api/v2/summary.json"),
        *("/status/incidents/3", "/status/style.css", "/status/icon.svg", "/nothing"),
        *("/incidents", "/incidents/9", "/slack/events"),
    ],
)
async def test_every_answer_tells_the_browser_what_it_never_needs(path: str) -> None:
    console = Console(FakeRecord())
    built = site(posted(post(3, 1)), gate=Door(), console=console)

    async with asking(built, "localhost") as client:
        answer = await client.get(path)

    assert {name: answer.headers.get(name) for name in SAFE} == SAFE
    assert "strict-transport-security" not in answer.headers


async def test_behind_tls_browsers_are_told_to_stay_there() -> None:
    async with asking(site(url="https://muster.example.com")) as client:
        answer = await client.get("/status")

    assert answer.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    "path", ["/docs", "/redoc", "/openapi.json", "/status/", "/livez/", "/.env", "/metrics"]
)
async def test_nothing_is_served_that_is_not_meant_to_be(path: str) -> None:
    async with asking(site()) as client:
        answer = await client.get(path)

    assert answer.status_code == 404
    assert "There is no such page." in answer.text


async def test_pages_can_only_be_read() -> None:
    async with asking(site()) as client:
        answer = await client.post("/status")

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert "This page cannot be asked that way." in answer.text


async def test_in_socket_mode_nothing_stands_at_slacks_addresses() -> None:
    async with asking(site()) as client:
        answers = [await client.post(path) for path in SLACK_PATHS]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


async def test_every_method_at_slacks_addresses_goes_to_the_gate() -> None:
    async with asking(site(gate=Door())) as client:
        answers = [await client.request(way, "/slack/events") for way in ("POST", "GET", "PUT")]

    assert [answer.status_code for answer in answers] == [204, 204, 204]


def test_the_gate_and_the_site_agree_on_slacks_addresses() -> None:
    assert ROUTES.keys() == set(SLACK_PATHS)


async def test_the_first_page_is_the_one_for_the_reader() -> None:
    async with asking(site()) as stranger:
        public = await stranger.get("/")
    async with asking(site(console=Console(FakeRecord())), "localhost") as own:
        inside = await own.get("/")

    assert public.headers["location"] == "/status"
    assert inside.headers["location"] == "/incidents"


async def test_a_bug_is_one_log_line_and_a_constant_page_with_its_id(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = Broken(ZeroDivisionError("the secret is 42"))

    async with asking(site(broken)) as client:
        answer = await client.get("/status")

    (line,) = caplog.records
    assert answer.status_code == 500
    assert "E-7" in answer.text
    assert "42" not in answer.text
    assert (line.levelno, line.message) == (logging.ERROR, "web.failed")
    assert line.__dict__["error_id"] == "E-7"


async def test_programs_are_told_of_a_bug_in_json() -> None:
    async with asking(site(Broken(ZeroDivisionError()))) as client:
        answer = await client.get("/status.json")

    assert answer.status_code == 500
    assert answer.json() == {
        "error": "Something went wrong here. It is our fault, and it is in our log.",
        "error_id": "E-7",
    }


@pytest.mark.parametrize("path", ["/status", "/status.json", "/status/incidents/3"])
async def test_while_the_database_is_away_readers_are_asked_to_come_back(
    path: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with asking(site(Broken(Unavailable("database is locked")))) as client:
        answer = await client.get(path)

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "30"
    assert answer.headers["cache-control"] == "no-store"
    assert "cannot be read right now" in answer.text
    assert caplog.records == []


async def test_an_answer_that_broke_off_is_not_answered_twice(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = await knock(create_app(site(gate=BreakingOff())), path="/slack/events")

    assert answer is not None
    assert (answer.status, answer.body) == (200, b"")
    assert [line.message for line in caplog.records] == ["web.failed"]
