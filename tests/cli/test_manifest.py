import json
import shlex
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from bot.cli.manifest import MANIFEST
from tests.beside import SHARED, needs
from tests.cli.terminal import typed

SCHEMA = "data/slack/manifest-schema/schemas/manifest.schema.2.0.0.json"
HTTP = ("--transport", "http", "--url")
URL = "https://muster.example.com"

Json = dict[str, Any]


def printed(*options: str) -> Json:
    shown = typed("manifest", *options)
    assert (shown.code, shown.err) == (0, "")
    told: Json = YAML(typ="safe", pure=True).load(shown.out)
    return told


@needs(SCHEMA)
@pytest.mark.parametrize("options", [(), (*HTTP, URL)], ids=["socket", "http"])
def test_slack_would_accept_it(options: tuple[str, ...]) -> None:
    schema = Draft7Validator(json.loads((SHARED / SCHEMA).read_text(encoding="utf-8")))

    assert [error.message for error in schema.iter_errors(printed(*options))] == []
    assert list(schema.iter_errors(printed(*options) | {"settings": []}))


def test_socket_mode_needs_no_address_and_is_printed_as_it_is_written() -> None:
    assert typed("manifest").out == MANIFEST.read_text(encoding="utf-8")
    assert printed()["settings"]["socket_mode_enabled"] is True


@pytest.mark.parametrize("url", [URL, f"{URL}/", f"{URL}/slack/events"])
def test_over_http_everything_goes_to_one_address(url: str) -> None:
    told, events = printed(*HTTP, url), f"{URL}/slack/events"

    settings = told["settings"]
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"]["request_url"] == events
    assert settings["interactivity"] == {"is_enabled": True, "request_url": events}
    assert [each["url"] for each in told["features"]["slash_commands"]] == [events]


def test_both_ask_for_the_same_scopes_events_and_shortcuts() -> None:
    socket, http = printed(), printed(*HTTP, URL)

    assert socket["oauth_config"] == http["oauth_config"]
    assert socket["features"]["shortcuts"] == http["features"]["shortcuts"]
    bot_events = "bot_events"
    assert (
        socket["settings"]["event_subscriptions"][bot_events]
        == http["settings"]["event_subscriptions"][bot_events]
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            "--transport http",
            "--transport http needs --url https://..., where Slack reaches Muster.",
        ),
        (f"--transport http --url {URL.replace('s:', ':')}", "--transport http needs --url https"),
        ("--transport http --url https://", "--transport http needs --url https"),
        ("--transport http --url muster.example.com", "--transport http needs --url https"),
        (f"--url {URL}", "--url belongs to --transport http; Socket Mode needs none."),
        ("--transport pigeon", "'pigeon' is not one of 'socket', 'http'."),
    ],
)
def test_what_makes_no_manifest_is_told(options: str, words: str) -> None:
    shown = typed("manifest", *shlex.split(options))

    assert (shown.code, shown.out) == (2, "")
    assert words in shown.err
