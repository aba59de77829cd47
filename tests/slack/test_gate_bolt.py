"""The gate in front of the real Bolt: whatever gets in, Bolt can answer."""

import json
import logging
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.slack.gate import EventsDropped, Gate, Rules
from bot.slack.gate_bolt import bolt_behind_gate
from tests.slack.knocking import FORM, JSON, SECRET, Answered, clock, headers, knock

ANYTHING = re.compile(".*")


async def ignore(dropped: EventsDropped) -> None:
    del dropped


async def authorize() -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U0BOT"
    )


def door(seen: list[dict[str, Any]]) -> Gate:
    """Build the gate with Bolt behind it, which puts every body it was given into `seen`."""
    app = AsyncApp(
        signing_secret=SECRET,
        authorize=authorize,
        request_verification_enabled=False,
        process_before_response=True,
    )

    async def listen(ack: AsyncAck, body: dict[str, Any]) -> None:
        seen.append(body)
        await ack()

    app.event(ANYTHING)(listen)
    for listen_to in (app.command, app.action, app.view, app.view_closed, app.shortcut):
        listen_to(ANYTHING)(listen)
    app.options(ANYTHING)(listen)
    rules = Rules(secrets=(SECRET,))
    return Gate(bolt_behind_gate(app), rules, clock=clock, on_dropped=ignore)


async def deliver(gate: Gate, body: bytes, content_type: bytes = JSON) -> Answered:
    answered = await knock(gate, body, sent=headers(body, content_type))
    assert answered is not None
    return answered


def as_form(payload: dict[str, Any]) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


async def test_a_challenge_is_echoed() -> None:
    body = b'{"type":"url_verification","token":"x","challenge":"3eZbrw1aB"}'

    answered = await deliver(door([]), body)

    assert answered.status == 200
    assert json.loads(answered.body) == {"challenge": "3eZbrw1aB"}


async def test_a_certificate_check_is_answered() -> None:
    answered = await deliver(door([]), b"ssl_check=1&token=x", FORM)

    assert answered.status == 200


@pytest.mark.parametrize("text", ["sev 1", "note the payload was cut", "payload=x", "", "{}"])
async def test_a_command_arrives_whatever_it_says(text: str) -> None:
    seen: list[dict[str, Any]] = []
    command = {"command": "/incident", "text": text, "team_id": "T1", "user_id": "U1"}

    answered = await deliver(door(seen), urlencode(command).encode(), FORM)

    assert answered.status == 200
    assert seen == [command]


@pytest.mark.parametrize(
    "body",
    [
        {"type": "event_callback", "team_id": "T1", "event": {"type": "message", "user": "U1"}},
        {
            "type": "event_callback",
            "team_id": "T1",
            "event": {"type": "channel_created", "channel": {"id": "C1"}},
        },
        {
            "type": "event_callback",
            "team_id": "T1",
            "event": {"type": "reaction_added", "user": "U1", "item": {"channel": "C1"}},
        },
    ],
    ids=["message", "channel", "reaction"],
)
async def test_an_event_arrives(body: dict[str, Any]) -> None:
    seen: list[dict[str, Any]] = []

    answered = await deliver(door(seen), json.dumps(body).encode())

    assert answered.status == 200
    assert seen == [body]


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "block_actions", "actions": [{"action_id": "a", "block_id": "b"}]},
        {"type": "view_submission", "view": {"type": "modal", "callback_id": "declare"}},
        {"type": "view_closed", "view": {"type": "modal", "callback_id": "declare"}},
        {"type": "shortcut", "callback_id": "declare"},
        {"type": "message_action", "callback_id": "record", "message": {"user": "U1"}},
        {"type": "block_suggestion", "action_id": "a", "block_id": "b", "value": ""},
    ],
    ids=lambda payload: str(payload["type"]),
)
async def test_an_interaction_arrives(payload: dict[str, Any]) -> None:
    seen: list[dict[str, Any]] = []
    payload = {**payload, "team": {"id": "T1"}, "user": {"id": "U1"}}

    answered = await deliver(door(seen), as_form(payload), FORM)

    assert answered.status == 200
    assert seen == [payload]


KEYS = st.sampled_from(
    [
        "actions",
        "action_id",
        "api_app_id",
        "assistant_thread",
        "authorizations",
        "block_id",
        "bot_access_token",
        "bot_id",
        "callback_id",
        "challenge",
        "channel",
        "channel_id",
        "channel_type",
        "command",
        "enterprise",
        "enterprise_id",
        "event",
        "function_data",
        "function_execution_id",
        "id",
        "inputs",
        "is_enterprise_install",
        "is_ext_shared_channel",
        "item",
        "message",
        "previous_message",
        "response_url",
        "response_urls",
        "ssl_check",
        "subtype",
        "team",
        "team_id",
        "thread_ts",
        "type",
        "user",
        "user_id",
        "user_team",
        "view",
        "workflow_step",
    ]
)
TYPES = st.sampled_from(
    [
        "app_mention",
        "assistant_thread_started",
        "block_actions",
        "block_suggestion",
        "dialog_cancellation",
        "dialog_submission",
        "dialog_suggestion",
        "event_callback",
        "function_executed",
        "interactive_message",
        "message",
        "message_action",
        "modal",
        "shortcut",
        "url_verification",
        "view_closed",
        "view_submission",
        "workflow_step",
        "workflow_step_edit",
        "workflow_step_execute",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "T1", "im"]) | TYPES,
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(KEYS, inside, max_size=4),
    max_leaves=12,
)
PAYLOADS = st.builds(
    lambda payload, kind: {**payload, "type": kind},
    st.dictionaries(KEYS, VALUES, max_size=6),
    TYPES,
)


@settings(max_examples=200)
@given(payload=PAYLOADS, is_form=st.booleans())
async def test_no_signed_payload_makes_bolt_fail(payload: dict[str, Any], *, is_form: bool) -> None:
    gate = door([])
    logging.getLogger("slack_bolt").setLevel(logging.CRITICAL)

    body = as_form(payload) if is_form else json.dumps(payload).encode()
    answered = await deliver(gate, body, FORM if is_form else JSON)

    assert answered.status < 500
