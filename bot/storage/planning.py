"""Write promises down: calls to make and timers to arm."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, bindparam, select, update

from bot.domain.terms import slug
from bot.effects.book import Job
from bot.effects.settling import SUPERSEDED
from bot.ports import Effect, Promises, Timer
from bot.storage.dialects import or_change, unless_there, upsert
from bot.storage.tables import OPEN_EFFECT, effects, lanes, timers

Defer: TypeAlias = Callable[[Connection, Sequence[Job]], None]
"""Queues calls to be run, inside the transaction that promises them or frees them again."""

Plan: TypeAlias = Callable[[Connection, Promises], None]
"""Writes promises down, in one transaction that knows its moment and its queue."""

_newest = effects.alias("newest")
_SUPERSEDE = (
    update(effects)
    .where(
        # Calls of one word share a lane; an index knows what is open there.
        effects.c.lane == bindparam("b_lane"),
        OPEN_EFFECT,
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
_PLAN_TELLING = _PLAN["postgresql"].returning(effects.c.key)
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


def rows_are_the_queue(_connection: Connection, _jobs: Sequence[Job]) -> None:
    """Queue nothing: where one process runs everything, it reads the ledger itself."""


def plan(connection: Connection, promises: Promises, *, now: datetime, defer: Defer) -> None:
    """Promise the calls, unless their key is known, and arm or cancel the timers."""
    if promises.effects:
        added = _plan_effects(connection, promises.effects, now)
        defer(connection, [Job(each.key, each.kind, _lane(each)) for each in added])
    for timer in promises.timers:
        _set(connection, timer)


def _plan_effects(
    connection: Connection, promised: Sequence[Effect], now: datetime
) -> Sequence[Effect]:
    """Write the calls down and return those that were not known before."""
    _lock_lanes(connection, {_lane(effect) for effect in promised} - {""})
    added = _insert(connection, promised, now)
    superseding = [
        {
            "b_lane": _lane(effect),
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
    return added


def _insert(connection: Connection, promised: Sequence[Effect], now: datetime) -> Sequence[Effect]:
    rows = [_row(effect, now) for effect in promised]
    if connection.dialect.name == "sqlite":
        connection.execute(_PLAN["sqlite"], rows)
        return promised  # nobody there queues them, so the known ones need no sorting out
    added = set(connection.execute(_PLAN_TELLING, rows).scalars())
    return [effect for effect in promised if effect.key in added]


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
