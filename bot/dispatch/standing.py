"""Say how the promised calls stand: the same for every dispatcher."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.effects.book import Waiting
from bot.ports import Stats

MANY = 10_000
"""How many waiting calls are counted; beyond that the exact number tells nobody anything."""


def is_due(waiting: Waiting, now: datetime) -> bool:
    """Tell whether the call may be run now."""
    return waiting.at is None or waiting.at <= now


def soonest(waiting: Sequence[Waiting]) -> datetime | None:
    """Return when the first of them will be due; None when there is none."""
    return min((each.at or each.since for each in waiting), default=None)


def stats_of(waiting: Sequence[Waiting], *, running: Collection[str], now: datetime) -> Stats:
    """Count what runs and what waits."""
    idle = [each for each in waiting if each.key not in running]
    due = [each.at or each.since for each in idle if is_due(each, now)]
    lag = now - min(due, default=now)
    return Stats(len(running), len(due), len(idle) - len(due), lag)
