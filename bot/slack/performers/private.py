"""What is said to one person alone, at most once: in the channel, or as a direct message."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.domain.terms import PersonId, own_name
from bot.ports import Done, Dropped, Promised, Undecidable
from bot.slack.calls import WITHIN, SlackRefused
from bot.slack.desk import Desk, Known
from bot.slack.performers.finding import marked
from bot.slack.performers.posting import Message, Render, posted

AWAY = {
    "user_not_in_channel",
    "user_not_found",
    "user_disabled",
    "cannot_dm_bot",
    "is_archived",
}
"""Whoever left, is gone or is no person misses what was meant for them alone."""

To: TypeAlias = Callable[[Known, Promised], str]
"""Names the person; "" = nobody needs it any more."""


@dataclass(frozen=True, slots=True)
class Whisper:
    """Shows something in the channel to one person alone.

    Vendor: https://docs.slack.dev/reference/methods/chat.postEphemeral
    """

    desk: Desk
    render: Render
    to: To
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """Say it."""
        known = await self.desk.known(effect.incident_id)
        person, message = await _said(self.desk, known, effect, self.to, self.render)
        if not message or not known.room:
            return Done()
        told = {"channel": known.room, "user": person, **message}
        with reaching(person):
            await self.desk.slack.call("chat.postEphemeral", **told)
        return Done()

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Drop it: nobody can tell whether it was seen, and it is lost rather than said twice."""
        raise Dropped("nobody can tell whether it was seen")


@dataclass(frozen=True, slots=True)
class Direct:
    """Sends one person a direct message, which is found again by its mark.

    Vendor: https://docs.slack.dev/reference/methods/conversations.open
    """

    desk: Desk
    render: Render
    to: To
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """Send it."""
        known = await self.desk.known(effect.incident_id)
        person, message = await _said(self.desk, known, effect, self.to, self.render)
        if not message:
            return Done()
        with reaching(person):
            return await posted(self.desk, effect, await opened(self.desk, person), message)

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Look for our mark among the direct messages; where we may not, it is dropped."""
        known = await self.desk.known(effect.incident_id)
        person = _whom(known, effect, self.to)
        if not person:
            return None
        try:
            channel = await opened(self.desk, person)
            ts = await marked(self.desk, channel, effect.key, since)
        except (SlackRefused, Undecidable) as error:
            raise Dropped(str(error)) from error
        return Done(reference=f"{channel} {ts}") if ts else None


@contextmanager
def reaching(person: str) -> Iterator[None]:
    """Drop what is meant for somebody who cannot be reached."""
    try:
        yield
    except SlackRefused as error:
        if error.code in AWAY:
            raise Dropped(f"{person} cannot be told: {error.code}") from error
        raise


async def opened(desk: Desk, person: str) -> str:
    """Return the channel of the direct messages with somebody."""
    found = await desk.slack.call("conversations.open", users=person)
    return str(found["channel"]["id"])


async def _said(
    desk: Desk, known: Known, effect: Promised, to: To, render: Render
) -> tuple[str, Message | None]:
    """Return whom to tell what; nothing when nobody needs it, or only Muster would."""
    person = _whom(known, effect, to)
    message = render(desk, known, effect) if person else None
    return (person, message) if message and person != await desk.me() else ("", None)


def _whom(known: Known, effect: Promised, to: To) -> str:
    person = to(known, effect)
    return "" if own_name(PersonId(person)) else person
