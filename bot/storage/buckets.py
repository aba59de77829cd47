"""The buckets that pace calls to the outside: found, locked in order, written back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, literal_column, or_, select, update
from sqlalchemy import Row as SqlRow

from bot.effects.buckets import Bucket
from bot.storage.database import Session
from bot.storage.dialects import upsert
from bot.storage.tables import buckets, effects

_FIND = select(buckets).where(buckets.c.bucket.in_(bindparam("b_names", expanding=True)))
_LOCK = upsert(
    buckets,
    lambda insert: insert.on_conflict_do_update(
        # Changes nothing, but locks and returns what is there.
        index_elements=["bucket"], set_={"bucket": buckets.c.bucket}
    ),
)  # fmt: skip
_LOCK_GATE = select(buckets).where(buckets.c.bucket == bindparam("b_bucket")).with_for_update()
_LOCKED = {name: insert.returning(buckets) for name, insert in _LOCK.items()}
CHANGING = ("tokens", "refilled_at", "blocked_until", "reason")
_PUT = (
    update(buckets)
    .where(buckets.c.bucket == bindparam("b_bucket"))
    .values({name: bindparam(f"b_new_{name}") for name in CHANGING})
)
_me = effects.alias("me")
_IS_OPEN = or_(effects.c.state == "planned", effects.c.state == "intent")
# Spelled out, not bound: else the partial index would not be used.
_WAITS = (effects.c.waits_for != literal_column("''"), effects.c.waits_for == bindparam("b_bucket"))
_AHEAD = select(func.count()).where(
    *_WAITS,
    _IS_OPEN,
    effects.c.id < select(_me.c.id).where(_me.c.key == bindparam("b_key")).scalar_subquery(),
)
_WAKE = (
    update(effects)
    .where(*_WAITS, _IS_OPEN, effects.c.lease_until.is_(None))
    .values(not_before=None, waits_for="")
)
_REMOVE = delete(buckets).where(buckets.c.bucket == bindparam("b_bucket"))


@dataclass(frozen=True, slots=True)
class SqlBuckets:
    """The buckets, in one transaction."""

    session: Session

    async def find(self, names: Sequence[str]) -> list[Bucket]:
        """Return those that exist, without locking them."""
        if not names:
            return []
        found = await self.session.run(lambda sql: sql.execute(_FIND, {"b_names": names}).all())
        return [_bucket(row) for row in found]

    async def lock(self, unknown: Sequence[Bucket], gates: Sequence[str] = ()) -> list[Bucket]:
        """Lock buckets in order of their names; one that does not exist begins as given."""
        wanted = {each.name: each for each in unknown} | dict.fromkeys(gates)
        return await self.session.run(partial(_lock, wanted))

    async def put(self, changed: Sequence[Bucket]) -> None:
        """Write locked buckets back."""
        values = [
            {"b_bucket": each.name, **{f"b_new_{name}": getattr(each, name) for name in CHANGING}}
            for each in changed
        ]
        if values:
            await self.session.run(lambda sql: sql.execute(_PUT, values))

    async def ahead(self, bucket: str, key: str) -> int:
        """Count the calls that wait for this bucket and were promised before the one of `key`."""
        values = {"b_bucket": bucket, "b_key": key}
        return await self.session.run(lambda sql: sql.execute(_AHEAD, values).scalar_one())

    async def open(self, gate: str) -> None:
        """Remove a gate, and let every call that waits for it go on at once."""
        await self.session.run(partial(_open, gate))


def _lock(wanted: Mapping[str, Bucket | None], connection: Connection) -> list[Bucket]:
    upsert = _LOCKED[connection.dialect.name]
    rows = [
        connection.execute(upsert, _columns(begin)).one()
        if (begin := wanted[name])
        else connection.execute(_LOCK_GATE, {"b_bucket": name}).one_or_none()
        for name in sorted(wanted)
    ]
    return [_bucket(row) for row in rows if row]


def _open(gate: str, connection: Connection) -> None:
    connection.execute(_WAKE, {"b_bucket": gate})  # effects are locked before buckets
    connection.execute(_REMOVE, {"b_bucket": gate})


def _columns(bucket: Bucket) -> dict[str, Any]:
    return {"bucket": bucket.name} | {name: getattr(bucket, name) for name in CHANGING}


def _bucket(row: SqlRow[Any]) -> Bucket:
    return Bucket(row.bucket, row.tokens, row.refilled_at, row.blocked_until, row.reason)
