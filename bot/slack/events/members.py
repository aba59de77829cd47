"""Who comes and goes: everybody who joins late is caught up, privately; Muster itself as well."""

from collections.abc import Mapping
from typing import Any

from bot.domain.people import joined, left
from bot.domain.rooms import removed, returned
from bot.ports import Json, Work
from bot.slack.call import Call, Event, nothing_to_say
from bot.slack.reading import happened_at
from bot.slack.shapes import holds, ident, maybe

SHAPE = holds(channel=ident, user=ident, event_ts=maybe(ident))


async def came(call: Call, work: Work) -> Json:
    """Record the person, unless something newer is known of them."""
    at = happened_at(call.payload, call.now)
    await call.record(lambda incident: joined(incident, call.person, at), work, occurred=at)
    return nothing_to_say()


async def went(call: Call, work: Work) -> Json:
    """Record that the person left."""
    at = happened_at(call.payload, call.now)
    await call.record(lambda incident: left(incident, call.person, at), work, occurred=at)
    return nothing_to_say()


async def invited(call: Call, work: Work) -> Json:
    """Record that Muster itself is back: what it could not say waits for that."""
    at = happened_at(call.payload, call.now)
    await call.record(lambda incident: returned(incident, at), work, occurred=at)
    return nothing_to_say()


async def thrown_out(call: Call, work: Work) -> Json:
    """Record that somebody removed Muster itself."""
    at = happened_at(call.payload, call.now)
    await call.record(lambda incident: removed(incident, at), work, occurred=at)
    return nothing_to_say()


def _concerns(_event: Mapping[str, Any]) -> bool:
    return True


def _channel(event: Mapping[str, Any]) -> str:
    return str(event["channel"])


events = (
    Event("member_joined_channel", came, SHAPE, _concerns, _channel, own=invited),
    Event("member_left_channel", went, SHAPE, _concerns, _channel, own=thrown_out),
)
