"""Keep every runbook content that was ever attached, by its digest."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.planning import inserting
from bot.storage.tables import runbook_copies

_SOURCE = select(runbook_copies.c.source).where(runbook_copies.c.digest == bindparam("b_digest"))


@dataclass(frozen=True, slots=True)
class Copies:
    """The kept contents, in one transaction: canonical JSON by its SHA-256."""

    connection: AsyncConnection
    now: datetime

    async def keep(self, digest: str, source: str) -> None:
        """Store a content for ever; one that is there already stays as it is."""
        values = {"digest": digest, "source": source, "kept_at": self.now}
        insert = inserting(runbook_copies, self.connection)
        await self.connection.execute(insert.on_conflict_do_nothing(), values)

    async def find(self, digest: str) -> str | None:
        """Return the content with that digest."""
        found = await self.connection.execute(_SOURCE, {"b_digest": digest})
        source: str | None = found.scalar()
        return source
