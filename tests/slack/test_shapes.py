"""Whatever shape a delivery has: it is acknowledged, nothing breaks, and nothing is poisoned."""

import asyncio
import copy
import json
import logging
from collections.abc import AsyncIterator, Coroutine, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest
from sqlalchemy import select

from bot.app import Muster, composed
from bot.settings import Settings
from bot.slack.gate import Gate, Rules
from bot.slack.gate_bolt import bolt_behind_gate
from bot.slack.sockets import Sockets
from bot.storage.tables import deliveries
from tests.slack.knocking import FORM, JSON, SECRET, clock, headers, knock, nobody
from tests.slack.known import TABLES
from tests.slack.town import RUNBOOKS, Town, living

Place = tuple[str | int, ...]
Payload = dict[str, Any]

NOWHERE = {
    "slack_bot_token": "xoxb-1-1-x",
    "slack_signing_secret": SECRET,
    "slack_api_url": "http://127.0.0.1:9/api/",
    "runbooks_folder": RUNBOOKS,
    "variables": {"address": "http://127.0.0.1:9"},
}
"""Settings of a bot that nobody answers."""

ODD: list[Any] = [
    None, "", "x", "\x00", "\ud800", "x" * 10_000, 7, -1, 1.5, True, [], [None], [7], [{}], {},
    {"id": 7}, {"id": "\ud800"},
]  # fmt: skip


@dataclass(frozen=True)
class Door:
    """A bot behind both of its doors, and what was delivered to it while people used it."""

    muster: Muster
    sockets: Sockets
    gate: Gate
    samples: list[Payload]

    async def push(self, payload: Payload) -> int:
        """Deliver by Socket Mode; anything but 200 is not acknowledged."""
        return (await self._pushed(payload)).status

    async def answer(self, payload: Payload) -> str:
        """Deliver by Socket Mode, and return what the acknowledgement says."""
        return (await self._pushed(payload)).body

    async def _pushed(self, payload: Payload) -> BoltResponse:
        kind = "events_api" if "event" in payload else "interactive"
        kind = "slash_commands" if "command" in payload else kind
        request = SocketModeRequest(type=kind, envelope_id="1", payload=copy.deepcopy(payload))
        answered = await self.sockets.answered(request)
        await self.muster.errands.idle()
        return answered

    async def knock(self, payload: Payload) -> int:
        """Deliver by a signed request; return the status."""
        body, content_type = _encoded(payload)
        answered = await knock(self.gate, body, sent=headers(body, content_type))
        await self.muster.errands.idle()
        return answered.status if answered else 0

    async def kept(self) -> list[tuple[str, str]]:
        """Return key and outcome of every delivery that left a trace."""
        wanted = select(deliveries.c.dedupe_key, deliveries.c.outcome)
        return await self.muster.store.look(
            lambda work: work.session.run(lambda sql: [(a, b) for a, b in sql.execute(wanted)])
        )

    async def poisoned(self) -> list[str]:
        return [key for key, outcome in await self.kept() if outcome == "poison"]


async def _lived(town: Town) -> None:
    """Use everything that Slack can deliver."""
    await town.declares(also="ben")
    await town.clicks("ana", "take_lead")
    await town.clicks("ana", "runbook_start.checkout")
    await town.clicks("ana", "step_done")
    for action, filled in (
        ("severity_form", {"severity": "sev1", "why": "nobody can pay"}),
        ("update_form", {"text": "We are on it."}),
    ):
        await town.sends(await town.opens("ana", action), **filled)
    role = {"role": "comms", "person": town.id_of("ben")}
    for verb, filled in (("note", {"text": "a"}), ("role", role)):
        form = await town.opens("ana", "more", value=f"{verb}:1")
        await town.sends(form, **filled)
    room, ts = town.channel, await town.posts("ben", "all errors are 401")
    await town.reacts("ana", ts, "pushpin")
    await town.reacts("ana", ts, "pushpin", remove=True)
    await town.person("ana").shortcut("timeline_add", channel=town.channel, ts=ts)
    await town.person("ana").shortcut("declare_from_message", channel=town.channel, ts=ts)
    await town.sends(await town.person("ana").form(), severity="sev2")
    await town.person("ben").do("edit", channel=room, ts=ts, text="some are 402")
    await town.person("ben").do("delete", channel=room, ts=ts)
    await town.person("ben").do("channel", do="leave", channel=room)


@pytest.fixture
async def door(sqlite_url: str) -> AsyncIterator[Door]:
    async with living(sqlite_url) as town:
        await _lived(town)
        told = town.workspace.hub.journal.since(0, kinds=["delivery"])
    chosen = Settings.model_validate(NOWHERE | {"database_url": sqlite_url})
    async with composed(chosen) as muster, muster.errands.open():
        gate = Gate(
            bolt_behind_gate(muster.bolt), Rules(secrets=(SECRET,)), clock=clock, on_dropped=nobody
        )
        sockets = Sockets(muster.bolt, "xapp-1", pause=asyncio.sleep, monotonic=lambda: 0.0)
        yield Door(muster, sockets, gate, _unlike([_nowhere(each["payload"]) for each in told]))
        await sockets.close()


def _nowhere(payload: Payload) -> Payload:
    """Let answers go where nobody listens."""
    address = {"response_url": NOWHERE["slack_api_url"]} if "response_url" in payload else {}
    return payload | address


def _unlike(payloads: list[Payload]) -> list[Payload]:
    """Keep one of each, so that channels that are joined do not crowd out what people do."""
    found = {}
    for each in payloads:
        event, view = each.get("event", {}), each.get("view") or {}
        what = (event.get("type"), event.get("subtype"), event.get("reaction"), each.get("type"))
        actions = str([action["action_id"] for action in each.get("actions", [])])
        found[what, each.get("callback_id") or view.get("callback_id"), actions] = each
    return [*found.values()]


def paths(value: Any, above: Place = ()) -> Iterator[Place]:
    """Name every place in a payload, but not what is inside the blocks of a message."""
    inside = enumerate(value) if isinstance(value, list) else ()
    for key, each in value.items() if isinstance(value, dict) else inside:
        yield (*above, key)
        if (*above, key)[-2:] != ("message", "blocks"):
            yield from paths(each, (*above, key))


def without(payload: Payload, path: Place) -> Payload:
    """Leave out one place."""
    changed = copy.deepcopy(payload)
    del _above(changed, path)[path[-1]]
    return changed


def instead(payload: Payload, path: Place, value: Any) -> Payload:
    """Put something else in one place."""
    changed = copy.deepcopy(payload)
    _above(changed, path)[path[-1]] = value
    return changed


def _above(payload: Payload, path: Place) -> Any:
    found: Any = payload
    for key in path[:-1]:
        found = found[key]
    return found


def _encoded(payload: Payload) -> tuple[bytes, bytes]:
    if "event" in payload:
        return json.dumps(payload).encode(), JSON
    if "command" in payload:
        fields = {key: str(value).encode("utf-8", "replace") for key, value in payload.items()}
        return urlencode(fields).encode(), FORM
    return urlencode({"payload": json.dumps(payload)}).encode(), FORM


@st.composite
def odd_ones(draw: st.DrawFn, samples: list[Payload]) -> Payload:
    """Draw a delivery in which one place is missing, or holds something else."""
    sample = draw(st.sampled_from(samples))
    path = draw(st.sampled_from([*paths(sample)]))
    if draw(st.booleans()):
        return without(sample, path)
    return instead(sample, path, draw(st.sampled_from(ODD)))


async def test_no_shape_breaks_anything(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    task = asyncio.current_task()
    assert task

    def waited(answer: Coroutine[Any, Any, int]) -> int:
        return asyncio.run_coroutine_threadsafe(answer, task.get_loop()).result(timeout=30)

    @settings(max_examples=400)
    @given(payload=odd_ones(door.samples))
    def nothing_breaks(payload: Payload) -> None:
        assert waited(door.push(payload)) == 200
        assert waited(door.knock(payload)) in {200, 400, 404}
        assert _errors(caplog) == []

    await asyncio.to_thread(nothing_breaks)

    assert await door.poisoned() == []


KNOWN = ("trigger_id", "user_id", "channel_id")


async def test_a_command_that_cannot_be_read_is_answered(door: Door) -> None:
    [command] = [each for each in door.samples if "command" in each]
    before = len(await door.kept())
    for key in KNOWN:
        for payload in (without(command, (key,)), instead(command, (key,), "\x00")):
            answered = await door.answer(payload)

            assert "could not read what Slack sent, so nothing was recorded" in answered
    assert len(await door.kept()) == before


async def test_what_is_ignored_is_counted_and_told_now_and_then(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    [reaction, *_] = [p for p in door.samples if p.get("event", {}).get("reaction") == "pushpin"]
    before = len(await door.kept())

    for _each in range(9):
        assert await door.push(without(reaction, ("event", "item", "ts"))) == 200

    told = [each for each in caplog.records if each.message == "delivery.ignored"]
    assert [vars(each)["times"] for each in told] == [1, 2, 4, 8]
    assert {(vars(each)["kind"], vars(each)["at"]) for each in told} == {
        ("event.reaction_added", "item.ts")
    }
    assert len(await door.kept()) == before


GARBAGE = (
    "", ":", "|", "1", "1:", "1|", "0:0", "9" * 5_000, "1:" + "x" * 10_000, "1:\x00", "1:\ud800",
    "1|\x00", "1|\ud800", "\ud800", "\x00", "x" * 10_000, "note:1:1", "1:1:1", "lead <@\ud800>",
    "\u0661:1", "1:step:\ud800", "1|inc-1/slack.card.post/1", "\u202e1:1", "role:\ud800",
    "🔥" * 3_000,
)  # fmt: skip


async def test_whatever_a_button_carries_nothing_breaks(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    click = next(each for each in door.samples if each.get("type") == "block_actions")
    for number, (action, value) in enumerate(product(TABLES.actions, GARBAGE)):
        clicked = {"action_id": action, "block_id": "b", "type": "button", "value": value}
        pressed = click | {"actions": [clicked], "trigger_id": f"1.{number}"}

        assert await door.push(pressed) == 200, (action, value)
        assert await door.knock(pressed | {"trigger_id": f"2.{number}"}) == 200, (action, value)
        assert _errors(caplog) == [], (action, value)
    assert await door.poisoned() == []


def _errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR]
