"""Everything that happened, one numbered record each."""

import asyncio
import json
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from bot.localslack.clock import Clock
from bot.localslack.shapes import Obj

KEPT = 20_000


class Journal:
    """Keep the newest records in memory, and all of them in a file if asked.

    A record is a snapshot, kept as text: later changes of what it was made from do not reach it.
    Secrets and the server's own address are replaced, so that two runs with one seed can be
    compared and a journal can be attached to an issue.
    """

    def __init__(self, clock: Clock, file: Path | None = None, keep: int = KEPT) -> None:
        self.clock = clock
        self.seq = 0
        self.hidden: dict[str, str] = {}
        self._kept: deque[tuple[int, str, str]] = deque(maxlen=keep)
        self._file: TextIO | None = file.open("a", encoding="ascii") if file else None
        self._grown = asyncio.Event()

    def write(self, kind: str, **fields: object) -> int:
        """Append one record and return its number."""
        self.seq += 1
        text = json.dumps({"seq": self.seq, "at": iso(self.clock.time()), "kind": kind, **fields})
        for secret, shown in self.hidden.items():
            text = text.replace(secret, shown)
        self._kept.append((self.seq, kind, text))
        if self._file:
            self._file.write(text + "\n")
        self._grown.set()
        self._grown = asyncio.Event()
        return self.seq

    def since(self, seq: int = 0, kinds: Iterable[str] = ()) -> Iterator[Obj]:
        """Yield kept records later than `seq`, oldest first; of all kinds when none is named."""
        wanted = set(kinds)
        later = [each for each in self._kept if each[0] > seq] if seq < self.seq else []
        for _, kind, text in later:
            if not wanted or kind in wanted:
                record: Obj = json.loads(text)
                yield record

    @property
    def oldest(self) -> int:
        """Return the number of the oldest record still kept."""
        return self.seq - len(self._kept) + 1

    async def beyond(self, seq: int) -> None:
        """Wait until there is a record later than `seq`."""
        while self.seq <= seq:
            await self._grown.wait()

    def flush(self) -> None:
        """Put what was written so far into the file."""
        if self._file:
            self._file.flush()

    def close(self) -> None:
        """Write what is left and let go of the file."""
        if self._file:
            self._file.close()


def iso(seconds: float) -> str:
    """Return a moment as ISO 8601 UTC with milliseconds."""
    moment = datetime.fromtimestamp(round(seconds, 3), UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
