"""Fire the timers that are due: each becomes a promised call, exactly once."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, bindparam, func, select, update

from bot.domain.reminders import next_moment
from bot.domain.terms import IncidentId
from bot.ports import Effect, Promises
from bot.storage.planning import Plan
from bot.storage.store import SqlWork, Store
from bot.storage.tables import timers

BATCH = 200
"""How many fire in one transaction; after a long downtime several replicas share the rest."""

_DUE = (
    select(timers)
    .where(timers.c.state == "armed", timers.c.due_at <= bindparam("b_now"))
    .order_by(timers.c.due_at, timers.c.key)
    .limit(BATCH)
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
    .values(state=bindparam("b_state"), due_at=bindparam("b_due"), generation=bindparam("b_next"))
)


@dataclass(frozen=True, slots=True)
class SqlTimers:
    """The timers on a database."""

    store: Store

    async def fire(self, now: datetime) -> int:
        """Turn every timer that is due into its promised call, exactly once; return how many.

        Replicas go by the clock of their database: one that is wrong would fire for them all.
        """
        due, now = await self.store.look(partial(self._soonest_and_now, now))
        if due is None or due > now:
            return 0  # most seconds: nothing to write, nobody to wait for
        fired, batch = 0, BATCH
        while batch == BATCH:
            batch = await self.store.transact(
                "timers", lambda work: work.session.run(partial(_fire, work.plan, now))
            )
            fired += batch
        return fired

    async def next_due(self) -> datetime | None:
        """Return when the next timer is due."""
        return await self.store.look(lambda work: work.session.run(_soonest))

    async def _soonest_and_now(
        self, now: datetime, work: SqlWork
    ) -> tuple[datetime | None, datetime]:
        if self.store.moment is not None:
            now = await work.book.now()
        return await work.session.run(_soonest), now


def _soonest(connection: Connection) -> datetime | None:
    moment: datetime | None = connection.execute(_SOONEST).scalar()
    return moment


def _fire(plan: Plan, now: datetime, connection: Connection) -> int:
    fired = []
    for row in connection.execute(_DUE, {"b_now": now}).all():
        again = next_moment(row.kind, row.due_at, now)
        generation = row.generation + 1 if again else row.generation
        values = {
            "b_key": row.key,
            "b_generation": row.generation,
            "b_next": generation,
            "b_due": again or row.due_at,
            "b_state": "armed" if again else "fired",
        }
        connection.execute(_FIRE, values)
        fired.append(
            Effect(
                f"timer:{row.key}:{generation}",
                row.kind,
                IncidentId(row.incident_id),
                payload={"timer": row.key, "generation": generation},
            )
        )
    plan(connection, Promises(effects=tuple(fired)))
    return len(fired)
