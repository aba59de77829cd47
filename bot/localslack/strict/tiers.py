"""How often a method may be called.

Vendor: https://docs.slack.dev/apis/web-api/rate-limits
"""

import math
from dataclasses import dataclass, field

PER_MINUTE = {"T1": 1, "T2": 20, "T3": 50, "T4": 100}
POST_PER_SECOND, POST_BURST, POST_PER_MINUTE = 1.0, 5, 300
"""chat.postMessage: one a second per channel, short bursts, a cap for all (no exact numbers)."""


@dataclass(slots=True)
class Bucket:
    """Tokens that refill evenly."""

    capacity: float
    per_second: float
    left: float
    at: float

    def take(self, now: float) -> float:
        """Take one token and return 0, or return the seconds until there is one."""
        self.left = min(self.capacity, self.left + (now - self.at) * self.per_second)
        self.at = now
        if self.left < 1:
            return (1 - self.left) / self.per_second
        self.left -= 1
        return 0.0


@dataclass(slots=True)
class Tiers:
    """One bucket per method, and for posting one per channel; `scale` 0 switches all off."""

    scale: float = 1.0
    burst: float = 2.0
    buckets: dict[str, Bucket] = field(default_factory=dict)
    blocked: dict[str, float] = field(default_factory=dict)

    def take(self, method: str, tier: str, channel: str, now: float) -> int:
        """Return 0 when the call may go ahead, else the whole seconds to wait."""
        if self.scale <= 0 or (tier not in PER_MINUTE and tier != "post"):
            return 0
        waits = [bucket.take(now) for bucket in self._buckets(method, tier, channel, now)]
        return math.ceil(max(waits))

    def block(self, method: str, channel: str, until: float) -> None:
        """Remember that the bot was told to wait."""
        self.blocked[_lane(method, channel)] = until

    def left(self, method: str) -> int | None:
        """Return how many calls of a method are left at once, None when it is not counted."""
        bucket = self.buckets.get(method)
        return int(bucket.left) if bucket else None

    def too_early(self, method: str, channel: str, now: float) -> bool:
        """Say whether the bot was told to wait and did not."""
        return now < self.blocked.get(_lane(method, channel), 0.0)

    def reset(self) -> None:
        """Fill every bucket."""
        self.buckets.clear()
        self.blocked.clear()

    def _buckets(self, method: str, tier: str, channel: str, now: float) -> list[Bucket]:
        if tier != "post":
            per_minute = PER_MINUTE[tier] * self.scale
            return [self._bucket(method, per_minute * self.burst, per_minute / 60, now)]
        return [
            self._bucket(
                method, POST_PER_MINUTE * self.scale, POST_PER_MINUTE / 60 * self.scale, now
            ),
            self._bucket(
                f"{method} {channel}", POST_BURST * self.scale, POST_PER_SECOND * self.scale, now
            ),
        ]

    def _bucket(self, name: str, capacity: float, per_second: float, now: float) -> Bucket:
        if name not in self.buckets:
            capacity = max(1.0, capacity)
            self.buckets[name] = Bucket(capacity, per_second, capacity, now)
        return self.buckets[name]


def _lane(method: str, channel: str) -> str:
    return f"{method} {channel}" if method == "chat.postMessage" else method
