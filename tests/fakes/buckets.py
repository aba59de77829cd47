"""The buckets that pace calls, without a database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.effects.book import OPEN
from bot.effects.buckets import Bucket
from tests.fakes.state import Kept, State


@dataclass(frozen=True)
class MemoryBuckets:
    state: State

    async def find(self, names: Sequence[str]) -> list[Bucket]:
        return [self.state.buckets[name] for name in names if name in self.state.buckets]

    async def lock(self, unknown: Sequence[Bucket], gates: Sequence[str] = ()) -> list[Bucket]:
        locked = [self.state.buckets.setdefault(each.name, each) for each in unknown]
        return sorted([*await self.find(gates), *locked], key=lambda each: each.name)

    async def put(self, buckets: Sequence[Bucket]) -> None:
        self.state.buckets |= {each.name: each for each in buckets}

    async def ahead(self, bucket: str, key: str) -> int:
        me = self.state.effects[key]
        return sum(kept.number < me.number for kept in self._waiting(bucket).values())

    async def open(self, gate: str) -> None:
        for key, kept in self._waiting(gate).items():
            if kept.row.lease_until is None:
                promised = replace(kept.row.promised, not_before=None)
                row = replace(kept.row, promised=promised, waits_for="")
                self.state.effects[key] = replace(kept, row=row)
        self.state.buckets.pop(gate, None)

    def _waiting(self, bucket: str) -> dict[str, Kept]:
        return {
            key: kept
            for key, kept in self.state.effects.items()
            if kept.row.waits_for == bucket and kept.row.promised.state in OPEN
        }
