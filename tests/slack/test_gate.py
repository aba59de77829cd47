"""Every request of RELIABILITY.md 6.3, and what the gate makes of it."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message

from bot.slack.gate import EventsDropped, Gate, Rules
from tests.slack.knocking import (
    FORM,
    JSON,
    NOW,
    SECRET,
    STAMP,
    Answered,
    Inner,
    Pairs,
    clock,
    event,
    headers,
    knock,
    signature,
)

EVENT = event()
COMMAND = urlencode({"command": "/incident", "text": "sev 1", "team_id": "T1", "trigger_id": "1.2"})
CLICK = {"type": "block_actions", "team": {"id": "T1"}, "actions": [{"action_id": "lead"}]}
MIB = 1 << 20


async def nobody(dropped: EventsDropped) -> None:
    raise AssertionError(dropped)


def gate(inner: Inner, rules: Rules | None = None) -> Gate:
    return Gate(inner, rules or Rules(secrets=(SECRET,)), clock=clock, on_dropped=nobody)


def payload(value: Any) -> bytes:
    text = value if isinstance(value, str) else json.dumps(value)
    return urlencode({"payload": text}).encode()


def without(name: bytes) -> Pairs:
    return [pair for pair in headers(EVENT) if pair[0] != name]


def replaced(name: bytes, *values: bytes) -> Pairs:
    return [*without(name), *((name, value) for value in values)]


STAMP_NAME, SIGNATURE_NAME = b"x-slack-request-timestamp", b"x-slack-signature"


def stamped(stamp: bytes) -> Pairs:
    return headers(EVENT, stamp=stamp)


def seconds_off(seconds: int) -> bytes:
    return str(int(STAMP) + seconds).encode()


NOT_FROM_SLACK: dict[str, tuple[Pairs, bytes, int]] = {
    "no headers": ([], EVENT, 401),
    "no timestamp": (without(STAMP_NAME), EVENT, 401),
    "no signature": (without(SIGNATURE_NAME), EVENT, 401),
    "timestamp twice": (replaced(STAMP_NAME, STAMP, STAMP), EVENT, 401),
    "signature twice": (replaced(SIGNATURE_NAME, *[signature(EVENT)] * 2), EVENT, 401),
    "timestamp is a word": (stamped(b"abc"), EVENT, 401),
    "timestamp is a float": (stamped(b"1e99"), EVENT, 401),
    "timestamp is empty": (stamped(b""), EVENT, 401),
    "timestamp of 5,000 digits": (stamped(b"1" * 5000), EVENT, 401),
    "timestamp of Unicode digits": (stamped("١٢٣٤٥٦٧٨٩٠".encode()), EVENT, 401),
    "timestamp with a newline": (stamped(STAMP + b"\n"), EVENT, 401),
    "timestamp with a sign": (stamped(b"+" + STAMP[1:]), EVENT, 401),
    "timestamp 301 s old": (stamped(seconds_off(-301)), EVENT, 401),
    "timestamp 301 s ahead": (stamped(seconds_off(301)), EVENT, 401),
    "signature is empty": (replaced(SIGNATURE_NAME, b""), EVENT, 401),
    "signature not ASCII": (replaced(SIGNATURE_NAME, "v0=é".encode() * 30), EVENT, 401),
    "signature in upper case": (replaced(SIGNATURE_NAME, signature(EVENT).upper()), EVENT, 401),
    "signature with a newline": (replaced(SIGNATURE_NAME, signature(EVENT) + b"\n"), EVENT, 401),
    "signature of another body": (headers(EVENT), EVENT + b" ", 401),
    "signature under another secret": (headers(EVENT, secret="guessed"), EVENT, 401),
    "body not UTF-8, unsigned": (headers(EVENT), b"\xff\xfe", 401),
    "ssl_check, unsigned": (headers(b"", FORM), b"ssl_check=1&token=x", 401),
    "url_verification, unsigned": ([], b'{"type":"url_verification","challenge":"c"}', 401),
    "content type missing": (without(b"content-type"), EVENT, 401),
    "content type twice": (replaced(b"content-type", JSON, FORM), EVENT, 401),
    "length is a word": ([*headers(EVENT), (b"content-length", b"abc")], EVENT, 400),
    "length is negative": ([*headers(EVENT), (b"content-length", b"-1")], EVENT, 400),
    "length of 5,000 digits": ([*headers(EVENT), (b"content-length", b"9" * 5000)], EVENT, 400),
    "length above 1 MiB": ([*headers(EVENT), (b"content-length", b"1048577")], EVENT, 413),
    "length of 200 MiB, nothing sent": ([(b"content-length", b"209715200")], b"", 413),
    "body above 1 MiB, unsigned": ([], b" " * (MIB + 1), 413),
    "body above 1 MiB, length lies": ([(b"content-length", b"5")], b" " * (MIB + 1), 413),
}

NOT_FOR_BOLT: dict[str, tuple[bytes, bytes]] = {
    "empty": (JSON, b""),
    "not UTF-8": (JSON, b'{"type":"\xff"}'),
    "UTF-16": (JSON, EVENT.decode().encode("utf-16")),
    "broken JSON": (JSON, b'{"type":'),
    "JSON list": (JSON, b"[]"),
    "JSON null": (JSON, b"null"),
    "JSON text": (JSON, b'"event_callback"'),
    "NaN": (JSON, b'{"type":"event_callback","event":{"type":"x","a":NaN}}'),
    "nested 65 deep": (JSON, b'{"type":"x","a":' + b"[" * 64 + b"]" * 64 + b"}"),
    "nested 100,000 deep": (JSON, b'{"type":"x","a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    "nested without end": (JSON, b"[" * MIB),
    "integer of 21 digits": (JSON, b'{"type":"x","a":' + b"1" * 21 + b"}"),
    "integer of 5,000 digits": (JSON, b'{"type":"x","a":-' + b"1" * 5000 + b"}"),
    "no type": (JSON, b"{}"),
    "type is a number": (JSON, b'{"type":7}'),
    "type is empty": (JSON, b'{"type":""}'),
    "event missing": (JSON, b'{"type":"event_callback"}'),
    "event is text": (JSON, b'{"type":"event_callback","event":"boo"}'),
    "event is a list": (JSON, b'{"type":"event_callback","event":[]}'),
    "event without type": (JSON, b'{"type":"event_callback","event":{"text":"x"}}'),
    "event type is an object": (JSON, b'{"type":"event_callback","event":{"type":{}}}'),
    "user is a number": (JSON, event(user=5)),
    "message is text": (JSON, event(message="boo")),
    "authorizations is text": (JSON, b'{"type":"x","authorizations":"T1"}'),
    "authorizations holds text": (JSON, b'{"type":"x","authorizations":["T1"]}'),
    "authorization names a number": (JSON, b'{"type":"x","authorizations":[{"team_id":1}]}'),
    "url_verification without challenge": (JSON, b'{"type":"url_verification"}'),
    "rate limit without minute": (JSON, b'{"type":"app_rate_limited","team_id":"T1"}'),
    "rate limit at no time": (JSON, b'{"type":"app_rate_limited","minute_rate_limited":"1"}'),
    "rate limit for ever": (
        JSON,
        b'{"type":"app_rate_limited","minute_rate_limited":99999999999999999999}',
    ),
    "form under JSON": (JSON, COMMAND.encode()),
    "JSON under form": (FORM, EVENT),
    "text": (b"text/plain", EVENT),
    "empty form": (FORM, b""),
    "form without a command": (FORM, b"token=x"),
    "form with a field twice": (FORM, b"command=%2Fa&command=%2Fb"),
    "form with 101 fields": (FORM, b"&".join(b"f%d=" % n for n in range(101))),
    "form hiding what is not UTF-8": (FORM, b"command=%2Fincident&text=%FF"),
    "form hiding a lone surrogate": (FORM, b"command=%2Fincident&text=%ED%A0%80"),
    "command without slash": (FORM, b"command=incident"),
    "payload broken": (FORM, payload('{"type":')),
    "payload null": (FORM, payload("null")),
    "payload empty": (FORM, payload("")),
    "payload is a list": (FORM, payload([])),
    "payload without type": (FORM, payload({})),
    "click without actions": (FORM, payload({"type": "block_actions", "actions": []})),
    "form submitted without view": (FORM, payload({"type": "view_submission", "view": None})),
    "ssl_check is 2": (FORM, b"ssl_check=2"),
}


@pytest.mark.parametrize("case", NOT_FROM_SLACK)
async def test_a_request_that_slack_did_not_just_sign_is_turned_away(case: str) -> None:
    sent, body, status = NOT_FROM_SLACK[case]
    inner = Inner()

    answered = await knock(gate(inner), body, sent=sent)

    assert answered is not None
    assert answered.status == status
    assert inner.bodies == []


@pytest.mark.parametrize("case", NOT_FOR_BOLT)
async def test_a_signed_body_that_bolt_cannot_read_is_a_bad_request(case: str) -> None:
    content_type, body = NOT_FOR_BOLT[case]
    inner = Inner()

    answered = await knock(gate(inner), body, sent=headers(body, content_type))

    assert answered == Answered(
        400,
        b'{"error":"bad request"}',
        {b"content-type": JSON, b"content-length": b"23"},
    )
    assert inner.bodies == []


ACCEPTED: dict[str, tuple[str, bytes, bytes, Any]] = {
    "event": ("/slack/events", JSON, EVENT, json.loads(EVENT)),
    "event with charset": (
        "/slack/events",
        b"application/json; charset=utf-8",
        EVENT,
        json.loads(EVENT),
    ),
    "url_verification": (
        "/slack/events",
        JSON,
        b'{"type":"url_verification","challenge":"c"}',
        {"type": "url_verification", "challenge": "c"},
    ),
    "nested 64 deep": (
        "/slack/events",
        JSON,
        b'{"type":"x","a":' + b"[" * 63 + b"]" * 63 + b"}",
        json.loads(b'{"type":"x","a":' + b"[" * 63 + b"]" * 63 + b"}"),
    ),
    "integer of 20 digits": (
        "/slack/events",
        JSON,
        b'{"type":"x","a":-' + b"1" * 20 + b"}",
        {"type": "x", "a": -int("1" * 20)},
    ),
    "members that Bolt fails on are left out": (
        "/slack/events",
        JSON,
        b'{"type":"x","team":null,"event":null,"response_urls":[{},{}]}',
        {"type": "x"},
    ),
    "click": ("/slack/interactive", FORM, payload(CLICK), CLICK),
    "click at the events address": ("/slack/events", FORM, payload(CLICK), CLICK),
    "command": (
        "/slack/commands",
        FORM,
        COMMAND.encode(),
        {"command": "/incident", "text": "sev 1", "team_id": "T1", "trigger_id": "1.2"},
    ),
    "command without text": (
        "/slack/commands",
        FORM,
        b"command=%2Fincident&text=",
        {"command": "/incident", "text": ""},
    ),
    "command about a payload": (
        "/slack/commands",
        FORM,
        b"command=%2Fincident&text=the+payload+was+cut",
        {"command": "/incident", "text": "the payload was cut"},
    ),
    "command in Arabic": (
        "/slack/commands",
        FORM,
        f"command=%2Fincident&text={quote('تعطل')}".encode(),
        {"command": "/incident", "text": "تعطل"},
    ),
}


@pytest.mark.parametrize("case", ACCEPTED)
async def test_what_slack_sends_is_passed_on_as_json(case: str) -> None:
    path, content_type, body, expected = ACCEPTED[case]
    inner = Inner()

    answered = await knock(gate(inner), body, sent=headers(body, content_type), path=path)

    assert answered is not None
    assert (answered.status, answered.body) == (200, b"inner")
    assert inner.bodies == [expected]


@pytest.mark.parametrize(
    ("path", "content_type", "body"),
    [
        ("/slack/interactive", JSON, EVENT),
        ("/slack/commands", JSON, EVENT),
        ("/slack/interactive", FORM, COMMAND.encode()),
        ("/slack/commands", FORM, payload(CLICK)),
    ],
    ids=["event to interactive", "event to commands", "command elsewhere", "click elsewhere"],
)
async def test_a_kind_of_body_is_taken_only_where_it_belongs(
    path: str, content_type: bytes, body: bytes
) -> None:
    inner = Inner()

    answered = await knock(gate(inner), body, sent=headers(body, content_type), path=path)

    assert answered is not None
    assert answered.status == 400
    assert inner.bodies == []


@pytest.mark.parametrize(
    "path", ["/", "/slack", "/slack/events/", "/slack/../events", "/Slack/events"]
)
async def test_only_three_paths_exist(path: str) -> None:
    answered = await knock(gate(Inner()), EVENT, sent=headers(EVENT), path=path)

    assert answered is not None
    assert answered.status == 404


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS", "post"])
async def test_only_post_is_taken(method: str) -> None:
    answered = await knock(gate(Inner()), EVENT, sent=headers(EVENT), method=method)

    assert answered is not None
    assert answered.status == 405
    assert answered.headers[b"allow"] == b"POST"


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


@given(body=st.binary(max_size=300), stamp=st.binary(max_size=12), mark=st.binary(max_size=80))
async def test_no_bytes_that_slack_did_not_sign_come_in(
    body: bytes, stamp: bytes, mark: bytes
) -> None:
    inner = Inner()
    sent = [(STAMP_NAME, stamp), (SIGNATURE_NAME, mark), (b"content-type", JSON)]

    answered = await knock(gate(inner), body, sent=sent)

    assert answered is not None
    assert answered.status == 401
    assert inner.bodies == []


@given(body=st.binary(max_size=300), content_type=st.sampled_from([JSON, FORM]))
async def test_signed_noise_is_a_bad_request(body: bytes, content_type: bytes) -> None:
    inner = Inner()

    answered = await knock(gate(inner), body, sent=headers(body, content_type))

    assert answered is not None
    assert answered.status == 400
    assert inner.bodies == []
