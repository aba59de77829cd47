"""Who people are, asked of Slack: their names, and whether they can respond at all."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.errors import Refused, Rejected, Unavailable
from bot.domain.terms import MUSTER, PersonId
from bot.domain.text import cleaned
from bot.ports import Json
from bot.slack.calls import Slack, SlackRefused

log = logging.getLogger(__name__)

MOST = 50
"""How many people are asked about at once."""

SLACKBOT = PersonId("USLACKBOT")
"""Slack's own voice, the one bot that it does not call a bot.

Vendor: https://docs.slack.dev/reference/objects/user-object
"""


@dataclass(frozen=True, slots=True)
class Directory:
    """Names of people. Somebody whom Slack does not know now keeps their id.

    `within` is how long the acknowledgement may wait to hear whether somebody can respond.
    Vendor: https://docs.slack.dev/reference/methods/users.info
    """

    slack: Slack
    known: dict[PersonId, str] = field(default_factory=dict)
    within: timedelta = timedelta(milliseconds=500)

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

    async def check(self, people: Iterable[PersonId]) -> None:
        """Raise Rejected for whoever can take no part: a bot, somebody deactivated or unknown.

        Asked anew each time, since people leave. When Slack does not answer in time, everybody
        can: an incident does not wait for Slack.
        """
        for person in people:
            try:
                async with asyncio.timeout(self.within.total_seconds()):
                    user = await self._user(person)
            except (Refused, Unavailable, TimeoutError) as failure:
                log.info("directory.not_checked", extra={"why": str(failure) or "too slow"})
                continue
            _check(person, user)

    async def _user(self, person: PersonId) -> Json | None:
        """Return what Slack says of a person; None when it knows no such person."""
        try:
            user: Json = (await self.slack.call("users.info", user=person))["user"]
        except SlackRefused as refusal:
            if refusal.code == "user_not_found":
                return None
            raise
        return user

    async def _ask(self, person: PersonId) -> None:
        try:
            user = (await self.slack.call("users.info", user=person))["user"]
        except (Refused, Unavailable) as failure:
            log.info("directory.not_found", extra={"why": str(failure)})
            return
        self.known[person] = str(user.get("real_name") or user.get("name") or person)


def _check(person: PersonId, user: Json | None) -> None:
    if user is None:
        raise Rejected(
            f"Slack knows nobody with the id {cleaned(person, 40)}. Pick the person from Slack's "
            "list while typing."
        )
    name = cleaned(str(user.get("real_name") or user.get("name") or person), 80)
    if user.get("is_bot") or person == SLACKBOT:
        raise Rejected(f"{name} is a bot, which can take no part. Name a person.")
    if user.get("deleted"):
        raise Rejected(f"{name} is deactivated in Slack. Name somebody who is still here.")
