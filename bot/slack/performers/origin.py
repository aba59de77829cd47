"""Where an incident was declared from: whoever is there learns where the work goes on."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.facts import Declared
from bot.ports import Done, Dropped, Json, Promised, Undecidable
from bot.slack.calls import WITHIN, SlackRefused
from bot.slack.desk import Desk, Known
from bot.slack.notices import declared_by_form, declared_from_here, not_said_there
from bot.slack.performers.finding import marked
from bot.slack.performers.posting import posted
from bot.slack.performers.private import opened, reaching

NOT_THERE = {"thread_not_found", "message_not_found"}


@dataclass(frozen=True, slots=True)
class AnswerOrigin:
    """Answers once under that message; where Muster is no member, whoever declared is told.

    A form leaves nothing behind where it was sent, so whoever sent it is told as well.

    Vendor: https://docs.slack.dev/reference/methods/conversations.replies
    """

    desk: Desk
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """Answer; an incident from no message, or from one that is deleted, needs nothing.

        Reading comes first: with `chat:write.public` Slack would let us write as a stranger.
        """
        known = await self.desk.known(effect.incident_id)
        origin = known.incident.origin
        if origin.source == "form":
            return await self._directly(effect, known, declared_by_form(known))
        if not origin.origin_ts:
            return Done()
        try:
            root = await self._root(origin)
            message = declared_from_here(known) | {"thread_ts": root}
            return await posted(self.desk, effect, origin.origin_channel, message)
        except SlackRefused as error:
            told = not_said_there(known)
            return Done() if error.code in NOT_THERE else await self._directly(effect, known, told)

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Look for our mark there, then among direct messages; where we may not, it is dropped."""
        known = await self.desk.known(effect.incident_id)
        origin = known.incident.origin
        if origin.source == "form":
            return await self._find_directly(effect, since, known)
        if not origin.origin_ts:
            return None
        found = None
        with suppress(Undecidable):
            found = await self._find(effect, since, origin.origin_channel, origin.origin_ts)
        return found or await self._find_directly(effect, since, known)

    async def _root(self, origin: Declared) -> str:
        """Return the message that the thread hangs under: Slack wants no reply in its place."""
        page = await self.desk.slack.call(
            "conversations.replies", channel=origin.origin_channel, ts=origin.origin_ts, limit=1
        )
        first = page["messages"][0]
        return str(first.get("thread_ts") or first["ts"])

    async def _directly(self, effect: Promised, known: Known, told: Json) -> Done:
        with reaching(known.incident.declared_by):
            return await posted(self.desk, effect, await self._direct(known), told)

    async def _direct(self, known: Known) -> str:
        return await opened(self.desk, str(known.incident.declared_by))

    async def _find_directly(self, effect: Promised, since: datetime, known: Known) -> Done | None:
        try:
            return await self._find(effect, since, await self._direct(known))
        except (SlackRefused, Undecidable) as error:
            raise Dropped(str(error)) from error

    async def _find(
        self, effect: Promised, since: datetime, channel: str, thread_ts: str = ""
    ) -> Done | None:
        ts = await marked(self.desk, channel, effect.key, since, thread_ts)
        return Done(reference=f"{channel} {ts}") if ts else None
