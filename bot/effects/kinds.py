"""Which code makes which kind of call."""

from collections.abc import Mapping
from typing import TypeAlias

from bot.ports import Performer

Kinds: TypeAlias = Mapping[str, Performer]
"""The performer of every effect kind; put together where everything is composed."""

HOLDS_ITS_LANE = ("slack.channel.create", "page.", "run.")
"""Kinds whose failure makes what stands behind them wrong: they stop their lane."""


def holds_its_lane(kind: str) -> bool:
    """Tell whether later calls of the lane must wait until people have settled a failed one."""
    return kind.startswith(HOLDS_ITS_LANE)
