"""Keep every runbook content that was ever attached, by its digest."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.storage.database import Session
from bot.storage.dialects import unless_there
from bot.storage.tables import runbook_copies

_KEEP = unless_there(runbook_copies, "digest")
_FIND = select(runbook_copies.c.source).where(runbook_copies.c.digest == bindparam("b_digest"))


@dataclass(frozen=True, slots=True)
class Copies:
    """The kept contents, in one transaction: canonical JSON by its SHA-256."""

    session: Session
    now: datetime

    async def keep(self, digest: str, source: str) -> None:
        """Store a content for ever; one that is there already stays as it is."""
        values = {"digest": digest, "source": source, "kept_at": self.now}
        await self.session.run(lambda sql: sql.execute(_KEEP[sql.dialect.name], values))

    async def find(self, digest: str) -> str | None:
        """Return the content with that digest."""
        values = {"b_digest": digest}
        found: str | None = await self.session.run(lambda sql: sql.execute(_FIND, values).scalar())
        return found
