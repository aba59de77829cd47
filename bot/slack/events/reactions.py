"""An emoji records a message; taking it away withdraws the entry."""

from collections.abc import Mapping
from typing import Any

from bot.ports import Json, Work
from bot.slack.call import Call, Event, nothing_to_say
from bot.slack.recording import fetch_message, forget_message
from bot.slack.shapes import holds, ident, maybe
from bot.slack.words import MARKS

SHAPE = holds(user=ident, item=holds(channel=ident, ts=ident), event_ts=maybe(ident))


async def added(call: Call, work: Work) -> Json:
    """Promise to record the message."""
    emoji = call.payload["reaction"]
    asked = fetch_message(call, call.payload["item"]["ts"], MARKS[emoji], emoji)
    await work.effects.plan(asked)
    return nothing_to_say()


async def removed(call: Call, work: Work) -> Json:
    """Promise to withdraw it."""
    mark = MARKS[call.payload["reaction"]]
    await work.effects.plan(forget_message(call, call.payload["item"]["ts"], mark))
    return nothing_to_say()


def _concerns(event: Mapping[str, Any]) -> bool:
    item = event.get("item")
    is_message = isinstance(item, dict) and item.get("type") == "message"
    return is_message and event.get("reaction") in [*MARKS]  # a list also finds what has no hash


def _channel(event: Mapping[str, Any]) -> str:
    return str(event["item"]["channel"])


events = (
    Event("reaction_added", added, SHAPE, _concerns, _channel),
    Event("reaction_removed", removed, SHAPE, _concerns, _channel),
)
