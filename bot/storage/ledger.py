"""The rows of the ledger: read, claim, write back."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, exists, or_, select, update
from sqlalchemy import Row as SqlRow

from bot.domain.terms import IncidentId
from bot.effects.book import Row, Waiting
from bot.ports import Promised
from bot.storage.database import Session
from bot.storage.dialects import or_change
from bot.storage.tables import effects, lanes

_before = effects.alias("before")

_HAS_PREDECESSOR = exists().where(
    _before.c.lane == effects.c.lane,
    _before.c.id < effects.c.id,
    # Spelled out, not bound: else the partial index would not be used.
    or_(_before.c.state == "planned", _before.c.state == "intent"),
    # An edit shows what is true when it is made: while it waits for its turn, others may pass.
    or_(_before.c.state == "intent", _before.c.collapse == "", _before.c.not_before.is_(None)),
)
_IS_BLOCKED = exists().where(
    lanes.c.lane == effects.c.lane, lanes.c.blocked_by != "", lanes.c.blocked_by != effects.c.key
)
_IS_NEXT = or_(effects.c.lane == "", and_(~_HAS_PREDECESSOR, ~_IS_BLOCKED))

_LOCK = select(effects.c.id).where(effects.c.key == bindparam("b_key")).with_for_update()
_TAKE = select(effects, _IS_NEXT.label("is_next")).where(effects.c.key == bindparam("b_key"))
_BLOCK = or_change(lanes, "lane", change=("blocked_by",))
_UNBLOCK = update(lanes).where(lanes.c.blocked_by == bindparam("b_by")).values(blocked_by="")
CHANGING = (
    "state",
    "attempts",
    "fence",
    "owner",
    "waits_for",
    "lease_until",
    "intent_at",
    "last_intent_at",
    "not_before",
    "ended_at",
    "reference",
    "result",
    "reason",
)
_PUT = (
    update(effects)
    .where(effects.c.key == bindparam("b_key"), effects.c.fence == bindparam("b_fence"))
    .values({name: bindparam(f"b_new_{name}") for name in CHANGING})
)


@dataclass(frozen=True, slots=True)
class SqlBook:
    """The ledger in one transaction."""

    session: Session

    async def take(self, key: str) -> Row | None:
        """Lock one row until the transaction ends, and return it."""
        return await self.session.run(partial(_take, key))

    async def put(self, row: Row, *, fence: int) -> bool:
        """Write the row back unless it was claimed again since; tell whether it was written."""
        return await self.session.run(partial(_put, row, fence))

    async def block(self, lane: str, *, by: str) -> None:
        """Let nothing but `by` run in the lane."""
        values = {"lane": lane, "blocked_by": by}
        await self.session.run(lambda sql: sql.execute(_BLOCK[sql.dialect.name], values))

    async def unblock(self, *, by: str) -> None:
        """Let the lane that waits for `by` go on."""
        await self.session.run(lambda sql: sql.execute(_UNBLOCK, {"b_by": by}))

    async def waiting(self, limit: int) -> list[Waiting]:
        """Return the calls that nothing stands before in their lanes; soonest first."""
        found = await self.session.run(lambda sql: sql.execute(_WAITING, {"b_limit": limit}).all())
        return [Waiting(row.key, row.at, row.planned_at) for row in found]

    async def void_leases(self, not_before: datetime) -> int:
        """Free every claimed call, to be run at `not_before` at soonest."""
        values = {"b_not_before": not_before}
        return await self.session.run(lambda sql: sql.execute(_VOID, values).rowcount)


def _take(key: str, connection: Connection) -> Row | None:
    if connection.dialect.name != "sqlite":
        # First the lock, then the look: what stands before it may have ended meanwhile.
        connection.execute(_LOCK, {"b_key": key})
    found = connection.execute(_TAKE, {"b_key": key}).first()
    return None if found is None else _row(found)


def _put(row: Row, fence: int, connection: Connection) -> bool:
    place = {"b_key": row.promised.key, "b_fence": fence}
    return connection.execute(_PUT, place | _columns(row)).rowcount == 1


def promised(row: SqlRow[Any]) -> Promised:
    """Return what everybody may know of a row."""
    return Promised(
        key=row.key,
        kind=row.kind,
        incident_id=IncidentId(row.incident_id),
        state=row.state,
        attempts=row.attempts,
        reason=row.reason,
        reference=row.reference,
        payload=row.payload,
        planned_at=row.planned_at,
        not_before=row.not_before,
    )


def _row(row: SqlRow[Any]) -> Row:
    return Row(
        promised=promised(row),
        lane=row.lane,
        is_next=bool(row.is_next),
        fence=row.fence,
        owner=row.owner,
        waits_for=row.waits_for,
        lease_until=row.lease_until,
        intent_at=row.intent_at,
        last_intent_at=row.last_intent_at,
        ended_at=row.ended_at,
        result=row.result or {},
    )


def _columns(row: Row) -> dict[str, Any]:
    """Return the values of CHANGING, half of which everybody may know."""
    return {
        f"b_new_{name}": getattr(row.promised if hasattr(row.promised, name) else row, name)
        for name in CHANGING
    }


_AT = case(
    (effects.c.lease_until.is_(None), effects.c.not_before),
    (effects.c.not_before.is_(None), effects.c.lease_until),
    (effects.c.lease_until > effects.c.not_before, effects.c.lease_until),
    else_=effects.c.not_before,
)
_WAITING = (
    select(effects.c.key, effects.c.planned_at, _AT.label("at"))
    .where(or_(effects.c.state == "planned", effects.c.state == "intent"), _IS_NEXT)
    .order_by(_AT.is_not(None), _AT, effects.c.id)
    .limit(bindparam("b_limit"))
)
_LATER = case(
    (effects.c.not_before > bindparam("b_not_before"), effects.c.not_before),
    else_=bindparam("b_not_before"),
)
_VOID = (
    update(effects)
    .where(effects.c.state == "intent")
    .values(lease_until=None, owner="", not_before=_LATER)
)
