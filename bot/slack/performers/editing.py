"""Messages that are edited for ever, and posted anew when that is not possible any more."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.ports import Done, Promised, Undecidable
from bot.slack.calls import WITHIN, SlackRefused
from bot.slack.desk import Desk
from bot.slack.performers.finding import marked
from bot.slack.performers.posting import Render, posted
from bot.slack.performers.rooms import barred, entered
from bot.workflows.consequences import pinning

GONE = {"message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"}
"""Somebody deleted the message, or the workspace lets nobody edit what is old."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Brings the newest message of a thing (`slack.card`) up to date; repeating changes nothing.

    Vendor: https://docs.slack.dev/reference/methods/chat.update
    """

    desk: Desk
    thing: str
    render: Render
    is_pinned: bool = False
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """Write the message anew from the record as it is now."""
        known = await self.desk.known(effect.incident_id)
        target = known.posted(self.thing)
        message = self.render(self.desk, known, effect)
        channel, ts = target.reference.split() if target else ("", "")
        if channel == known.incident.channel:
            channel = await entered(self.desk, known)
        if not channel or not message:
            return Done()
        try:
            await self.desk.slack.call("chat.update", channel=channel, ts=ts, **message)
        except SlackRefused as error:
            if error.code not in GONE:
                raise
            return self._pinned(await posted(self.desk, effect, channel, message), effect)
        return Done()

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Repeat it, unless the message that took the place of a deleted one is there already."""
        known = await self.desk.known(effect.incident_id)
        target = known.posted(self.thing)
        channel = target.reference.split()[0] if target else ""
        if channel == known.incident.channel:
            channel = await entered(self.desk, known)
        if not channel:
            return None
        try:
            ts = await marked(self.desk, channel, effect.key, since)
        except Undecidable as doubt:
            if channel == known.room and barred(doubt):
                raise
            return None
        return self._pinned(Done(reference=f"{channel} {ts}"), effect) if ts else None

    def _pinned(self, done: Done, effect: Promised) -> Done:
        """Promise the pin as a call of its own: when it fails, what was posted stays known."""
        if not self.is_pinned:
            return done
        return replace(done, then=pinning(effect.incident_id, effect.key))


@dataclass(frozen=True, slots=True)
class Outdate:
    """Rewrites every older message of a thing once there is a newer one; repeating does no harm.

    Vendor: https://docs.slack.dev/reference/methods/chat.update
    """

    desk: Desk
    thing: str
    render: Render
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """Write them anew; one that is gone, or that nobody may edit any more, stays as it is."""
        known = await self.desk.known(effect.incident_id)
        message = self.render(self.desk, known, effect)
        if not message:
            return Done()
        for older in known.posts(self.thing)[:-1]:
            channel, ts = older.reference.split()
            try:
                await self.desk.slack.call("chat.update", channel=channel, ts=ts, **message)
            except SlackRefused as error:
                if error.code not in GONE:
                    raise
        return Done()

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Repeat it: an edit shows the record as it is then."""
        return None
