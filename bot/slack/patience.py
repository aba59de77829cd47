"""What Slack told this process to leave alone, and for how long.

Promised calls keep to the buckets that all replicas share. This is for every other call as well:
look-ups, forms, names of people. It is a courtesy and holds no truth, so a restart may forget it.
Vendor: https://docs.slack.dev/apis/web-api/rate-limits
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.errors import Unavailable
from bot.ports import Clock

AUTH = "slack.auth"
"""The limit that a dead token sets to all calls."""

TRIAL = timedelta(seconds=60)
"""How long nobody else calls while one call finds out whether our token lives again."""


@dataclass(frozen=True, slots=True)
class Told:
    """A limit as Slack told it: from when until when, and what it said."""

    since: datetime
    until: datetime
    trouble: Unavailable


class Patience:
    """Keeps calls back that Slack would refuse."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told: dict[str, Told] = {}

    def check(self, *limits: str) -> None:
        """Raise Unavailable while one of these limits is to be left alone.

        After a dead token one call is let through, and the others only when it was answered.
        """
        now = self._clock()
        for limit in limits:
            told = self._told.get(limit)
            if told is None:
                continue
            if told.since <= now < told.until:  # else it is over, or the clock was set back
                raise Unavailable(
                    str(told.trouble), retry_after=told.until - now, limit=told.trouble.limit
                )
            if limit == AUTH:
                self._told[AUTH] = replace(told, since=now, until=now + TRIAL)
            else:
                del self._told[limit]

    def refused(self, limit: str, trouble: Unavailable) -> None:
        """Remember that Slack refused a call because of this limit."""
        now = self._clock()
        self._told[limit] = Told(now, now + (trouble.retry_after or TRIAL), trouble)

    def answered(self) -> None:
        """Remember that Slack knows our token."""
        self._told.pop(AUTH, None)
