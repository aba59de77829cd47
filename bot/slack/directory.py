"""What people call each other: names for ids, asked of Slack once and remembered."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.domain.errors import Refused, Unavailable
from bot.domain.terms import MUSTER, PersonId
from bot.slack.calls import Slack

log = logging.getLogger(__name__)

MOST = 50
"""How many people are asked about at once."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Names of people. Somebody whom Slack does not know now keeps their id.

    Vendor: https://docs.slack.dev/reference/methods/users.info
    """

    slack: Slack
    known: dict[PersonId, str] = field(default_factory=dict)

    async def names(self, people: Iterable[PersonId]) -> Mapping[PersonId, str]:
        """Return the names of those people, as far as they can be found out."""
        unknown = [person for person in {*people} - {MUSTER} if person and person not in self.known]
        async with asyncio.TaskGroup() as group:
            for person in unknown[:MOST]:
                group.create_task(self._ask(person))
        return self.known

    def name(self, person: PersonId) -> str:
        """Return the name if it is known already, else the id."""
        return "Muster" if person == MUSTER else self.known.get(person, person)

    async def _ask(self, person: PersonId) -> None:
        try:
            user = (await self.slack.call("users.info", user=person))["user"]
        except (Refused, Unavailable) as failure:
            log.info("directory.not_found", extra={"why": str(failure)})
            return
        self.known[person] = str(user.get("real_name") or user.get("name") or person)
