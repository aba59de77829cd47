"""Which entries still count after what people withdrew."""

from collections.abc import Sequence
from typing import TypeVar

from bot.domain.entries import Entry
from bot.domain.facts import EntryWithdrawn

Kind = TypeVar("Kind")


def withdrawals(entries: Sequence[Entry]) -> dict[int, Entry]:
    """Map each withdrawn position to the entry that withdrew it first."""
    found: dict[int, Entry] = {}
    for entry, fact in those(entries, EntryWithdrawn):
        found.setdefault(fact.target, entry)
    return found


def standing(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries that count, in order of position."""
    gone = withdrawals(entries)
    return [entry for entry in entries if entry.position not in gone]


def those(entries: Sequence[Entry], kind: type[Kind]) -> list[tuple[Entry, Kind]]:
    """Pick the entries of one kind of fact, each with its fact."""
    return [(entry, entry.fact) for entry in entries if isinstance(entry.fact, kind)]
