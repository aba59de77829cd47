"""Recording the exact message that somebody pinned, and withdrawing it again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.facts import Fact, MessageRecorded
from bot.domain.incident import Incident
from bot.domain.notes import record_message, unmark
from bot.domain.terms import ChannelId, PersonId
from bot.domain.text import cleaned
from bot.ports import Done, Promised
from bot.slack.calls import WITHIN, SlackRefused
from bot.slack.desk import Desk
from bot.slack.text import readable
from bot.slack.words import MARKS

LONGEST = 3_000


@dataclass(frozen=True, slots=True)
class RecordMessage:
    """Reads one message, also in a thread, and puts it on the timeline at its own time.

    Vendor: https://docs.slack.dev/messaging/retrieving-messages#individual_messages
    """

    desk: Desk
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """Read it, with its permalink; a message that is gone meanwhile records nothing.

        Neither does an emoji that is gone: Slack may tell of its end before its beginning.
        """
        asked = effect.payload
        message = await self._exactly(asked["channel"], asked["ts"])
        if message is None or not _still_asked(message, asked.get("emoji", "")):
            return Done()
        fact = MessageRecorded(
            channel=ChannelId(asked["channel"]),
            ts=asked["ts"],
            author=PersonId(str(message.get("user") or message.get("bot_id") or "")),
            text=cleaned(readable(str(message.get("text") or "")), LONGEST),
            thread_ts=_thread_of(message),
            permalink=await self._permalink(asked["channel"], asked["ts"]),
            mark=asked["mark"],
        )

        def tell(incident: Incident) -> list[Fact]:
            return record_message(incident, fact)

        said_at = datetime.fromtimestamp(float(asked["ts"]), UTC)
        return Done(asked["ts"], tell, PersonId(asked["person"]), said_at)

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Repeat it: reading changes nothing."""
        return None

    async def _exactly(self, channel: str, ts: str) -> dict[str, Any] | None:
        """Look in the channel first, then in threads: history does not show replies."""
        history = await self.desk.slack.call(
            "conversations.history", channel=channel, latest=ts, inclusive=True, limit=1
        )
        found = _with_ts(history["messages"], ts)
        if found:
            return found
        only = {"oldest": ts, "latest": ts, "inclusive": True}  # the root comes along, however old
        try:
            replies = await self.desk.slack.call(
                "conversations.replies", channel=channel, ts=ts, limit=10, **only
            )
        except SlackRefused as error:
            if error.code in {"thread_not_found", "message_not_found"}:
                return None
            raise
        return _with_ts(replies["messages"], ts)

    async def _permalink(self, channel: str, ts: str) -> str:
        link = await self.desk.slack.call("chat.getPermalink", channel=channel, message_ts=ts)
        return str(link["permalink"])


@dataclass(frozen=True, slots=True)
class WithdrawMessage:
    """Withdraws what an emoji recorded; runs in the lane of the message, behind the recording.

    Vendor: https://docs.slack.dev/reference/methods/reactions.get
    """

    desk: Desk
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """Tell the timeline, unless somebody else's emoji of the same meaning is still there."""
        asked = effect.payload
        if asked["mark"] in await self._still_there(asked["channel"], asked["ts"]):
            return Done()

        def tell(incident: Incident) -> list[Fact]:
            return unmark(incident, ChannelId(asked["channel"]), asked["ts"], asked["mark"])

        return Done(tell=tell, actor=PersonId(asked["person"]))

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Repeat it: reading changes nothing."""
        return None

    async def _still_there(self, channel: str, ts: str) -> set[str]:
        """Return what the remaining emoji of the message mean."""
        try:
            found = await self.desk.slack.call("reactions.get", channel=channel, timestamp=ts)
        except SlackRefused as error:
            if error.code in {"message_not_found", "no_item_specified"}:
                return set()
            raise
        reactions = found["message"].get("reactions", [])
        return {MARKS[each["name"]] for each in reactions if each["name"] in MARKS}


def _still_asked(message: dict[str, Any], emoji: str) -> bool:
    return not emoji or emoji in {each["name"] for each in message.get("reactions", [])}


def _with_ts(messages: list[dict[str, Any]], ts: str) -> dict[str, Any] | None:
    return next((message for message in messages if message["ts"] == ts), None)


def _thread_of(message: dict[str, Any]) -> str:
    thread = str(message.get("thread_ts") or "")
    return "" if thread == message["ts"] else thread
