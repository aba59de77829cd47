"""Read the ledger of promised calls, add to it, and apply what people say about it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, bindparam, select

from bot.domain.errors import Rejected
from bot.domain.terms import IncidentId
from bot.effects.settling import settled
from bot.ports import Promised, Promises
from bot.storage.buckets import SqlBuckets
from bot.storage.database import Session
from bot.storage.ledger import SqlBook, promised
from bot.storage.planning import Defer, Plan
from bot.storage.tables import POSTED, UNSETTLED, effects, timers

_OF = (
    select(effects)
    .where(effects.c.incident_id == bindparam("b_incident_id"))
    .order_by(effects.c.id)
)
_UNSETTLED = _OF.where(UNSETTLED)
# Not in order: SQLite would read all of the incident for that, and not this index.
_POSTED = _OF.order_by(None).where(POSTED, effects.c.kind.in_(bindparam("b_kinds", expanding=True)))
_GENERATION = select(timers.c.generation).where(timers.c.key == bindparam("b_key"))
_FIND = select(effects).where(effects.c.key == bindparam("b_key"))


@dataclass(frozen=True, slots=True)
class SqlEffects:
    """The promised calls, in one transaction."""

    session: Session
    book: SqlBook
    plan_in: Plan
    defer: Defer
    now: datetime

    async def of(self, incident_id: IncidentId) -> list[Promised]:
        """Return every promised call of the incident, oldest first."""
        values = {"b_incident_id": incident_id}
        found = await self.session.run(lambda sql: sql.execute(_OF, values).all())
        return [promised(row) for row in found]

    async def at_hand(self, incident_id: IncidentId, kinds: Collection[str]) -> list[Promised]:
        """Return what may still matter, oldest first."""
        return await self.session.run(partial(_at_hand, incident_id, kinds))

    async def find(self, key: str) -> Promised | None:
        """Return the promised call with that key."""
        row = await self.session.run(lambda sql: sql.execute(_FIND, {"b_key": key}).first())
        return None if row is None else promised(row)

    async def plan(self, promises: Promises) -> None:
        """Promise more; known keys stay as they are."""
        await self.session.run(lambda sql: self.plan_in(sql, promises))

    async def generation(self, timer: str) -> int:
        """Return how often the timer was armed or cancelled."""
        found = await self.session.run(
            lambda sql: sql.execute(_GENERATION, {"b_key": timer}).scalar()
        )
        return found or 0

    async def settle(self, key: str, verdict: str) -> None:
        """Apply a person's word; raises Rejected when there is nothing to settle."""
        row = await self.book.take(key)
        if row is None:
            raise Rejected(f"There is no promised call {key}.")
        await self.book.put(settled(row, verdict, self.now), fence=row.fence)
        freed = await self.book.unblock(row)
        await self.session.run(lambda sql: self.defer(sql, freed))

    async def why_blocked(self, bucket: str) -> str:
        """Return why no call is made that needs this bucket; empty when nothing keeps it."""
        found = await SqlBuckets(self.session).find([bucket])
        return next((each.reason for each in found), "")


def _at_hand(
    incident_id: IncidentId, kinds: Collection[str], connection: Connection
) -> list[Promised]:
    # Two questions: with OR between them, no index would answer.
    values = {"b_incident_id": incident_id, "b_kinds": sorted(kinds)}
    found = [
        *connection.execute(_UNSETTLED, {"b_incident_id": incident_id}),
        *connection.execute(_POSTED, values),
    ]
    rows = {row.id: row for row in found}
    return [promised(rows[each]) for each in sorted(rows)]
