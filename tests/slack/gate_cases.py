"""Requests as RELIABILITY.md 6.3 lists them, and what must become of each."""

import json
from typing import Any
from urllib.parse import quote, urlencode

from tests.slack.knocking import FORM, JSON, STAMP, Pairs, event, headers, signature

EVENT = event()
COMMAND = urlencode({"command": "/incident", "text": "sev 1", "team_id": "T1", "trigger_id": "1.2"})
CLICK = {"type": "block_actions", "team": {"id": "T1"}, "actions": [{"action_id": "lead"}]}
MIB = 1 << 20


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
    "member inside that is null": (
        "/slack/events",
        JSON,
        event(user=None),
        json.loads(event(user=None)),
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
