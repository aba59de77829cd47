"""methods.toml and what is sent, compared with Slack's own reference data where it is present."""

import json
import re

import pytest

from bot.localslack.contracts import contracts
from bot.localslack.methods.table import METHODS
from bot.localslack.workspace import Workspace
from tests.beside import SHARED, needs
from tests.localslack.limit_samples import open_form, place
from tests.localslack.rig import Bot, Json, actions, button, modal

DATA = SHARED / "data/slack"

OF_THE_FAMILY = {
    "invalid_blocks_format",
    "invalid_limit",
    "is_archived",
    "msg_blocks_too_long",
    "msg_too_long",
    "not_in_channel",
    "push_limit_reached",
    "user_disabled",
    "user_not_found",
}
"""Codes that the page of a sister method lists, and that we answer here as well: all doubtful."""

DIFFERENCES = {
    "api.test": {"foo"},  # any argument is echoed; foo is the one of the examples
}


def test_every_method_of_the_table_has_its_contract() -> None:
    assert METHODS.keys() == contracts().keys()


def reference(name: str) -> Json | None:
    path = DATA / f"slack-api-ref/methods/{name}.json"
    found: Json | None = json.loads(path.read_text()) if path.is_file() else None
    return found


@needs("data/slack")
@pytest.mark.parametrize("name", sorted(contracts()))
def test_a_contract_agrees_with_slacks_page(name: str) -> None:
    page, ours = reference(name), contracts()[name]
    if page is None or "args" not in page:
        pytest.skip(f"Slack's page of {name} is not in {DATA}")

    declared = {argument.name for argument in ours.arguments}
    documented = set(page["args"]["properties"]) - {"token"}
    required = {argument.name for argument in ours.arguments if argument.required}
    assert declared - documented - DIFFERENCES.get(name, set()) - {"team_id"} == set()
    assert set(page["args"].get("required", [])) - {"token"} <= required | {"users", "user"}
    assert ours.json == bool(page.get("json_input_supported"))
    assert set(ours.scope) <= set(page["scope"].get("bot", []))
    if ours.tier.startswith("T"):
        assert ours.tier.lower() == page["rate_limits"]
    if page.get("errors"):
        assert set(ours.errors) - set(page["errors"]) <= OF_THE_FAMILY


SAMPLES = DATA / "java-slack-sdk"


def keys_of(value: object, path: str = "") -> set[str]:
    """Return every key with the path to it; items of a list share one path."""
    if isinstance(value, dict):
        inner = [keys_of(each, f"{path}/{key}") | {f"{path}/{key}"} for key, each in value.items()]
        return set().union(*inner)
    if isinstance(value, list):
        return set().union(*(keys_of(each, path) for each in value))
    return set()


def sample(*names: str) -> set[str]:
    return set().union(*(keys_of(json.loads((SAMPLES / name).read_text())) for name in names))


INSIDE = re.compile(r"^/event/(item/message|message|previous_message)(?=/)|^/message(?=/)")
"""Wherever a message stands inside another object, it is one and the same kind of object."""
BEYOND = {"/m/reactions/users"}
"""What our messages have although no sample does; the page of reactions.get shows it."""


def with_messages(keys: set[str]) -> set[str]:
    return {INSIDE.sub("/m", key) for key in keys}


@needs("data/slack")
async def test_events_hold_no_key_that_slacks_samples_do_not_know(ws: Workspace, bot: Bot) -> None:
    ana = ws.person("ana")
    ts = await ana.post("#incidents", "@muster look")
    await ana.post("#incidents", "reply", thread_ts=ts)
    await ana.react("#incidents", ts, "eyes")
    await ana.do("pin", channel="#incidents", ts=ts)
    await ana.do("pin", channel="#incidents", ts=ts, remove=True)
    await ana.do("edit", channel="#incidents", ts=ts, text="changed")
    await ana.do("channel", do="topic", channel="#incidents", text="new")
    await ana.do("channel", do="leave", channel="#incidents")

    files = [f"events/{path.name}" for path in (SAMPLES / "events").iterdir()]
    known = with_messages(sample(*files, "app-backend/BlockActionPayload.json"))
    sent = set().union(*(keys_of(payload) for payload in bot.payloads("event_callback")))
    assert with_messages(sent) - known == BEYOND


@needs("data/slack")
async def test_interactions_hold_what_slacks_samples_hold(ws: Workspace, bot: Bot) -> None:
    ana = ws.person("ana")
    await bot.web.chat_postMessage(
        channel=place(ws), text="card", blocks=[actions(button(value="1"))]
    )
    await ana.click("go", channel="#incidents")
    await open_form(ws, bot, modal(notify_on_close=True))
    await (await ana.form()).submit(title="a")
    await open_form(ws, bot, modal(notify_on_close=True))
    await (await ana.form()).close()
    await ana.slash("#general", "/incident")

    kinds = {
        "block_actions": "BlockActionPayload.json",
        "view_submission": "ViewSubmissionPayload.json",
        "view_closed": "ViewClosedPayload.json",
        "slash_commands": "SlashCommandPayload.json",
    }
    for kind, name in kinds.items():
        [payload] = bot.payloads(kind)
        top = set(json.loads((SAMPLES / "app-backend" / name).read_text()))
        assert set(payload) - top - {"is_enterprise_install", "response_urls"} == set(), kind
        assert {"token", "api_app_id", "user", "team"} & top <= set(payload), kind
