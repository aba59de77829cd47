"""Keep what people are called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from bot.domain.terms import PersonId
from bot.storage.dialects import or_change
from bot.storage.store import SqlWork, Store
from bot.storage.tables import people

_KEEP = or_change(people, "id", change=("name", "learned_at"))
_FIND = select(people).where(people.c.id.in_(bindparam("b_ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class SqlPeople:
    """The names, on a database; with `is_reader` nothing new is kept."""

    store: Store
    is_reader: bool = False

    async def keep(self, names: Mapping[PersonId, str]) -> None:
        """Remember these names durably; the name of before is forgotten."""
        if self.is_reader or not names:
            return

        async def body(work: SqlWork) -> None:
            rows = [
                {"id": person, "name": name, "learned_at": work.now}
                for person, name in names.items()
            ]
            await work.session.run(lambda sql: sql.execute(_KEEP[sql.dialect.name], rows))

        await self.store.transact("", body)

    async def known(self, people: Iterable[PersonId]) -> Mapping[PersonId, str]:
        """Return the names that are kept of those people; who was never kept is left out."""
        values = {"b_ids": sorted(people)}

        async def body(work: SqlWork) -> dict[PersonId, str]:
            rows = await work.session.run(lambda sql: sql.execute(_FIND, values).all())
            return {PersonId(row.id): row.name for row in rows}

        return await self.store.look(body)
