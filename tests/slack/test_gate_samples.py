"""Slack's own sample payloads pass the gate (compared with, never copied)."""

import json
from typing import Any
from urllib.parse import urlencode

from bot.slack.gate_shape import COMMAND, EVENT, INTERACTION, shaped
from tests.beside import SHARED, needs
from tests.slack.knocking import FORM, JSON

SAMPLES = SHARED / "data/slack/java-slack-sdk"

pytestmark = needs("data/slack/java-slack-sdk")


def samples(folder: str) -> list[tuple[str, dict[str, Any]]]:
    found = sorted((SAMPLES / folder).glob("*.json"))
    assert found
    return [(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in found]


def test_every_event_is_taken() -> None:
    for name, body in samples("events"):
        filled = {**body, "type": "event_callback"}

        found = shaped("/slack/events", JSON, json.dumps(filled).encode())

        assert (name, found.kind) == (name, EVENT)


def test_every_interaction_is_taken() -> None:
    interactions = [(n, p) for n, p in samples("app-backend") if n != "SlashCommandPayload"]
    for name, payload in interactions:
        body = urlencode({"payload": json.dumps(payload)}).encode()

        found = shaped("/slack/interactive", FORM, body)

        assert (name, found.kind) == (name, INTERACTION)
    assert interactions


def test_a_command_is_taken() -> None:
    fields = dict(samples("app-backend"))["SlashCommandPayload"]

    found = shaped("/slack/commands", FORM, urlencode({**fields, "command": "/x"}).encode())

    assert found.kind == COMMAND
