"""The incident channel: created once, never adopted from somebody else."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.errors import Refused
from bot.domain.facts import ChannelOpened, Fact
from bot.domain.incident import Incident
from bot.domain.terms import ChannelId, slug
from bot.ports import Done, Promised
from bot.slack.calls import WITHIN, SlackRefused
from bot.slack.desk import Desk
from bot.slack.names import channel_name
from bot.slack.performers.finding import BEFORE

SUFFIXES = 9


@dataclass(frozen=True, slots=True)
class Create:
    """Creates the channel under the first name that is free.

    Vendor: https://docs.slack.dev/reference/methods/conversations.create
    """

    desk: Desk
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """Try `inc-42-title`, then `-2` ... `-9`; raises Refused when all are taken.

        A name may be taken by the channel of an attempt that the first look has missed.
        """
        known = await self.desk.known(effect.incident_id)
        if known.incident.channel:
            return Done(reference=known.incident.channel)
        title = known.incident.title
        names = [channel_name(effect.incident_id, title, each + 1) for each in range(SUFFIXES)]
        for name in names:
            try:
                made = await self.desk.slack.call("conversations.create", name=name)
            except SlackRefused as error:
                if error.code != "name_taken":
                    raise
                ours = await self.look_up(effect, effect.planned_at) if name == names[0] else None
                if ours:
                    return ours
            else:
                return _opened(made["channel"])
        raise Refused(f"All channel names from {names[0]} to {names[-1]} are taken.")

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Look for a channel of this incident that we created; where we may not, people are asked.

        Two creates of one name can both succeed; the oldest channel then is the right one. One that
        somebody else made is never taken, whatever its name.
        """
        prefix = f"{slug(effect.incident_id)}-"
        me = await self.desk.me()
        earliest = int((since - BEFORE).timestamp())
        ours = [
            channel
            async for channel in self._mine()
            if channel["name"].startswith(prefix)
            and channel.get("creator") == me
            and int(channel.get("created", 0)) >= earliest
        ]
        oldest = min(ours, key=lambda channel: (channel["created"], channel["id"]), default=None)
        return _opened(oldest) if oldest else None

    async def _mine(self) -> AsyncIterator[Mapping[str, Any]]:
        cursor = ""
        while True:
            page = await self.desk.slack.call(
                "users.conversations", types="public_channel", limit=200, cursor=cursor
            )
            for channel in page["channels"]:
                yield channel
            cursor = page.get("response_metadata", {}).get("next_cursor", "")
            if not cursor:
                return


def _opened(channel: Mapping[str, Any]) -> Done:
    fact = ChannelOpened(ChannelId(str(channel["id"])), str(channel["name"]))

    def tell(incident: Incident) -> list[Fact]:
        return [] if incident.channel else [fact]

    return Done(reference=fact.channel, tell=tell)
