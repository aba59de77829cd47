"""Names of people without a database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.domain.terms import PersonId


@dataclass(frozen=True)
class MemoryPeople:
    names: dict[PersonId, str] = field(default_factory=dict)

    async def keep(self, names: Mapping[PersonId, str]) -> None:
        self.names.update(names)

    async def known(self, people: Iterable[PersonId]) -> Mapping[PersonId, str]:
        return {person: self.names[person] for person in people if person in self.names}
