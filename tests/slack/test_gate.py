"""How the gate treats what it lets in, and those who come again."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from starlette.types import Message, Receive, Scope, Send

from bot.slack.gate import EventsDropped, Gate, Rules
from tests.slack.gate_cases import CLICK, EVENT, MIB, payload, seconds_off, stamped
from tests.slack.knocking import (
    FORM,
    JSON,
    NOW,
    SECRET,
    Inner,
    clock,
    event,
    gate,
    headers,
    knock,
    nobody,
)


@pytest.mark.parametrize("seconds", [-300, 0, 300])
async def test_a_clock_that_is_five_minutes_off_is_forgiven(seconds: int) -> None:
    answered = await knock(gate(Inner()), EVENT, sent=stamped(seconds_off(seconds)))

    assert answered is not None
    assert answered.status == 200


async def test_both_secrets_count_while_they_are_rotated() -> None:
    inner = Inner()
    rotating = gate(inner, Rules(secrets=("new", "old")))

    for secret in ("new", "old"):
        await knock(rotating, EVENT, sent=headers(EVENT, secret=secret))
    third = await knock(rotating, EVENT, sent=headers(EVENT, secret="older"))

    assert len(inner.bodies) == 2
    assert third is not None
    assert third.status == 401


@pytest.mark.parametrize("secrets", [(), ("",), ("good", "")])
def test_a_gate_without_secret_is_not_built(secrets: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="signing secret"):
        Rules(secrets=secrets)


def test_the_rules_do_not_show_the_secret() -> None:
    assert SECRET not in repr(Rules(secrets=(SECRET,)))


async def test_a_body_of_exactly_one_mebibyte_in_pieces_is_taken() -> None:
    padding = " " * (MIB - len(event(text="")))
    body = event(text=padding)
    pieces = [
        {"type": "http.request", "body": body[at : at + 65536], "more_body": at + 65536 < MIB}
        for at in range(0, MIB, 65536)
    ]
    inner = Inner()

    answered = await knock(gate(inner), pieces, sent=headers(body))

    assert len(body) == MIB
    assert answered is not None
    assert answered.status == 200
    assert inner.bodies == [json.loads(body)]


async def test_reading_stops_at_the_cap() -> None:
    read = 0

    def endless() -> Iterator[Message]:
        nonlocal read
        while True:
            read += 65536
            yield {"type": "http.request", "body": b" " * 65536, "more_body": True}

    answered = await knock(gate(Inner()), endless(), sent=headers(EVENT))

    assert answered is not None
    assert answered.status == 413
    assert answered.headers[b"connection"] == b"close"
    assert read == MIB + 65536


async def test_bolt_reads_the_body_once_and_then_hears_the_sender_leave() -> None:
    heard: list[str] = []

    async def listening(_scope: Scope, receive: Receive, send: Send) -> None:
        heard.extend([(await receive())["type"], (await receive())["type"]])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    door = Gate(listening, Rules(secrets=(SECRET,)), clock=clock, on_dropped=nobody)
    await knock(door, EVENT, sent=headers(EVENT))

    assert heard == ["http.request", "http.disconnect"]


async def test_nobody_is_answered_when_the_sender_left() -> None:
    inner = Inner()
    cut = [{"type": "http.request", "body": EVENT[:10], "more_body": True}]

    answered = await knock(gate(inner), cut, sent=headers(EVENT))

    assert answered is None
    assert inner.bodies == []


async def test_a_replay_is_answered_200_without_effect() -> None:
    inner = Inner()
    door = gate(inner)

    first = await knock(door, EVENT, sent=headers(EVENT))
    second = await knock(door, EVENT, sent=headers(EVENT))

    assert first is not None
    assert second is not None
    assert (first.status, first.body) == (200, b"inner")
    assert (second.status, second.body) == (200, b"")
    assert len(inner.bodies) == 1


async def test_a_request_that_was_not_answered_well_may_come_again() -> None:
    inner = Inner(status=503)
    door = gate(inner)

    await knock(door, EVENT, sent=headers(EVENT))
    inner.status = 200
    again = await knock(door, EVENT, sent=headers(EVENT))

    assert again is not None
    assert again.status == 200
    assert len(inner.bodies) == 2


@pytest.mark.parametrize(
    ("team", "app", "status"),
    [("T1", "A1", 200), ("T2", "A1", 401), ("T1", "A2", 401)],
    ids=["both known", "other workspace", "other app"],
)
@pytest.mark.parametrize("shape", ["event", "click", "org click", "shared", "command"])
async def test_only_listed_apps_and_workspaces_come_in(
    shape: str, team: str, app: str, status: int
) -> None:
    click = {**CLICK, "api_app_id": app, "team": {"id": team}}
    org = {**click, "team": None, "enterprise": {"id": team}}
    shared = {**json.loads(EVENT), "team_id": "T9", "api_app_id": app}
    shared["authorizations"] = [{"team_id": team}]
    content_type, body = {
        "event": (JSON, EVENT.replace(b"T1", team.encode()).replace(b"A1", app.encode())),
        "click": (FORM, payload(click)),
        "org click": (FORM, payload(org)),
        "shared": (JSON, json.dumps(shared).encode()),
        "command": (FORM, f"command=%2Fincident&team_id={team}&api_app_id={app}".encode()),
    }[shape]
    listed = Rules(secrets=(SECRET,), apps=frozenset({"A1"}), teams=frozenset({"T1"}))

    answered = await knock(gate(Inner(), listed), body, sent=headers(body, content_type))

    assert answered is not None
    assert answered.status == status


@pytest.mark.parametrize(
    ("content_type", "body", "is_for_bolt"),
    [(JSON, b'{"type":"url_verification","challenge":"c"}', True), (FORM, b"ssl_check=1", False)],
    ids=["address", "certificate"],
)
async def test_slacks_own_checks_name_no_workspace_and_are_answered(
    content_type: bytes, body: bytes, *, is_for_bolt: bool
) -> None:
    listed = Rules(secrets=(SECRET,), apps=frozenset({"A1"}), teams=frozenset({"T1"}))
    inner = Inner()

    answered = await knock(gate(inner, listed), body, sent=headers(body, content_type))

    assert answered is not None
    assert answered.status == 200
    assert len(inner.bodies) == is_for_bolt


async def test_dropped_events_are_reported_once_and_never_reach_bolt() -> None:
    reported: list[EventsDropped] = []
    inner = Inner()
    body = b'{"type":"app_rate_limited","team_id":"T1","minute_rate_limited":1767579240}'

    async def report(dropped: EventsDropped) -> None:
        reported.append(dropped)

    door = Gate(inner, Rules(secrets=(SECRET,)), clock=clock, on_dropped=report)
    answers = [await knock(door, body, sent=headers(body)) for _ in range(2)]

    assert [answer.status for answer in answers if answer] == [200, 200]
    assert reported == [EventsDropped("T1", datetime(2026, 1, 5, 2, 14, tzinfo=UTC))]
    assert inner.bodies == []


async def test_a_report_that_failed_is_not_acknowledged() -> None:
    body = b'{"type":"app_rate_limited","team_id":"T1","minute_rate_limited":1767579240}'
    attempts = 0

    async def report(_: EventsDropped) -> None:
        nonlocal attempts
        attempts += 1
        raise ConnectionError

    door = Gate(Inner(), Rules(secrets=(SECRET,)), clock=clock, on_dropped=report)
    for _ in range(2):
        with pytest.raises(ConnectionError):
            await knock(door, body, sent=headers(body))

    assert attempts == 2


async def test_what_is_not_signed_does_not_reach_bolt() -> None:
    inner = Inner()
    extra = [
        (b"x-slack-bolt-lazy-only", b"1"),
        (b"x-slack-retry-num", b"1"),
        (b"content-encoding", b"gzip"),
    ]

    await knock(gate(inner), EVENT, sent=[*headers(EVENT), *extra])

    assert inner.scopes[0]["headers"] == [
        (b"host", b"muster.example.com"),
        (b"x-slack-retry-num", b"1"),
        (b"content-type", JSON),
        (b"content-length", str(len(EVENT)).encode()),
    ]


async def test_noise_is_counted_and_logged_ever_more_rarely(
    caplog: pytest.LogCaptureFixture,
) -> None:
    door = gate(Inner())

    with caplog.at_level(logging.INFO):
        for _ in range(100):
            await knock(door, EVENT, sent=[])

    lines = [(line.message, line.__dict__["times"], line.exc_info) for line in caplog.records]
    assert door.turned_away == {"x-slack-request-timestamp missing": 100}
    assert lines == [("slack.turned_away", 2**n, None) for n in range(7)]


async def test_a_signature_is_forgotten_when_its_time_is_over() -> None:
    now = NOW
    inner = Inner()
    rules = Rules(secrets=(SECRET,))
    door = Gate(inner, rules, clock=lambda: now, on_dropped=nobody)
    ahead = stamped(seconds_off(300))

    await knock(door, EVENT, sent=ahead)
    now += timedelta(minutes=10)
    last_moment = await knock(door, EVENT, sent=ahead)
    now += timedelta(seconds=1)
    too_late = await knock(door, EVENT, sent=ahead)

    assert last_moment is not None
    assert too_late is not None
    assert (last_moment.status, too_late.status) == (200, 401)
    assert len(inner.bodies) == 1
