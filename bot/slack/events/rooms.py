"""What becomes of the incident channel: noted, so that people are told and posts go right.

A private channel tells the same under names of its own, to who was granted groups:read.
Vendor: https://docs.slack.dev/reference/events/channel_archive
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from bot.domain.facts import Fact
from bot.domain.incident import Incident
from bot.domain.rooms import archived, deleted, removed, renamed, unarchived
from bot.domain.text import cleaned
from bot.ports import Json, Work
from bot.slack.call import Call, Event, Handler, nothing_to_say
from bot.slack.reading import happened_at
from bot.slack.shapes import holds, ident, maybe, text

SHAPE = holds(channel=ident, event_ts=maybe(ident))
RENAMED = holds(channel=holds(id=ident, name=text), event_ts=maybe(ident))

LONGEST = 80

Note: TypeAlias = Callable[[Incident, datetime], list[Fact]]


def _noting(note: Note) -> Handler:
    async def run(call: Call, work: Work) -> Json:
        at = happened_at(call.payload, call.now)
        await call.record(lambda incident: note(incident, at), work, occurred=at)
        return nothing_to_say()

    return run


async def name_changed(call: Call, work: Work) -> Json:
    """Record the new name."""
    name = cleaned(call.payload["channel"]["name"], LONGEST)
    at = happened_at(call.payload, call.now)
    await call.record(lambda incident: renamed(incident, name, at), work, occurred=at)
    return nothing_to_say()


def _concerns(_event: Mapping[str, Any]) -> bool:
    return True


def _channel(event: Mapping[str, Any]) -> str:
    return str(event["channel"])


def _renamed(event: Mapping[str, Any]) -> str:
    return str(event["channel"]["id"])


def _gone(incident: Incident, _at: datetime) -> list[Fact]:
    return deleted(incident)


def _event(name: str, note: Note) -> Event:
    run = _noting(note)
    return Event(name, run, SHAPE, _concerns, _channel, own=run)


NOTED: Mapping[str, Note] = {
    "archive": archived,
    "unarchive": unarchived,
    "deleted": _gone,
    "left": removed,
}

events = tuple(
    event
    for kind in ("channel", "group")
    for event in (
        *(_event(f"{kind}_{what}", note) for what, note in NOTED.items()),
        Event(f"{kind}_rename", name_changed, RENAMED, _concerns, _renamed, own=name_changed),
    )
)
