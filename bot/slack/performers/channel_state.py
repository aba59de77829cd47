"""Channel settings that only need to be as they should: the topic, the pinned card."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ports import Done, Promised
from bot.slack.calls import WITHIN, SlackRefused
from bot.slack.desk import Desk
from bot.slack.performers.rooms import entered
from bot.slack.topic import topic

NOT_NEEDED = {"already_pinned", "message_not_found"}


@dataclass(frozen=True, slots=True)
class Topic:
    """Keeps the topic at severity and status.

    Vendor: https://docs.slack.dev/reference/methods/conversations.setTopic
    """

    desk: Desk
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """Set the topic as the record has it now; where it cannot be, coming back promises it."""
        known = await self.desk.known(effect.incident_id)
        if known.room:
            await self.desk.slack.call(
                "conversations.setTopic",
                channel=known.room,
                topic=topic(known.incident_id, known.incident),
            )
        return Done()

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Repeat it: a topic may always be set again."""
        return None


@dataclass(frozen=True, slots=True)
class PinCard:
    """Pins the card.

    Vendor: https://docs.slack.dev/reference/methods/pins.add
    """

    desk: Desk
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """Pin the newest card; one that is pinned already, or deleted, needs nothing."""
        known = await self.desk.known(effect.incident_id)
        card = known.posted("slack.card")
        if not card or not await entered(self.desk, known):
            return Done()
        channel, ts = card.reference.split()
        try:
            await self.desk.slack.call("pins.add", channel=channel, timestamp=ts)
        except SlackRefused as error:
            if error.code not in NOT_NEEDED:
                raise
        return Done()

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Repeat it: what is pinned already stays so."""
        return None
