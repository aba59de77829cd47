"""Whether what Slack delivers is really heard: an open connection alone does not prove it.

A connection can answer pings and deliver nothing. What Muster itself says in a channel comes back
as an event, so that silence after it tells; a silence in which nothing is said tells nothing.
Vendor: https://github.com/slackapi/bolt-python/issues/1529
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

ECHO = timedelta(seconds=30)
"""How long what we said may take to come back."""

SILENT = timedelta(seconds=60)
"""How long a connection may be silent before it is replaced, and the least time between two."""


class Hearing:
    """Knows what was said and heard. `monotonic` counts seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._answering: set[str] = set()
        self._said_at: float | None = None
        self._deaf_since: float | None = None

    def said(self, channel: str) -> None:
        """Expect to hear what we said, in channels where that was so before."""
        if channel in self._answering and self._said_at is None:
            self._said_at = self._monotonic()

    def heard(self, payload: Mapping[str, Any]) -> None:
        """Take anything that Slack delivered as proof; remember where our own words come back."""
        self._said_at = self._deaf_since = None
        event = payload.get("event")
        if isinstance(event, dict) and event.get("type") == "message":
            inner = event.get("message")
            author = inner if isinstance(inner, dict) else event
            if author.get("bot_id"):
                self._answering.add(str(event.get("channel")))

    def is_deaf(self) -> bool:
        """Tell whether our words did not come back, until a while after all was connected anew."""
        now = self._monotonic()
        if self._said_at is not None and now - self._said_at >= ECHO.total_seconds():
            self._said_at, self._deaf_since = None, self._deaf_since or now
        if self._deaf_since is not None and now - self._deaf_since >= SILENT.total_seconds():
            self._deaf_since = None
        return self._deaf_since is not None
