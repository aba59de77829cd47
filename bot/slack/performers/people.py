"""Bringing people in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import facts
from bot.domain.terms import PersonId, own_name
from bot.ports import Done, Promised
from bot.slack.calls import WITHIN, SlackRefused
from bot.slack.desk import Desk, Known
from bot.slack.performers.rooms import entered

ALREADY_THERE = {"already_in_channel", "cant_invite_self"}


@dataclass(frozen=True, slots=True)
class Invite:
    """Invites whoever declared it and whoever has a role, unless they are there already.

    Vendor: https://docs.slack.dev/reference/methods/conversations.invite
    """

    desk: Desk
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """Invite; before the channel is open nothing happens, since opening it invites all."""
        known = await self.desk.known(effect.incident_id)
        people = wanted(known, effect)
        room = await entered(self.desk, known) if people else ""
        if not room:
            return Done()
        try:
            await self.desk.slack.call(
                "conversations.invite", channel=room, users=people, force=True
            )
        except SlackRefused as error:
            if error.code not in ALREADY_THERE:
                raise
        return Done()

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Repeat it: who is there already stays there."""
        return None


def wanted(known: Known, effect: Promised) -> list[str]:
    """Return who should be in the channel because of this effect and, as far as we know, is not."""
    fact = known.entry(effect).fact
    if isinstance(fact, facts.RoleTaken):
        people = {str(fact.person)}
    else:
        people = {str(known.entries[0].actor), *(str(who) for who in known.incident.roles.values())}
    in_slack = {who for who in people if not own_name(PersonId(who))}
    return sorted(in_slack - {str(who) for who in known.incident.people})
