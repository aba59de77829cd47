"""Messages in channels: posted once, and findable by their mark."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from bot.ports import Done, Promised
from bot.slack.calls import WITHIN
from bot.slack.desk import Desk, Known
from bot.slack.performers.finding import mark, marked
from bot.slack.performers.rooms import entered

CALM = {"parse": "none", "link_names": False, "unfurl_links": False, "unfurl_media": False}

Message: TypeAlias = dict[str, Any]
Render: TypeAlias = Callable[[Desk, Known, Promised], Message | None]
"""Builds a message from the record; None = there is nothing to say any more."""

Where: TypeAlias = Callable[[Desk, Known], Awaitable[str]]
"""Finds the channel; an empty id = nobody can write there, and the post is not needed."""


async def in_incident(desk: Desk, known: Known) -> str:
    """Post in the incident channel, once Muster is in it."""
    return await entered(desk, known)


async def in_open_incident(desk: Desk, known: Known) -> str:
    """Post in the incident channel; what has its moment is not needed once that is archived."""
    return "" if known.incident.room.is_archived else await entered(desk, known)


async def in_announcements(desk: Desk, _known: Known) -> str:
    """Post in the announcement channel."""
    return await desk.announcement_channel()


@dataclass(frozen=True, slots=True)
class Post:
    """Posts one new message, in the thread under the newest post of `under` if given.

    Vendor: https://docs.slack.dev/reference/methods/chat.postMessage
    """

    desk: Desk
    render: Render
    where: Where = in_incident
    under: str = ""
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """Post, marked with the key of the effect."""
        known = await self.desk.known(effect.incident_id)
        message = self.render(self.desk, known, effect)
        channel = await self.where(self.desk, known) if message else ""
        if not message or not channel:
            return Done()
        return await posted(self.desk, effect, channel, self._thread(known) | message)

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Look for our mark in the channel or thread; where we may not read, people are asked."""
        known = await self.desk.known(effect.incident_id)
        channel = await self.where(self.desk, known)
        if not channel:
            return None
        for thread in self._threads(known) or [""]:
            ts = await marked(self.desk, channel, effect.key, since, thread)
            if ts:
                return Done(reference=f"{channel} {ts}")
        return None

    def _thread(self, known: Known) -> dict[str, str]:
        threads = self._threads(known)
        return {"thread_ts": threads[-1]} if threads else {}

    def _threads(self, known: Known) -> list[str]:
        """Return the roots under which it may stand; posts go under the newest."""
        roots = known.posts(self.under) if self.under else []
        return [each.reference.split()[1] for each in roots]


async def posted(desk: Desk, effect: Promised, channel: str, message: Message) -> Done:
    """Post a message under the mark by which `marked` finds it again."""
    answer = await desk.slack.call(
        "chat.postMessage", channel=channel, metadata=mark(effect.key), **CALM, **message
    )
    return Done(reference=f"{answer['channel']} {answer['ts']}")
