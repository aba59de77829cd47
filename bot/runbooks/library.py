"""All runbooks: those in the files now, and every content that was ever followed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.errors import Rejected
from bot.domain.runbook import Runbook
from bot.runbooks.loading import parse_source


class Copies(Protocol):
    """Where contents are kept for ever, by digest."""

    async def keep(self, digest: str, source: str) -> None:
        """Keep a content; one that is kept already stays as it is."""
        ...

    async def find(self, digest: str) -> str | None:
        """Return the content with that digest."""
        ...


@dataclass(frozen=True, slots=True)
class Library:
    """Joins the runbooks of the files, read once at the start, with the kept contents."""

    now: Sequence[Runbook]
    copies: Copies

    def all(self) -> Sequence[Runbook]:
        """Return the runbooks as the files had them at the start, by id."""
        return self.now

    async def with_digest(self, digest: str) -> Runbook:
        """Return exactly the content that was attached, even if its file has changed since."""
        for runbook in self.now:
            if runbook.digest == digest:
                return runbook
        source = await self.copies.find(digest)
        if source is None:
            raise Rejected(f"The runbook with the digest {digest[:12]} is not kept here any more.")
        return parse_source(source)

    async def keep(self, runbook: Runbook) -> None:
        """Store this content under its digest."""
        await self.copies.keep(runbook.digest, runbook.source)
