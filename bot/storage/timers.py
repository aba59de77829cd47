"""Fire the timers that are due: each becomes a promised call, exactly once."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, bindparam, func, select, update

from bot.domain.terms import IncidentId
from bot.ports import Effect, Promises
from bot.storage.planning import Plan
from bot.storage.store import Store
from bot.storage.tables import timers

_DUE = (
    select(timers)
    .where(timers.c.state == "armed", timers.c.due_at <= bindparam("b_now"))
    .order_by(timers.c.due_at, timers.c.key)
    .with_for_update(skip_locked=True)
)
_SOONEST = select(func.min(timers.c.due_at)).where(timers.c.state == "armed")
_FIRE = (
    update(timers)
    .where(
        timers.c.key == bindparam("b_key"),
        timers.c.generation == bindparam("b_generation"),
        timers.c.state == "armed",
    )
    .values(state="fired")
)


@dataclass(frozen=True, slots=True)
class SqlTimers:
    """The timers on a database."""

    store: Store

    async def fire(self, now: datetime) -> int:
        """Turn every timer that is due into its promised call, exactly once; return how many."""
        due = await self.next_due()
        if due is None or due > now:
            return 0  # most seconds: nothing to write, nobody to wait for
        return await self.store.transact(
            "timers", lambda work: work.session.run(partial(_fire, work.plan, now))
        )

    async def next_due(self) -> datetime | None:
        """Return when the next timer is due."""
        return await self.store.look(lambda work: work.session.run(_soonest))


def _soonest(connection: Connection) -> datetime | None:
    moment: datetime | None = connection.execute(_SOONEST).scalar()
    return moment


def _fire(plan: Plan, now: datetime, connection: Connection) -> int:
    fired = []
    for row in connection.execute(_DUE, {"b_now": now}).all():
        connection.execute(_FIRE, {"b_key": row.key, "b_generation": row.generation})
        fired.append(
            Effect(
                f"timer:{row.key}:{row.generation}",
                row.kind,
                IncidentId(row.incident_id),
                payload={"timer": row.key, "generation": row.generation},
            )
        )
    plan(connection, Promises(effects=tuple(fired)))
    return len(fired)
