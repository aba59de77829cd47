"""Publish approved words, and call them published only once the page shows them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import Unavailable
from bot.domain.facts import Fact
from bot.domain.incident import Incident
from bot.domain.parts import Update
from bot.domain.terms import Audience
from bot.domain.updates import proposed_headline, published
from bot.effects.buckets import Rate
from bot.effects.pacing import Toll
from bot.ports import Deliveries, Done, PageUpdate, Promised, StatusPage

WITHIN = timedelta(seconds=10)
AGAIN_S = 2.0
"""How long a page may show old data to who reads it right after a change."""

INSIDE = "channel"
"""Where an internal update is published: our own channel."""

PAGE = Rate(per_minute=60, burst=3)
"""One call a second, as the strictest page allows.

Vendor: https://community.atlassian.com/t5/Statuspage-articles/Upcoming-rate-limiting-changes-to-Statuspage-REST-API/ba-p/1455362
"""


def tolls(effect: Promised) -> Sequence[Toll]:
    """Return what publishing owes to the page."""
    return (Toll("page", PAGE),) if effect.kind == "page.publish" else ()


@dataclass(frozen=True, slots=True)
class Publish:
    """Posts one approved update, then reads the page back."""

    page: StatusPage
    deliveries: Deliveries
    within: timedelta = WITHIN
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def perform(self, effect: Promised) -> Done:
        """Publish; raises Unavailable when the page does not show the words afterwards."""
        update, asked = await self._approved(effect)
        if update.audience is Audience.INTERNAL:
            return _shown(update, INSIDE, "")
        await self.page.publish(asked, key=effect.key)
        url = await self.page.shows(asked, key=effect.key)
        if url is None:
            raise Unavailable("the page does not show the update yet", may_have_happened=True)
        return _shown(update, self.page.name, url)

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Read the page twice; only what it does not show is published again, under the same key.

        A page that cannot be read is asked again later, and people decide where it refuses to say.
        """
        update, asked = await self._approved(effect)
        if update.audience is Audience.INTERNAL:
            return None
        url = await self.page.shows(asked, key=effect.key)
        if url is None:
            await self.pause(AGAIN_S)
            url = await self.page.shows(asked, key=effect.key)
        return None if url is None else _shown(update, self.page.name, url)

    async def _approved(self, effect: Promised) -> tuple[Update, PageUpdate]:
        """Take the words from the approved entry, so that exactly they go out."""
        incident = await self.deliveries.read(
            lambda work: work.timelines.incident(effect.incident_id)
        )
        approval = incident.entries[int(effect.payload["position"]) - 1]
        number = approval.fact.number  # type: ignore[union-attr] # this kind follows from UpdateApproved only
        update = next(each for each in incident.updates if each.number == number)
        asked = PageUpdate(
            effect.incident_id,
            number,
            # Drafted before there were headlines: still nothing that was meant for colleagues.
            update.headline or proposed_headline(incident),
            update.state.value,
            update.text,
            approval.recorded,
        )
        return update, asked


def _shown(update: Update, page: str, url: str) -> Done:
    def tell(incident: Incident) -> list[Fact]:
        return published(incident, update.number, page, url)

    return Done(reference=url or page, tell=tell)
