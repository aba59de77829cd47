"""The emoji that tells people their message is on the timeline."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import facts
from bot.ports import Done, Promised
from bot.slack.calls import WITHIN, SlackRefused
from bot.slack.desk import Desk, Known
from bot.slack.performers.rooms import entered
from bot.slack.words import CONFIRMING_EMOJI

NOT_NEEDED = {"already_reacted", "no_reaction", "message_not_found", "is_archived"}


@dataclass(frozen=True, slots=True)
class Mark:
    """Puts our emoji under a recorded message, or takes it away when the entry is withdrawn.

    Vendor: https://docs.slack.dev/reference/methods/reactions.add
    """

    desk: Desk
    method: str
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """React; a message that is gone or marked already needs nothing."""
        known = await self.desk.known(effect.incident_id)
        recorded = _recorded(known, effect)
        if recorded is None:
            return Done()
        is_ours = recorded.channel == known.incident.channel
        if is_ours and not await entered(self.desk, known):
            return Done()
        try:
            await self.desk.slack.call(
                self.method,
                channel=recorded.channel,
                timestamp=recorded.ts,
                name=CONFIRMING_EMOJI,
            )
        except SlackRefused as error:
            if error.code not in NOT_NEEDED or (is_ours and error.code == "is_archived"):
                raise
        return Done()

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Repeat it: an emoji that is there already stays as it is."""
        return None


def _recorded(known: Known, effect: Promised) -> facts.MessageRecorded | None:
    fact = known.entry(effect).fact
    if isinstance(fact, facts.EntryWithdrawn):
        fact = known.entries[fact.target - 1].fact
    return fact if isinstance(fact, facts.MessageRecorded) else None
