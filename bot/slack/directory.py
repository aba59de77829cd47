"""Who people are, asked of Slack: their names, and whether they can respond at all."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from bot.domain.errors import Refused, Rejected, Unavailable
from bot.domain.terms import PersonId, own_name
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


class People(Protocol):
    """What people are called, kept so that a record can be read without Slack."""

    async def keep(self, names: Mapping[PersonId, str]) -> None:
        """Remember these names durably; the name of before is forgotten."""
        ...

    async def known(self, people: Iterable[PersonId]) -> Mapping[PersonId, str]:
        """Return the names that are kept of those people; who was never kept is left out."""
        ...


@dataclass(frozen=True, slots=True)
class Directory:
    """Names of people: what Slack says, else what it said once, else their id.

    Without a token (`is_asked` is false) Slack is left alone. `within` is how long the
    acknowledgement may wait to hear whether somebody can respond.
    Vendor: https://docs.slack.dev/reference/methods/users.info
    """

    slack: Slack
    kept: People
    is_asked: bool = True
    known: dict[PersonId, str] = field(default_factory=dict)
    once: dict[PersonId, str] = field(default_factory=dict)
    within: timedelta = timedelta(milliseconds=800)

    async def names(self, people: Iterable[PersonId]) -> Mapping[PersonId, str]:
        """Return the names of those people, as far as they can be found out."""
        asked = {person for person in people if person and not own_name(person)}
        unknown = asked - self.known.keys()
        async with asyncio.TaskGroup() as group:
            for person in sorted(unknown)[: MOST if self.is_asked else 0]:
                group.create_task(self._ask(person))
        await self._keep(unknown & self.known.keys())
        if still := unknown - self.known.keys():
            self.once.update(await self.kept.known(still))
        return self.once | self.known

    async def meet(self, person: PersonId) -> None:
        """Learn the name of somebody who is at work here, for a time without Slack."""
        await self.names([person])

    def name(self, person: PersonId) -> str:
        """Return the name if it is known already, else the id."""
        return own_name(person) or self.known.get(person) or self.once.get(person, person)

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
            await self._learn(person, user)

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
        self.known[person] = _name(person, user)

    async def _learn(self, person: PersonId, user: Json | None) -> None:
        """Keep the name of somebody who takes part, if it is new."""
        if user and self.known.get(person) != _name(person, user):
            self.known[person] = _name(person, user)
            await self._keep({person})

    async def _keep(self, people: Iterable[PersonId]) -> None:
        """Keep names for a time without Slack; that they cannot be kept now hinders nobody."""
        try:
            await self.kept.keep({person: self.known[person] for person in people})
        except Unavailable as failure:
            log.info("directory.not_kept", extra={"why": str(failure)})


def _name(person: PersonId, user: Json) -> str:
    return str(user.get("real_name") or user.get("name") or person)


def _check(person: PersonId, user: Json | None) -> None:
    if user is None:
        raise Rejected(
            f"Slack knows nobody with the id {cleaned(person, 40)}. Pick the person from Slack's "
            "list while typing."
        )
    name = cleaned(_name(person, user), 80)
    if user.get("is_bot") or person == SLACKBOT:
        raise Rejected(f"{name} is a bot, which can take no part. Name a person.")
    if user.get("deleted"):
        raise Rejected(f"{name} is deactivated in Slack. Name somebody who is still here.")
