"""The rows of the ledger: read, claim, write back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from sqlalchemy import Connection, and_, bindparam, case, exists, func, or_, select, text, update
from sqlalchemy import Row as SqlRow

from bot.domain.terms import IncidentId
from bot.effects.book import Job, Row, Waiting
from bot.ports import Promised
from bot.storage.columns import UtcDateTime
from bot.storage.database import Session
from bot.storage.dialects import or_change
from bot.storage.tables import effects, lanes

Moment: TypeAlias = Callable[[Connection], datetime]
"""Tells the time by which leases are granted and end."""

_MOMENT = select(func.clock_timestamp(type_=UtcDateTime))
_before = effects.alias("before")

# As text: with values that are bound, SQLite would not use the partial index.
_IS_OPEN = text("effects.state IN ('planned', 'intent')")

_HAS_PREDECESSOR = exists().where(
    _before.c.lane == effects.c.lane,
    _before.c.id < effects.c.id,
    text("\"before\".state IN ('planned', 'intent')"),
    # An edit shows what is true when it is made: while it waits for its turn, others may pass.
    or_(_before.c.state == "intent", _before.c.collapse == "", _before.c.not_before.is_(None)),
)
_IS_BLOCKED = exists().where(
    effects.c.lane != "",
    lanes.c.lane == effects.c.lane,
    lanes.c.blocked_by != "",
    lanes.c.blocked_by != effects.c.key,
)
_IS_NEXT = or_(effects.c.lane == "", and_(~_HAS_PREDECESSOR, ~_IS_BLOCKED))

_LOCK = select(effects.c.id).where(effects.c.key == bindparam("b_key")).with_for_update()
_TAKE = select(effects, _IS_NEXT.label("is_next"), _IS_BLOCKED.label("is_blocked")).where(
    effects.c.key == bindparam("b_key")
)
_BLOCK = or_change(lanes, "lane", change=("blocked_by",))
_UNBLOCK = update(lanes).where(lanes.c.blocked_by == bindparam("b_by")).values(blocked_by="")
_FREED = (
    select(effects.c.key, effects.c.kind, effects.c.lane)
    .where(
        _IS_OPEN,
        or_(effects.c.key == bindparam("b_by"), effects.c.lane == bindparam("b_lane")),
    )
    .order_by(effects.c.id)
)
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
    moment: Moment

    async def now(self) -> datetime:
        """Return the present moment."""
        return await self.session.run(self.moment)

    async def take(self, key: str) -> Row | None:
        """Lock one row until the transaction ends, and return it."""
        return await self.session.run(partial(_take, key))

    async def put(self, row: Row, *, fence: int) -> bool:
        """Write the row back unless it was claimed again since; tell whether it was written."""
        return await self.session.run(partial(_put, row, fence))

    async def block(self, lane: str, *, by: str) -> None:
        """Let nothing but `by` run in the lane; calls without a lane stop nobody."""
        if not lane:
            return
        values = {"lane": lane, "blocked_by": by}
        await self.session.run(lambda sql: sql.execute(_BLOCK[sql.dialect.name], values))

    async def unblock(self, row: Row) -> list[Job]:
        """Let the lane that waits for this call go on; return what can be run since."""
        return await self.session.run(partial(_unblock, row))

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


def _unblock(row: Row, connection: Connection) -> list[Job]:
    by = {"b_by": row.promised.key}
    is_freed = connection.execute(_UNBLOCK, by).rowcount > 0
    found = connection.execute(_FREED, by | {"b_lane": row.lane if is_freed else None}).all()
    return [Job(each.key, each.kind, each.lane) for each in found]


def by_its_own_clock(connection: Connection) -> datetime:
    """Return the present moment by the clock of the database, the same for all who share it."""
    moment: datetime = connection.execute(_MOMENT).scalar_one()
    return moment


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
        is_blocked=bool(row.is_blocked),
        fence=row.fence,
        owner=row.owner,
        waits_for=row.waits_for,
        collapse=row.collapse,
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
    .where(_IS_OPEN, _IS_NEXT)
    .order_by(_AT.is_not(None), _AT, effects.c.id)
    .limit(bindparam("b_limit"))
)
_LATER = case(
    (effects.c.not_before > bindparam("b_not_before"), effects.c.not_before),
    else_=bindparam("b_not_before"),
)
_VOID = (
    update(effects)
    .where(_IS_OPEN, effects.c.state == "intent")
    .values(lease_until=None, owner="", not_before=_LATER)
)
