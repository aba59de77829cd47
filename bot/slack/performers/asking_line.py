"""Lines that ask what became of a mitigation or a hypothesis; their buttons go with the answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.domain import facts
from bot.domain.terms import slug
from bot.ports import Done, Promised, Work
from bot.slack.calls import WITHIN, SlackRefused
from bot.slack.desk import Desk, Known
from bot.slack.performers.editing import GONE
from bot.slack.performers.posting import Render
from bot.slack.performers.rooms import entered

MITIGATIONS = (
    facts.MitigationStarted,
    facts.MitigationConfirmed,
    facts.MitigationReverted,
    facts.MitigationMadePermanent,
)
HYPOTHESES = (facts.HypothesisRaised, facts.HypothesisJudged)


@dataclass(frozen=True, slots=True)
class EditAsking:
    """Brings the line of the mitigation or hypothesis that an entry is about up to date.

    Vendor: https://docs.slack.dev/reference/methods/chat.update
    """

    desk: Desk
    render: Render
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """Write the line anew; one that is gone, or that nobody may edit any more, stays as it is.

        An entry that is about neither needs nothing.
        """
        known = await self.desk.known(effect.incident_id)
        posted = await self._line(known, effect)
        message = self.render(self.desk, known, posted) if posted else None
        if not posted or not message or not await entered(self.desk, known):
            return Done()
        channel, ts = posted.reference.split()
        try:
            await self.desk.slack.call("chat.update", channel=channel, ts=ts, **message)
        except SlackRefused as error:
            if error.code not in GONE:
                raise
        return Done()

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Repeat it: an edit shows the record as it is then."""
        return None

    async def _line(self, known: Known, effect: Promised) -> Promised | None:
        """Return the effect that posted the line of what this entry is about."""
        for position in _asking(known, effect):
            key = f"{slug(known.incident_id)}/slack.line/{position}"
            posted = await self.desk.deliveries.read(partial(_found, key))
            if posted and posted.reference:
                return posted
        return None


async def _found(key: str, work: Work) -> Promised | None:
    return await work.effects.find(key)


def _asking(known: Known, effect: Promised) -> Iterable[int]:
    """Return the positions of what this entry is about."""
    fact = known.entry(effect).fact
    if isinstance(fact, facts.EntryWithdrawn):
        fact = known.entries[fact.target - 1].fact
    return [
        each.position
        for kinds, asked in (
            (MITIGATIONS, known.incident.mitigations),
            (HYPOTHESES, known.incident.hypotheses),
        )
        for each in asked
        if isinstance(fact, kinds) and each.number == fact.number
    ]
