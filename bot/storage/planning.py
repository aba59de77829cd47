"""Write promises down: calls to make and timers to arm."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.terms import slug
from bot.effects.settling import SUPERSEDED
from bot.ports import Effect, Promises, Timer
from bot.storage.tables import effects, lanes, timers

_newest = effects.alias("newest")
_SUPERSEDE = (
    update(effects)
    .where(
        effects.c.incident_id == bindparam("b_incident_id"),
        effects.c.collapse == bindparam("b_collapse"),
        effects.c.state == "planned",
        effects.c.id
        < select(_newest.c.id).where(_newest.c.key == bindparam("b_key")).scalar_subquery(),
    )
    .values(state="failed", reason=SUPERSEDED, ended_at=bindparam("b_now"))
)
_CANCEL = (
    update(timers)
    .where(timers.c.key == bindparam("b_key"))
    .values(state="cancelled", due_at=None, generation=timers.c.generation + 1)
)


def inserting(table: Table, connection: AsyncConnection) -> sqlite.Insert | postgresql.Insert:
    """Begin an INSERT that can say what to do about rows that are already there."""
    is_sqlite = connection.dialect.name == "sqlite"
    return sqlite.insert(table) if is_sqlite else postgresql.insert(table)


async def plan(connection: AsyncConnection, promises: Promises, *, now: datetime) -> None:
    """Promise the calls, unless their key is known, and arm or cancel the timers."""
    if promises.effects:
        await _plan_effects(connection, promises.effects, now)
    for timer in promises.timers:
        await _set(connection, timer)


async def _plan_effects(
    connection: AsyncConnection, promised: Sequence[Effect], now: datetime
) -> None:
    await _lock_lanes(connection, {_lane(effect) for effect in promised} - {""})
    insert = inserting(effects, connection).on_conflict_do_nothing(index_elements=["key"])
    await connection.execute(insert, [_row(effect, now) for effect in promised])
    superseding = [
        {
            "b_incident_id": effect.incident_id,
            "b_collapse": effect.collapse,
            "b_key": effect.key,
            "b_now": now,
        }
        for effect in promised
        if effect.collapse
    ]
    if superseding:
        await connection.execute(_SUPERSEDE, superseding)


async def _lock_lanes(connection: AsyncConnection, names: set[str]) -> None:
    """Hold the lanes until the transaction ends, so that ids in them grow in commit order."""
    if connection.dialect.name == "sqlite" or not names:
        return  # SQLite has one writer at a time anyway
    insert = inserting(lanes, connection)
    touch = insert.on_conflict_do_update(
        index_elements=["lane"], set_={"lane": insert.excluded.lane}
    )
    for name in sorted(names):
        await connection.execute(touch, {"lane": name, "blocked_by": ""})


def _lane(effect: Effect) -> str:
    """Return the lane; calls that replace each other must not overtake each other either."""
    alone = f"{slug(effect.incident_id)}/{effect.collapse}" if effect.collapse else ""
    return effect.lane or alone


def _row(effect: Effect, now: datetime) -> dict[str, Any]:
    return {
        "key": effect.key,
        "kind": effect.kind,
        "incident_id": effect.incident_id,
        "payload": effect.payload,
        "lane": _lane(effect),
        "collapse": effect.collapse,
        "state": "planned",
        "planned_at": now,
    }


async def _set(connection: AsyncConnection, timer: Timer) -> None:
    if timer.due is None:
        await connection.execute(_CANCEL, {"b_key": timer.key})
        return
    insert = inserting(timers, connection)
    arm = insert.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "generation": timers.c.generation + 1,
            "kind": insert.excluded.kind,
            "due_at": insert.excluded.due_at,
            "state": "armed",
        },
    )
    values = {
        "key": timer.key,
        "generation": 1,
        "incident_id": timer.incident_id,
        "kind": timer.kind,
        "due_at": timer.due,
        "state": "armed",
    }
    await connection.execute(arm, values)
