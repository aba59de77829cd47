"""Messages that are edited for ever, and posted anew when that is not possible any more."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import Unavailable
from bot.ports import Done, Promised, Undecidable
from bot.slack.calls import WITHIN, SlackRefused
from bot.slack.desk import Desk
from bot.slack.performers.channel_state import pinned
from bot.slack.performers.finding import marked
from bot.slack.performers.posting import Render, posted
from bot.slack.performers.rooms import entered

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
            done = await posted(self.desk, effect, channel, message)
            return await self._pinned_later(done)
        return Done()

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Repeat it, unless the message that took the place of a deleted one is there already."""
        target = (await self.desk.known(effect.incident_id)).posted(self.thing)
        if not target:
            return None
        channel = target.reference.split()[0]
        try:
            ts = await marked(self.desk, channel, effect.key, since)
        except Undecidable:
            return None
        return await self._pinned(Done(reference=f"{channel} {ts}")) if ts else None

    async def _pinned_later(self, done: Done) -> Done:
        """Pin what was just posted; if that has to wait, the post is found again, not repeated."""
        try:
            return await self._pinned(done)
        except Unavailable as trouble:
            trouble.may_have_happened = True
            raise

    async def _pinned(self, done: Done) -> Done:
        if self.is_pinned:
            await pinned(self.desk, done.reference)
        return done


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
