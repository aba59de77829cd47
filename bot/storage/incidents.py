"""Find incidents without reading their timelines."""

from builtins import list as listed
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Integer, Select, Text, bindparam, cast, or_, select, update

from bot.domain.terms import ChannelId, IncidentId
from bot.ports import Summary
from bot.storage.database import Session
from bot.storage.quick import Quick
from bot.storage.summaries import summary
from bot.storage.tables import OPEN_INCIDENT, UNSETTLED, effects, incidents, meta
from bot.storage.words import found, typed

_NEXT = (
    update(meta)
    .where(meta.c.name == "last_incident")
    .values(value=cast(cast(meta.c.value, Integer) + 1, Text))
    .returning(meta.c.value)
)
_NEWEST = select(incidents).order_by(incidents.c.id.desc()).limit(bindparam("b_limit"))
_OPEN = _NEWEST.where(OPEN_INCIDENT)
_UNFINISHED = _NEWEST.where(
    or_(OPEN_INCIDENT, incidents.c.id.in_(select(effects.c.incident_id).where(UNSETTLED)))
)
_IN_CHANNEL = Quick.alike(
    select(incidents.c.id)
    .where(incidents.c.channel_id == bindparam("b_channel"))
    .order_by(incidents.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class SqlIncidents:
    """The summaries of all incidents, in one transaction."""

    session: Session

    async def allocate(self) -> IncidentId:
        """Take the next number; it is used up when the transaction commits."""
        taken = await self.session.run(lambda sql: sql.execute(_NEXT).scalar_one())
        return IncidentId(int(taken))

    async def list(self, *, only_open: bool, limit: int) -> listed[Summary]:
        """Return the newest incidents first."""
        return await self._those(_OPEN if only_open else _NEWEST, limit)

    async def unfinished(self, *, limit: int) -> listed[Summary]:
        """Return the newest that are open or have a promised call that is not over."""
        return await self._those(_UNFINISHED, limit)

    async def _those(self, question: Select[Any], limit: int) -> listed[Summary]:
        rows = await self.session.run(lambda sql: sql.execute(question, {"b_limit": limit}).all())
        return [summary(row) for row in rows]

    async def find(self, text: str, *, limit: int) -> listed[Summary]:
        """Return the newest incidents that are called by all words of the text."""
        words = typed(text)
        if not words:
            return []
        return [summary(row) for row in await self.session.run(partial(found, words, limit))]

    async def in_channel(self, channel: ChannelId) -> IncidentId | None:
        """Return the incident whose channel this is."""
        values = {"b_channel": channel}
        number = await self.session.run(lambda sql: _IN_CHANNEL.value(sql, values))
        return None if number is None else IncidentId(number)
