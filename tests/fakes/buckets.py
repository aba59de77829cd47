"""The buckets that pace calls, without a database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.effects.book import OPEN
from bot.effects.buckets import Bucket
from tests.fakes.state import State


@dataclass(frozen=True)
class MemoryBuckets:
    state: State

    async def find(self, names: Sequence[str]) -> list[Bucket]:
        return [self.state.buckets[name] for name in names if name in self.state.buckets]

    async def lock(self, unknown: Sequence[Bucket]) -> list[Bucket]:
        ordered = sorted(unknown, key=lambda each: each.name)
        return [self.state.buckets.setdefault(each.name, each) for each in ordered]

    async def put(self, buckets: Sequence[Bucket]) -> None:
        self.state.buckets |= {each.name: each for each in buckets}

    async def open(self, gate: Bucket) -> None:
        for key, kept in self.state.effects.items():
            was = kept.row.promised
            if was.state in OPEN and was.reason == gate.reason and kept.row.lease_until is None:
                row = replace(kept.row, promised=replace(was, not_before=None))
                self.state.effects[key] = replace(kept, row=row)
        self.state.buckets.pop(gate.name, None)
