"""One runbook file while it is looked at: what it says and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from bot.runbooks.document import Document, Path
from bot.runbooks.faults import Fault
from bot.runbooks.format import RunbookFile
from bot.runbooks.parts import Later
from bot.runbooks.steps import Check, Manual, Question

AnyStep: TypeAlias = Manual | Question | Check | Later


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file of the right shape; its links and limits are not checked yet."""

    file: str
    document: Document
    book: RunbookFile

    def fault(
        self,
        path: Path,
        code: str,
        message: str,
        *,
        is_warning: bool = False,
        of_key: bool = False,
    ) -> Fault:
        """Say that something is wrong with what stands at `path`."""
        place = self.document.place(path, of_key=of_key)
        return Fault(self.file, place, code, message, is_warning)

    @property
    def steps(self) -> Iterator[tuple[Path, AnyStep]]:
        """Every step with its path, in the order of the walk."""
        for phase_index, phase in enumerate(self.book.phases):
            for index, step in enumerate(phase.steps):
                yield ("phases", phase_index, "steps", index), step

    @property
    def by_id(self) -> dict[str, AnyStep]:
        """The steps by id; of two with the same id, the first."""
        return {step.id: step for _, step in reversed(list(self.steps))}
