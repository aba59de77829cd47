"""The postmortem draft as a file in the incident channel, or as a message when files fail."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

import aiohttp

from bot.domain.errors import Unavailable
from bot.domain.terms import IncidentId, label, slug
from bot.ports import Done, Promised
from bot.slack.calls import SlackRefused
from bot.slack.desk import Desk
from bot.slack.performers.finding import Found, carries, mark, own
from bot.slack.performers.posting import CALM
from bot.slack.performers.rooms import entered
from bot.slack.text import escape

WITHIN = timedelta(seconds=20)
SNIPPET = 2_500

Draft: TypeAlias = Callable[[IncidentId], Awaitable[str]]
"""Writes the draft of the postmortem, in Markdown."""


@dataclass(frozen=True, slots=True)
class Postmortem:
    """Uploads the draft in three steps: ask for an address, send the bytes, share the file.

    Vendor: https://docs.slack.dev/messaging/working-with-files#uploading_files
    """

    desk: Desk
    draft: Draft
    session: aiohttp.ClientSession
    within: timedelta = WITHIN

    async def perform(self, effect: Promised) -> Done:
        """Share the file; without the permission for files, post the beginning as a message."""
        known = await self.desk.known(effect.incident_id)
        room = await entered(self.desk, known)
        if not room:
            return Done()
        text = await self.draft(effect.incident_id)
        try:
            return await self._upload(effect, room, text)
        except SlackRefused as error:
            return await self._as_message(effect, room, text, error.code)

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Look for the file by its title, or for our mark; where we may not, people are asked.

        While Muster is out of the channel nobody knows: raises Unavailable, as posting there does.
        """
        known = await self.desk.known(effect.incident_id)
        channel = await entered(self.desk, known)
        if not channel:
            return None
        is_marked = carries(effect.key)

        def is_it(message: Found) -> bool:
            return is_marked(message) or _file(message, effect) is not None

        message = await own(self.desk, channel, is_it, since)
        if message is None:
            return None
        return Done(reference=f"{channel} {_file(message, effect) or message['ts']}")

    async def _upload(self, effect: Promised, channel: str, text: str) -> Done:
        body = text.encode()
        ticket = await self.desk.slack.call(
            "files.getUploadURLExternal", filename=_name(effect), length=len(body)
        )
        try:
            async with self.session.post(ticket["upload_url"], data=body) as response:
                response.raise_for_status()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unavailable("Slack did not take the file") from error
        shared = await self.desk.slack.call(
            "files.completeUploadExternal",
            files=[{"id": ticket["file_id"], "title": _title(effect)}],
            channel_id=channel,
            initial_comment=_comment(effect),
        )
        return Done(reference=f"{channel} {shared['files'][0]['id']}")

    async def _as_message(self, effect: Promised, channel: str, text: str, code: str) -> Done:
        told = (
            f"{_comment(effect)} Slack does not let me share a file here ({code}); "
            f"`muster postmortem {label(effect.incident_id)}` writes it whole."
        )
        posted = await self.desk.slack.call(
            "chat.postMessage",
            channel=channel,
            text=f"{told}\n```{escape(text, SNIPPET).replace('```', '')}```",
            metadata=mark(effect.key),
            **CALM,
        )
        return Done(reference=f"{channel} {posted['ts']}")


def _file(message: Found, effect: Promised) -> str | None:
    """Return the id of this very upload, if the message carries it."""
    files = message.get("files", [])
    return next((str(each["id"]) for each in files if each.get("title") == _title(effect)), None)


def _name(effect: Promised) -> str:
    return f"{slug(effect.incident_id)}-postmortem-draft.md"


def _title(effect: Promised) -> str:
    """Name the file so that this very upload can be found again."""
    return f"{label(effect.incident_id)} postmortem draft, up to entry {effect.payload['position']}"


def _comment(effect: Promised) -> str:
    return (
        f"The postmortem draft of {label(effect.incident_id)}, from what was recorded. "
        "It asks for what the record does not know."
    )
