"""Which signatures were already answered, for as long as they would still be accepted."""

from datetime import datetime, timedelta

KEPT = timedelta(minutes=10)
MAX_KEPT = 50_000


class Replays:
    """Answered signatures of the last ten minutes, the oldest dropped beyond 50,000.

    A signature is good for at most ten minutes: five before and five after its timestamp. One
    that was dropped early, or lost in a restart, is still stopped by the key of its delivery.
    """

    def __init__(self) -> None:
        self._answered: dict[bytes, datetime] = {}

    def __contains__(self, signature: bytes) -> bool:
        return signature in self._answered

    def add(self, signature: bytes, *, now: datetime) -> None:
        """Remember the signature, and forget those that are too old by now."""
        self._answered[signature] = now
        while len(self._answered) > MAX_KEPT or now - self._oldest() > KEPT:
            del self._answered[next(iter(self._answered))]

    def _oldest(self) -> datetime:
        return next(iter(self._answered.values()))
