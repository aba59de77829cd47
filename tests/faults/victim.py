"""A real bot in a process of its own, which can be killed at any of its fault points."""

import asyncio
import os
import signal
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.app import Machinery, Muster, composed
from bot.cli._running import running
from bot.effects.faultpoints import Countdown
from bot.effects.ledger import Timing
from bot.settings import Settings
from bot.storage.lock import held
from bot.storage.schema import migrate

SOON = Timing(settle=timedelta(milliseconds=100))
POLL_S = 0.02
QUIET_POLLS = 5


@dataclass(frozen=True)
class Order:
    """What a victim is told: its settings, and at which fault point it dies (0 = never).

    It writes the name of that point to `mark`, and ends by itself once `stop` exists and
    nothing is left to do.
    """

    settings: dict[str, Any]
    at: int
    mark: Path
    stop: Path


def live(order: Order) -> None:
    """Run the bot until it is killed, or until it is told to stop and all is quiet."""
    settings = Settings.model_validate(order.settings)
    with held(settings.database_url):
        migrate(settings.database_url)
        asyncio.run(_live(settings, order))


async def _live(settings: Settings, order: Order) -> None:
    def strike(name: str, key: str) -> None:
        order.mark.write_text(f"{name} {key}", encoding="utf-8")
        os.kill(os.getpid(), signal.SIGKILL)

    machinery = Machinery(timing=SOON, fp=Countdown(order.at, strike))
    async with composed(settings, machinery) as muster, running(muster):
        await _quiet(muster, order.stop)


async def _quiet(muster: Muster, stop: Path) -> None:
    quiet = 0
    while quiet < QUIET_POLLS:
        await asyncio.sleep(POLL_S)
        stats = await muster.dispatcher.stats()
        told = await asyncio.to_thread(stop.exists)
        busy = stats.running or stats.due or stats.later or not told
        quiet = 0 if busy else quiet + 1
