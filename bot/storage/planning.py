"""Write promises down: calls to make and timers to arm."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from bot.domain.terms import slug
from bot.effects.settling import SUPERSEDED
from bot.ports import Effect, Promises, Timer
from bot.storage.dialects import or_change, unless_there, upsert
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


_PLAN = unless_there(effects, "key")
_TOUCH = or_change(lanes, "lane", change=("lane",))
_ARM = upsert(
    timers,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "generation": timers.c.generation + 1,
            "kind": insert.excluded.kind,
            "due_at": insert.excluded.due_at,
            "state": "armed",
        },
    ),
)


def plan(connection: Connection, promises: Promises, *, now: datetime) -> None:
    """Promise the calls, unless their key is known, and arm or cancel the timers."""
    if promises.effects:
        _plan_effects(connection, promises.effects, now)
    for timer in promises.timers:
        _set(connection, timer)


def _plan_effects(connection: Connection, promised: Sequence[Effect], now: datetime) -> None:
    _lock_lanes(connection, {_lane(effect) for effect in promised} - {""})
    insert = _PLAN[connection.dialect.name]
    connection.execute(insert, [_row(effect, now) for effect in promised])
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
        connection.execute(_SUPERSEDE, superseding)


def _lock_lanes(connection: Connection, names: set[str]) -> None:
    """Hold the lanes until the transaction ends, so that ids in them grow in commit order."""
    if connection.dialect.name == "sqlite":
        return  # it has one writer at a time anyway
    for name in sorted(names):
        connection.execute(_TOUCH["postgresql"], {"lane": name, "blocked_by": ""})


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


def _set(connection: Connection, timer: Timer) -> None:
    if timer.due is None:
        connection.execute(_CANCEL, {"b_key": timer.key})
        return
    values = {
        "key": timer.key,
        "generation": 1,
        "incident_id": timer.incident_id,
        "kind": timer.kind,
        "due_at": timer.due,
        "state": "armed",
    }
    connection.execute(_ARM[connection.dialect.name], values)
