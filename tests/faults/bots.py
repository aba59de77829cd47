"""Bots as processes, and what becomes of them."""

import asyncio
import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.faults import victim

STOPPED = "T"
"""Vendor: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html"""

PATIENCE_S = 150


@dataclass(frozen=True)
class Fate:
    """What becomes of a bot: which signal it sends itself at which fault point (0 = none)."""

    at: int = victim.NEVER
    strike: int = signal.SIGKILL


UNHARMED = Fate()


@dataclass(frozen=True)
class Bot:
    """One running process."""

    process: BaseProcess
    order: victim.Order

    @property
    def is_alive(self) -> bool:
        return self.process.is_alive()

    @property
    def is_ready(self) -> bool:
        """Tell whether it hears Slack."""
        return self.order.ready.exists()

    @property
    def is_awake(self) -> bool:
        """Tell whether it lives, and nobody has stopped it."""
        try:
            state = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8")
        except (FileNotFoundError, ProcessLookupError):
            return False
        return self.is_alive and state.rpartition(")")[2].split()[0] != STOPPED

    @property
    def struck(self) -> str:
        """Return the fault point where its fate met it, with the key; "" while it did not."""
        mark = self.order.mark
        return mark.read_text(encoding="utf-8") if mark.exists() else ""

    @property
    def passed(self) -> list[str]:
        """Return every fault point that it reached, if it came to rest."""
        return self.order.passed.read_text(encoding="utf-8").split()

    def send(self, number: int) -> None:
        """Send it a signal, unless it is dead."""
        if self.is_alive and self.process.pid:
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, number)

    async def rest(self) -> None:
        """Let it finish what it has to do, and end."""
        await asyncio.to_thread(self.order.stop.touch)
        await asyncio.to_thread(self.process.join, PATIENCE_S)
        ended = self.process.exitcode
        assert ended in {0, -signal.SIGKILL}, f"the bot neither died nor came to rest: {ended}"
