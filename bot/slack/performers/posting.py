"""Messages: posted once and findable by their mark, or whispered."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from bot.domain.terms import PersonId, own_name
from bot.ports import Done, Dropped, Promised, Undecidable
from bot.slack.calls import WITHIN, SlackRefused
from bot.slack.desk import Desk, Known
from bot.slack.performers.rooms import entered

MARK = "muster_op"
"""The metadata event type under which each of our posts carries the key of its effect.

Vendor: https://docs.slack.dev/messaging/message-metadata
"""

BEFORE = timedelta(seconds=300)
"""How far Slack's clock may be behind ours when we look for our own post."""

AWAY = {
    "user_not_in_channel",
    "user_not_found",
    "user_disabled",
    "cannot_dm_bot",
    "is_archived",
}
"""Whoever left, is gone or is no person misses what was meant for them alone."""

PAGES = 10
CALM = {"parse": "none", "link_names": False, "unfurl_links": False, "unfurl_media": False}

Message: TypeAlias = dict[str, Any]
Render: TypeAlias = Callable[[Desk, Known, Promised], Message | None]
"""Builds a message from the record; None = there is nothing to say any more."""

Where: TypeAlias = Callable[[Desk, Known], Awaitable[str]]
"""Finds the channel; an empty id = nobody can write there, and the post is not needed."""


async def in_incident(desk: Desk, known: Known) -> str:
    """Post in the incident channel, once Muster is in it."""
    return await entered(desk, known)


async def in_announcements(desk: Desk, _known: Known) -> str:
    """Post in the announcement channel."""
    return await desk.announcement_channel()


@dataclass(frozen=True, slots=True)
class Post:
    """Posts one new message, in the thread under the newest post of `under` if given.

    Vendor: https://docs.slack.dev/reference/methods/chat.postMessage
    """

    desk: Desk
    render: Render
    where: Where = in_incident
    under: str = ""
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """Post, marked with the key of the effect."""
        known = await self.desk.known(effect.incident_id)
        message = self.render(self.desk, known, effect)
        channel = await self.where(self.desk, known) if message else ""
        if not message or not channel:
            return Done()
        return await posted(self.desk, effect, channel, self._thread(known) | message)

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Look for a message with our mark among those posted since the first attempt."""
        known = await self.desk.known(effect.incident_id)
        channel = await self.where(self.desk, known)
        if not channel:
            return None
        thread = self._thread(known)
        ts = await marked(self.desk, channel, effect.key, since, thread.get("thread_ts", ""))
        return Done(reference=f"{channel} {ts}") if ts else None

    def _thread(self, known: Known) -> dict[str, str]:
        root = known.posted(self.under) if self.under else None
        return {"thread_ts": root.reference.split()[1]} if root else {}


async def posted(desk: Desk, effect: Promised, channel: str, message: Message) -> Done:
    """Post a message under the mark by which `marked` finds it again."""
    mark = {"event_type": MARK, "event_payload": {"op": effect.key}}
    answer = await desk.slack.call(
        "chat.postMessage", channel=channel, metadata=mark, **CALM, **message
    )
    return Done(reference=f"{answer['channel']} {answer['ts']}")


async def marked(desk: Desk, channel: str, key: str, since: datetime, thread_ts: str) -> str:
    """Return the ts of our message that carries this key, or "" when there certainly is none.

    Raises Undecidable when we may not read, or when the channel is too busy to be sure.
    Vendor: https://docs.slack.dev/reference/methods/conversations.history
    """
    method = "conversations.replies" if thread_ts else "conversations.history"
    root = {"ts": thread_ts} if thread_ts else {}
    oldest = f"{(since - BEFORE).timestamp():.6f}"
    cursor = ""
    for _page in range(PAGES):
        try:
            page = await desk.slack.call(
                method, channel=channel, oldest=oldest, limit=200, cursor=cursor,
                include_all_metadata=True, **root,
            )  # fmt: skip
        except SlackRefused as error:
            raise Undecidable(f"{method}: {error.code}") from error
        for message in page["messages"]:
            if message.get("metadata", {}).get("event_payload", {}).get("op") == key:
                return str(message["ts"])
        cursor = page.get("response_metadata", {}).get("next_cursor", "")
        if not cursor:
            return ""
    raise Undecidable(f"more than {PAGES} pages of messages since the first attempt")


@dataclass(frozen=True, slots=True)
class Whisper:
    """Says something to one person alone, at most once: a direct message, or in the channel.

    `to` names the person ("" = nobody needs it any more). A direct message is found again by its
    mark; an ephemeral message cannot be, and is lost rather than said twice.
    Vendor: https://docs.slack.dev/reference/methods/chat.postEphemeral
    """

    desk: Desk
    render: Render
    to: Callable[[Known, Promised], str]
    is_direct: bool = False
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """Say it."""
        known = await self.desk.known(effect.incident_id)
        person = self._whom(known, effect)
        message = self.render(self.desk, known, effect) if person else None
        if not message or person == await self.desk.me():
            return Done()
        try:
            if self.is_direct:
                return await self._direct(effect, person, message)
            return await self._here(known, person, message)
        except SlackRefused as error:
            if error.code in AWAY:
                raise Dropped(f"{person} cannot be told: {error.code}") from error
            raise

    def _whom(self, known: Known, effect: Promised) -> str:
        person = self.to(known, effect)
        return "" if own_name(PersonId(person)) else person

    async def _here(self, known: Known, person: str, message: Message) -> Done:
        if known.room:
            told = {"channel": known.room, "user": person, **message}
            await self.desk.slack.call("chat.postEphemeral", **told)
        return Done()

    async def _direct(self, effect: Promised, person: str, message: Message) -> Done:
        return await posted(self.desk, effect, await self._open(person), message)

    async def _open(self, person: str) -> str:
        opened = await self.desk.slack.call("conversations.open", users=person)
        return str(opened["channel"]["id"])

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Look into the direct messages; an ephemeral message is lost rather than said twice."""
        if not self.is_direct:
            raise Dropped("nobody can tell whether it was seen")
        known = await self.desk.known(effect.incident_id)
        person = self._whom(known, effect)
        if not person:
            return None
        channel = await self._open(person)
        try:
            ts = await marked(self.desk, channel, effect.key, since, "")
        except Undecidable as error:
            raise Dropped(str(error)) from error
        return Done(reference=f"{channel} {ts}") if ts else None
