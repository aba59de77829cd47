"""What a body must look like before Bolt may see it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from bot.ports import Json

MAX_DEPTH = 64
MAX_DIGITS = 20
MAX_FORM_FIELDS = 100
LAST_SECOND = 10**10

JSON = b"application/json"
FORM = b"application/x-www-form-urlencoded"

EVENT, INTERACTION, COMMAND, CERTIFICATE_CHECK = "event", "interaction", "command", "ssl_check"

ROUTES: Mapping[str, frozenset[str]] = {
    "/slack/events": frozenset({EVENT, INTERACTION, COMMAND, CERTIFICATE_CHECK}),
    "/slack/interactive": frozenset({INTERACTION, CERTIFICATE_CHECK}),
    "/slack/commands": frozenset({COMMAND, CERTIFICATE_CHECK}),
}
"""Which kinds of body each path takes; an app may send everything to /slack/events."""

REQUIRED: Mapping[str, str] = {
    "event_callback": "event",
    "url_verification": "challenge",
    "app_rate_limited": "minute_rate_limited",
    "block_actions": "actions",
    "interactive_message": "actions",
    "view_submission": "view",
    "view_closed": "view",
}
"""What a body of this `type` cannot do without."""

MATCHED = frozenset({"type", "command", "callback_id", "action_id", "block_id"})
TEXTS = frozenset({"subtype", "challenge", "team_id", "api_app_id", "enterprise_id"})
REFERENCES = frozenset({"team", "enterprise", "user", "channel"})
OBJECTS = frozenset(
    {"event", "view", "message", "previous_message", "item", "assistant_thread", "function_data"}
)
LISTS = frozenset({"authorizations", "actions"})
"""The members that Bolt looks into, by the only shape in which it survives them."""

NOT_PASSED_ON = frozenset({"response_urls"})
"""Bolt fails on a list of two, and no form of Muster asks Slack for any."""


class Misshapen(Exception):
    """The body was misshapen; the message is a constant that says how."""


@dataclass(frozen=True, slots=True)
class Shaped:
    """A body of known kind."""

    kind: str
    body: Json

    @property
    def forwarded(self) -> bytes:
        """The same as JSON, the one form that Bolt gets."""
        return json.dumps(self.body).encode()


def shaped(path: str, content_type: bytes, raw: bytes) -> Shaped:
    """Parse the body of a request to one of `ROUTES`; raises Misshapen.

    All is forwarded as JSON: Bolt 1.30 takes any form that contains the word "payload" for an
    interaction, and so loses `/incident note the payload was cut`. Members that are null are left
    out, since Bolt fails on `"view": null` and a few others.
    Vendor: https://docs.slack.dev/apis/events-api
    https://docs.slack.dev/interactivity/implementing-slash-commands
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Misshapen("not UTF-8") from error
    media_type = content_type.split(b";")[0].strip().lower()
    if media_type == JSON:
        found = _as_json(EVENT, _object(text))
    elif media_type == FORM:
        found = _from_form(text)
    else:
        raise Misshapen("content type")
    if found.kind not in ROUTES[path]:
        raise Misshapen("kind of body for this path")
    return found


def senders(body: Json) -> tuple[str, frozenset[str]]:
    """Return the app and the workspaces and organisations that a well-shaped body names."""
    nodes = [body, *(body.get("authorizations") or ())]
    named = [node.get(key) for node in nodes for key in ("team_id", "enterprise_id")]
    for key in ("team", "enterprise"):
        reference = body.get(key)
        named.append(reference.get("id") if isinstance(reference, dict) else reference)
    return body.get("api_app_id") or "", frozenset(name for name in named if isinstance(name, str))


def _from_form(text: str) -> Shaped:
    try:
        pairs = parse_qsl(
            text,
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MAX_FORM_FIELDS,
        )
    except ValueError as error:
        raise Misshapen("form") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Misshapen("form field given twice")
    if "payload" in fields:
        return _as_json(INTERACTION, _object(fields["payload"]))
    return _as_json(COMMAND if "command" in fields else CERTIFICATE_CHECK, fields)


def _as_json(kind: str, body: Json) -> Shaped:
    return Shaped(kind, readable(kind, body))


def readable(kind: str, body: Any) -> Json:
    """Return what Bolt can read of the body of a delivery; raises Misshapen if it cannot."""
    if not isinstance(body, dict):
        raise Misshapen("JSON that is no object")
    if _is_deeper_than(MAX_DEPTH, body):
        raise Misshapen("JSON too deep")
    known = {
        key: value for key, value in body.items() if value is not None and key not in NOT_PASSED_ON
    }
    _check_members(known)
    _check_kind(kind, known)
    return known


def _object(text: str) -> Json:
    try:
        value = json.loads(text, parse_int=_integer, parse_constant=_constant)
    except (ValueError, RecursionError) as error:
        raise Misshapen("JSON") from error
    if not isinstance(value, dict):
        raise Misshapen("JSON that is no object")
    return value


def _integer(digits: str) -> int:
    if len(digits.removeprefix("-")) > MAX_DIGITS:
        raise ValueError("integer too long")
    return int(digits)


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _is_deeper_than(limit: int, value: Json) -> bool:
    layer: list[Any] = [value]
    for _ in range(limit):
        layer = [child for node in layer for child in _children(node)]
        if not layer:
            return False
    return True


def _children(node: dict[str, Any] | list[Any]) -> Iterable[Any]:
    inside = node.values() if isinstance(node, dict) else node
    return [child for child in inside if isinstance(child, dict | list)]


def _check_members(node: Json) -> None:
    for key, value in node.items():
        if key in MATCHED:
            _demand(key, met=isinstance(value, str))
        elif value is None:
            continue
        elif key in TEXTS:
            _demand(key, met=isinstance(value, str))
        elif key in REFERENCES:
            _demand(key, met=isinstance(value, str | dict))
        elif key in OBJECTS:
            _demand(key, met=isinstance(value, dict))
            _check_members(value)
        elif key in LISTS:
            _demand(key, met=_is_list_of_objects(value))
            for item in value:
                _check_members(item)


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _check_kind(kind: str, body: Json) -> None:
    if kind == COMMAND:
        _demand("command", met=body.get("command", "").startswith("/"))
    elif kind == CERTIFICATE_CHECK:
        _demand("form", met=body.get("ssl_check") == "1")
    else:
        _demand("type", met=bool(body.get("type")))
        needed = REQUIRED.get(body["type"])
        _demand(needed or "", met=needed is None or bool(body.get(needed)))
        if body["type"] == "event_callback":
            _demand("event type", met=bool(body["event"].get("type")))
        if body["type"] == "block_actions":
            _demand("action_id", met=all("action_id" in each for each in body["actions"]))
        if body["type"] in {"view_submission", "view_closed"}:
            _demand("view type", met={"type", "callback_id"} <= body["view"].keys())
        if body["type"] == "app_rate_limited":
            _demand("minute", met=_is_minute(body["minute_rate_limited"]))


def _is_minute(value: Any) -> bool:
    return isinstance(value, int) and 0 < value < LAST_SECOND


def _demand(what: str, *, met: bool) -> None:
    if not met:
        raise Misshapen(what)
