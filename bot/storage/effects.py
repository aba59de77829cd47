"""Read the ledger of promised calls, add to it, and apply what people say about it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.domain.errors import Rejected
from bot.domain.terms import IncidentId
from bot.effects.settling import settled
from bot.ports import Promised, Promises
from bot.storage.buckets import SqlBuckets
from bot.storage.database import Session
from bot.storage.ledger import SqlBook, promised
from bot.storage.planning import Defer, Plan
from bot.storage.tables import effects

_OF = (
    select(effects)
    .where(effects.c.incident_id == bindparam("b_incident_id"))
    .order_by(effects.c.id)
)
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

    async def find(self, key: str) -> Promised | None:
        """Return the promised call with that key."""
        row = await self.session.run(lambda sql: sql.execute(_FIND, {"b_key": key}).first())
        return None if row is None else promised(row)

    async def plan(self, promises: Promises) -> None:
        """Promise more; known keys stay as they are."""
        await self.session.run(lambda sql: self.plan_in(sql, promises))

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
