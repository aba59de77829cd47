"""Who comes and goes: everybody who joins late is caught up, privately."""

from collections.abc import Mapping
from typing import Any

from bot.domain.people import joined, left
from bot.ports import Json, Work
from bot.slack.call import Call, Event, nothing_to_say
from bot.slack.shapes import holds, ident

SHAPE = holds(channel=ident, user=ident)


async def came(call: Call, work: Work) -> Json:
    """Record the person, unless they were known to be there."""
    await call.record(lambda incident: joined(incident, call.person), work)
    return nothing_to_say()


async def went(call: Call, work: Work) -> Json:
    """Record that the person left."""
    await call.record(lambda incident: left(incident, call.person), work)
    return nothing_to_say()


def _concerns(_event: Mapping[str, Any]) -> bool:
    return True


def _channel(event: Mapping[str, Any]) -> str:
    return str(event["channel"])


events = (
    Event("member_joined_channel", came, SHAPE, _concerns, _channel),
    Event("member_left_channel", went, SHAPE, _concerns, _channel),
)
