"""Write an incident down, one entry after the other."""

from datetime import UTC, datetime

from bot.domain.entries import Entry
from bot.domain.facts import Fact
from bot.domain.terms import PersonId

ALEX, JORDAN, SAM = PersonId("U0ALEX"), PersonId("U0JORDAN"), PersonId("U0SAM")
NAMES = {ALEX: "Alex Chen", JORDAN: "Jordan Kim", SAM: "Sam Rodriguez"}


class Story:
    """The entries of one incident on one day; positions count from 1."""

    def __init__(self, day: str) -> None:
        self.day = day
        self.entries: list[Entry] = []

    def time(self, clock: str) -> datetime:
        """Read `03:15` or `2024-01-16 03:15`, in UTC."""
        text = clock if " " in clock else f"{self.day} {clock}"
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    def say(self, clock: str, fact: Fact, *, by: PersonId = ALEX, occurred: str = "") -> "Story":
        """Add a fact that reached us at `clock`, and happened then unless `occurred` says more."""
        heard = self.time(clock)
        happened = self.time(occurred) if occurred else heard
        position = len(self.entries) + 1
        self.entries.append(Entry(position, fact, by, happened, heard, heard))
        return self
