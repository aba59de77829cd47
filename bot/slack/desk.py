"""What every performer has at hand: Slack, the record, and how Muster speaks here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.entries import Entry
from bot.domain.errors import Refused
from bot.domain.incident import Incident
from bot.domain.runbook import Runbook
from bot.domain.terms import IncidentId
from bot.ports import Clock, Deliveries, Promised, Work
from bot.slack.calls import Slack
from bot.slack.preferences import Preferences
from bot.workflows.follow_runbook import Given


def posting(thing: str) -> tuple[str, str]:
    """Name the kinds of calls that post a thing, or post it anew when it is gone."""
    return f"{thing}.post", f"{thing}.edit"


KEPT_UP = [
    kind for thing in ("slack.card", "slack.steps", "slack.announce") for kind in posting(thing)
]
"""The calls that posted what is edited for ever."""


@dataclass(frozen=True, slots=True)
class Known:
    """All that the record says about one incident at one moment.

    `promised` are the calls that may still matter: those that are not settled, and those that
    posted what is kept up to date.
    """

    incident_id: IncidentId
    incident: Incident
    entries: Sequence[Entry]
    promised: Sequence[Promised]
    runbook: Runbook | None
    runbooks: Sequence[Runbook]
    given: Given

    @property
    def room(self) -> str:
        """Return the incident channel; empty before it is open, and where we cannot write."""
        room = self.incident.room
        return "" if room.is_closed or room.is_out else self.incident.channel or ""

    def entry(self, effect: Promised) -> Entry:
        """Return the entry that this effect follows from."""
        return self.entries[int(effect.payload["position"]) - 1]

    def posts(self, thing: str) -> list[Promised]:
        """Return every effect that posted this thing (`slack.card`) or posted it anew, in order."""
        kinds = posting(thing)
        return [each for each in self.promised if each.kind in kinds and each.reference]

    def posted(self, thing: str) -> Promised | None:
        """Return the newest of them."""
        return next(reversed(self.posts(thing)), None)


@dataclass(frozen=True, slots=True)
class Desk:
    """The tools of all performers. `names` remembers ids that Slack gave for names."""

    slack: Slack
    deliveries: Deliveries
    preferences: Preferences
    clock: Clock
    names: dict[str, str] = field(default_factory=dict)

    async def known(self, incident_id: IncidentId) -> Known:
        """Read everything about one incident, in one transaction."""

        async def read(work: Work) -> Known:
            return await known(incident_id, work, self.preferences.given)

        return await self.deliveries.read(read)

    async def me(self) -> str:
        """Return the user id of the bot itself."""
        if "me" not in self.names:
            we = await self.slack.call("auth.test")
            self.names["me"], self.names["bot"] = str(we["user_id"]), str(we.get("bot_id") or "")
        return self.names["me"]

    async def said_by_us(self, message: Mapping[str, Any]) -> bool:
        """Tell whether the bot itself said this.

        Vendor: https://docs.slack.dev/reference/events/message/bot_message
        """
        me = await self.me()
        bot = self.names["bot"]
        return message.get("user") == me or bool(bot and message.get("bot_id") == bot)

    async def announcement_channel(self) -> str:
        """Return the id of the announcement channel, joining it if need be.

        Raises Refused when there is no such channel.
        """
        name = self.preferences.announcement
        if name not in self.names:
            found = await self._find_channel(name)
            if not found.get("is_member"):
                await self.slack.call("conversations.join", channel=found["id"])
            self.names[name] = str(found["id"])
        return self.names[name]

    async def _find_channel(self, name: str) -> Mapping[str, Any]:
        cursor = ""
        while True:
            page = await self.slack.call(
                "conversations.list",
                types="public_channel",
                exclude_archived=True,
                limit=200,
                cursor=cursor,
            )
            for channel in page["channels"]:
                if name in {channel["name"], channel["id"]}:
                    return dict(channel)
            cursor = page.get("response_metadata", {}).get("next_cursor", "")
            if not cursor:
                raise Refused(
                    f"There is no public channel #{name} for announcements. Create it, or set "
                    "MUSTER_ANNOUNCEMENT_CHANNEL to one that exists."
                )


async def known(incident_id: IncidentId, work: Work, given: Given | None = None) -> Known:
    """Read everything about one incident; `given` are variables that the operator configured."""
    incident = await work.timelines.incident(incident_id)
    attached = incident.runbook
    return Known(
        incident_id,
        incident,
        incident.entries,
        await work.effects.at_hand(incident_id, KEPT_UP),
        await work.runbooks.with_digest(attached.digest) if attached else None,
        work.runbooks.all(),
        given or Given(),
    )
