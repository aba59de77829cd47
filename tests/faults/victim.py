"""A real bot in a process of its own, which can be struck at any of its fault points."""

import asyncio
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.app import Machinery, Muster, composed
from bot.cli._running import running
from bot.domain.errors import Unavailable
from bot.effects.faultpoints import Countdown
from bot.effects.ledger import Timing
from bot.effects.pacing import Pace, Toll
from bot.ports import Promised
from bot.settings import Settings
from bot.storage.lock import held
from bot.storage.schema import migrate
from bot.wiring import owed

USUAL = Timing()
SOON = Timing(settle=timedelta(milliseconds=100))
"""Good enough where only processes die: the workspace ends a request with its connection."""


def unpaced(_effect: Promised) -> Sequence[Toll]:
    """Let every call be made at once, as Slack would not."""
    return ()


NEVER = 0
POLL_S = 0.02
QUIET_POLLS = 5


@dataclass(frozen=True)
class Order:
    """What a victim is told: its settings, and what becomes of it at which fault point.

    It touches `ready` when it hears Slack. It writes the name of that point to `mark` and sends
    itself the signal. It ends by itself once `stop` exists and nothing is left to do, and then
    writes to `passed` where it has been.
    """

    settings: dict[str, Any]
    ready: Path
    mark: Path
    stop: Path
    passed: Path
    at: int = NEVER
    strike: int = signal.SIGKILL
    timing: Timing = SOON
    pace: Pace = owed


def live(order: Order) -> None:
    """Run the bot until it is killed, or until it is told to stop and all is quiet."""
    settings = Settings.model_validate(order.settings)
    with held(settings.database_url):
        migrate(settings.database_url)
        asyncio.run(_live(settings, order))


async def _live(settings: Settings, order: Order) -> None:
    def strike(name: str, key: str) -> None:
        order.mark.write_text(f"{name} {key}", encoding="utf-8")
        os.kill(os.getpid(), order.strike)

    fate = Countdown(order.at, strike)
    machinery = Machinery(timing=order.timing, fp=fate, pace=order.pace)
    async with composed(settings, machinery) as muster, running(muster) as ready:
        await ready.wait()
        await asyncio.to_thread(order.ready.touch)
        await _quiet(muster, order.stop)
    order.passed.write_text("\n".join(fate.reached), encoding="utf-8")


async def _quiet(muster: Muster, stop: Path) -> None:
    quiet = 0
    while quiet < QUIET_POLLS:
        await asyncio.sleep(POLL_S)
        told = await asyncio.to_thread(stop.exists)
        quiet = quiet + 1 if told and await _is_idle(muster) else 0


async def _is_idle(muster: Muster) -> bool:
    try:
        stats = await muster.dispatcher.stats()
    except Unavailable:
        return False
    return not (stats.running or stats.due or stats.later)
