"""Time that moves only when a test says so."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


class ManualClock:
    """Stands still until it is moved; also counts monotonic seconds."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.now.timestamp()

    def pass_(self, time: timedelta) -> None:
        self.now += time
