"""The numbers of limits.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.localslack.shapes import Obj

FILE = Path(__file__).parent.parent / "limits.toml"


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: where it is met, how much is allowed, and what Slack answers beyond it."""

    id: str
    where: str
    max: int
    unit: str
    error: str
    source: str = ""
    verify: bool = False
    note: str = ""

    def as_seen(self) -> Obj:
        """Return the row as the control API shows it."""
        shown: Obj = {"id": self.id, "where": self.where, "max": self.max, "unit": self.unit}
        shown |= {"error": self.error}
        shown |= {"verify": True} if self.verify else {"source": self.source}
        return shown | ({"note": self.note} if self.note else {})


@cache
def all_limits() -> dict[str, Limit]:
    """Return every limit by its id."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["limit"]
    return {row["id"]: Limit(**row) for row in rows}


@cache
def limit(name: str) -> int:
    """Return how much is allowed."""
    return all_limits()[name].max


def unverified() -> int:
    """Return how many limits nobody has confirmed."""
    return sum(row.verify for row in all_limits().values())
