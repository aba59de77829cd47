"""Calls that became due: made only while the moment for which they were promised still holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ports import Done, Performer, Promised, Work
from bot.slack.desk import Desk


@dataclass(frozen=True, slots=True)
class OnTime:
    """Makes the call of `performer`, unless its timer was set anew, cancelled or fired again."""

    desk: Desk
    performer: Performer

    @property
    def within(self) -> timedelta:
        """The longest a single attempt may take."""
        return self.performer.within

    async def perform(self, effect: Promised) -> Done:
        """Say nothing when a later generation of the timer counts now."""
        if await self._is_late(effect):
            return Done()
        return await self.performer.perform(effect)

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Look for the call itself: once made it is made, however late."""
        return await self.performer.look_up(effect, since)

    async def _is_late(self, effect: Promised) -> bool:
        timer, mine = str(effect.payload["timer"]), int(effect.payload["generation"])

        async def generation(work: Work) -> int:
            return await work.effects.generation(timer)

        return await self.desk.deliveries.read(generation) != mine
