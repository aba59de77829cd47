"""The ledger of promised calls without a database."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.domain.errors import Rejected
from bot.domain.terms import IncidentId
from bot.effects.book import OPEN, Row, Waiting
from bot.effects.settling import settled
from bot.ports import Promised, Promises
from tests.fakes.state import Kept, State, plan

DAWN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class MemoryEffects:
    state: State
    now: datetime

    async def of(self, incident_id: IncidentId) -> list[Promised]:
        kept = sorted(self.state.effects.values(), key=lambda each: each.number)
        everything = [each.row.promised for each in kept]
        return [each for each in everything if each.incident_id == incident_id]

    async def at_hand(self, incident_id: IncidentId, kinds: Collection[str]) -> list[Promised]:
        return [
            each
            for each in await self.of(incident_id)
            if is_unsettled(each) or (each.reference and each.kind in kinds)
        ]

    async def find(self, key: str) -> Promised | None:
        kept = self.state.effects.get(key)
        return kept.row.promised if kept else None

    async def plan(self, promises: Promises) -> None:
        plan(self.state, promises, self.now)

    async def generation(self, timer: str) -> int:
        armed = self.state.timers.get(timer)
        return armed.generation if armed else 0

    async def settle(self, key: str, verdict: str) -> None:
        kept = self.state.effects.get(key)
        if kept is None:
            raise Rejected(f"There is no promised call {key}.")
        row = settled(kept.row, verdict, self.now)
        self.state.effects[key] = replace(kept, row=row)
        for lane in [lane for lane, by in self.state.blocked.items() if by == key]:
            del self.state.blocked[lane]

    async def why_blocked(self, bucket: str) -> str:
        found = self.state.buckets.get(bucket)
        return found.reason if found else ""


@dataclass(frozen=True)
class MemoryBook:
    state: State
    moment: datetime

    async def now(self) -> datetime:
        return self.moment

    async def take(self, key: str) -> Row | None:
        kept = self.state.effects.get(key)
        if kept is None:
            return None
        is_blocked = self._is_blocked(kept)
        return replace(kept.row, is_next=self._is_next(kept), is_blocked=is_blocked)

    async def put(self, row: Row, *, fence: int) -> bool:
        kept = self.state.effects[row.promised.key]
        if kept.row.fence != fence:
            return False
        self.state.effects[row.promised.key] = replace(kept, row=row)
        return True

    async def block(self, lane: str, *, by: str) -> None:
        if lane:
            self.state.blocked[lane] = by

    async def waiting(self, limit: int) -> list[Waiting]:
        able = [
            (_at(kept.row), kept)
            for kept in self.state.effects.values()
            if kept.row.promised.state in OPEN and self._is_next(kept)
        ]
        able.sort(key=lambda each: (each[0] is not None, each[0] or DAWN, each[1].number))
        return [
            Waiting(kept.row.promised.key, at, kept.row.promised.planned_at)
            for at, kept in able[:limit]
        ]

    async def void_leases(self, not_before: datetime) -> int:
        held = [k for k in self.state.effects.values() if k.row.promised.state == "intent"]
        for kept in held:
            was = kept.row.promised
            later = max(was.not_before or not_before, not_before)
            row = replace(kept.row, promised=replace(was, not_before=later), lease_until=None)
            self.state.effects[was.key] = replace(kept, row=row)
        return len(held)

    def _is_blocked(self, kept: Kept) -> bool:
        by = self.state.blocked.get(kept.row.lane, "")
        return by not in {"", kept.row.promised.key}

    def _is_next(self, kept: Kept) -> bool:
        lane = kept.row.lane
        if not lane:
            return True
        if self._is_blocked(kept):
            return False
        return not any(
            other.row.lane == lane
            and other.number < kept.number
            and other.row.promised.state in OPEN
            and not _lets_pass(other)
            for other in self.state.effects.values()
        )


def is_unsettled(promised: Promised) -> bool:
    if promised.state == "failed":
        return promised.reason != "superseded" and not promised.reason.startswith("dropped")
    return promised.state != "done"


def _lets_pass(kept: Kept) -> bool:
    was = kept.row.promised
    return bool(kept.collapse) and was.state == "planned" and was.not_before is not None


def _at(row: Row) -> datetime | None:
    moments = [each for each in (row.promised.not_before, row.lease_until) if each is not None]
    return max(moments, default=None)
