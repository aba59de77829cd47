"""Timers without a database."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.reminders import next_moment
from bot.ports import Effect, Promises
from tests.fakes.state import Armed, plan
from tests.fakes.store import MemoryStore, MemoryWork


@dataclass(frozen=True)
class MemoryTimers:
    store: MemoryStore

    async def fire(self, now: datetime) -> int:
        async def body(work: MemoryWork) -> int:
            due = [each for each in work.state.timers.values() if _due_by(each, now)]
            due.sort(key=lambda each: (each.timer.due or now, each.timer.key))
            for each in due:
                after = _after(each, now)
                work.state.timers[each.timer.key] = after
                plan(work.state, Promises(effects=(fired(after),)), now)
            return len(due)

        return await self.store.transact("timers", body)

    async def next_due(self) -> datetime | None:
        armed = [each.timer.due for each in self.store.state.timers.values() if each.is_armed]
        return min((due for due in armed if due is not None), default=None)


def _after(armed: Armed, now: datetime) -> Armed:
    again = next_moment(armed.timer.kind, armed.timer.due or now, now)
    if again is None:
        return replace(armed, is_armed=False)
    return Armed(replace(armed.timer, due=again), armed.generation + 1, is_armed=True)


def fired(armed: Armed) -> Effect:
    return Effect(
        f"timer:{armed.timer.key}:{armed.generation}",
        armed.timer.kind,
        armed.timer.incident_id,
        payload={"timer": armed.timer.key, "generation": armed.generation},
    )


def _due_by(armed: Armed, now: datetime) -> bool:
    return armed.is_armed and armed.timer.due is not None and armed.timer.due <= now
