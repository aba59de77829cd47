"""The incident channel is archived, or opened again: noted, so that people can be told.

Vendor: https://docs.slack.dev/reference/events/channel_archive
"""

from collections.abc import Mapping
from typing import Any

from bot.domain.situation import channel_archived, channel_unarchived
from bot.ports import Json, Work
from bot.slack.call import Call, Event, nothing_to_say
from bot.slack.shapes import holds, ident

SHAPE = holds(channel=ident)


async def archived(call: Call, work: Work) -> Json:
    """Record that nobody can write in the channel any more."""
    await call.record(channel_archived, work)
    return nothing_to_say()


async def unarchived(call: Call, work: Work) -> Json:
    """Record that people can write there again; the cards are brought up to date."""
    await call.record(channel_unarchived, work)
    return nothing_to_say()


def _concerns(_event: Mapping[str, Any]) -> bool:
    return True


def _channel(event: Mapping[str, Any]) -> str:
    return str(event["channel"])


events = (
    Event("channel_archive", archived, SHAPE, _concerns, _channel),
    Event("channel_unarchive", unarchived, SHAPE, _concerns, _channel),
)
