"""What the bot did that Slack would let pass although it is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.localslack.journal import Journal
from bot.localslack.shapes import Obj


@dataclass(slots=True)
class Violations:
    """The list that every test expects to be empty; what a test announced is not listed."""

    journal: Journal
    found: list[Obj] = field(default_factory=list)
    allowed: set[str] = field(default_factory=set)
    broadcasts_allowed: int = 0

    def add(self, code: str, where: str, detail: str, pointer: str | None = None) -> None:
        """Note one violation, unless it was announced."""
        if code in self.allowed:
            return
        if code == "broadcast" and self.broadcasts_allowed > 0:
            self.broadcasts_allowed -= 1
            return
        found: Obj = {"code": code, "where": where, "detail": detail, "pointer": pointer}
        self.found.append({"seq": self.journal.write("violation", **found)} | found)

    def expect(self, codes: Iterable[str], broadcasts: int = 0) -> None:
        """Announce what is going to happen on purpose."""
        self.allowed |= set(codes)
        self.broadcasts_allowed += broadcasts

    def of(self, code: str | None) -> list[Obj]:
        """Return the violations of one code, or all."""
        return [entry for entry in self.found if code in {None, entry["code"]}]

    def reset(self) -> None:
        """Forget what was found and what was announced."""
        self.found.clear()
        self.allowed.clear()
        self.broadcasts_allowed = 0
