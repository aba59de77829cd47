"""What is wrong with a runbook, where, and what to write instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from bot.domain.errors import Rejected

SHOWN = 12


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in a file; both count from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One finding. A warning is worth repairing, but the runbook can be followed."""

    file: str
    place: Place
    code: str
    message: str
    is_warning: bool = False

    def __str__(self) -> str:
        level = "warning" if self.is_warning else "error"
        where = f"{self.file}:{self.place.line}:{self.place.column}"
        return f"{where} {self.code} {level}: {self.message}"


class RunbookFaults(Rejected):
    """Runbooks cannot be used: every fault that was found, one per line, in order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def instead(word: str, known: Iterable[str]) -> str:
    """End a message about an unknown word: with the likely one, or with what there is."""
    names = list(known)
    if near := get_close_matches(word, names, n=1, cutoff=0.6):
        return f' - did you mean "{near[0]}"?'
    if not names:
        return ""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"; known: {', '.join(names[:SHOWN])}{more}"
