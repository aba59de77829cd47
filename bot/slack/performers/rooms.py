"""What Slack's answers say about the incident channel, where no event has told it before."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.domain import rooms
from bot.domain.errors import Rejected, Unavailable
from bot.domain.facts import ChannelArchived, Fact, MusterRemoved
from bot.domain.incident import Incident
from bot.domain.terms import MUSTER, Status, slug
from bot.ports import Delivery, Done, Json, Performer, Promised, Undecidable, Work
from bot.slack.calls import SlackRefused
from bot.slack.desk import Desk, Known
from bot.workflows.record import Saying, record

Notice: TypeAlias = Callable[[Incident, datetime], list[Fact]]


def _gone(incident: Incident, _at: datetime) -> list[Fact]:
    return rooms.deleted(incident)


def _hidden(incident: Incident, at: datetime) -> list[Fact]:
    return rooms.converted(incident, is_private=True, at=at)


def _back(incident: Incident, at: datetime) -> list[Fact]:
    room = incident.room
    opened = rooms.unarchived(incident, at) if room.is_archived else []
    return opened + (rooms.returned(incident, at) if room.is_out else [])


NOTICED: Mapping[str, Notice] = {
    "is_archived": rooms.archived,
    "not_in_channel": rooms.removed,
    "channel_not_found": _gone,
}
"""What a refusal tells about the channel. One that Slack does not find is deleted, or was made
private without Muster: which of the two, nobody can tell who is not in it."""

MISSED = timedelta(days=1)
"""How long Muster waits to be invited to a private channel that may not exist any more."""

UNSEEN = {"channel_not_found", "missing_scope"}
"""How Slack refuses to tell about a private channel to who may not know of it."""


@dataclass(frozen=True, slots=True)
class InRoom:
    """Makes a call that concerns the incident channel.

    What its refusal tells about the channel is recorded; the call then is made as the record says:
    not at all where nobody can write, and later where people have to invite Muster, or to open the
    channel, first.
    """

    desk: Desk
    inner: Performer

    @property
    def within(self) -> timedelta:
        """Return how long the call may take."""
        return self.inner.within

    async def perform(self, effect: Promised) -> Done:
        """Make the call."""
        try:
            return await self.inner.perform(effect)
        except SlackRefused as refusal:
            if not await self._notices(effect, refusal):
                raise
        return await self.inner.perform(effect)

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Look whether the call was made; what keeps us from looking is recorded, too."""
        try:
            return await self.inner.look_up(effect, since)
        except Undecidable as doubt:
            refusal = barred(doubt)
            if refusal is None or not await self._notices(effect, refusal):
                raise
        return await self.inner.look_up(effect, since)

    async def _notices(self, effect: Promised, refusal: SlackRefused) -> bool:
        """Record what the refusal tells, unless another call has just recorded it.

        False when that is nothing about the channel.
        """
        known = await self.desk.known(effect.incident_id)
        notice = _noticed_by(refusal, known)
        if notice is None or refusal.channel != known.incident.channel:
            return False
        if known.room:
            await noticed(self.desk, known, notice)
        return True


@dataclass(frozen=True, slots=True)
class Outside:
    """Makes a call that tells other channels of the incident: never what became private.

    Whether the incident channel is private is asked right before, unless it was just opened; also
    when Muster was removed from it, for then no event tells it.
    Vendor: https://docs.slack.dev/reference/methods/conversations.info
    """

    desk: Desk
    inner: Performer

    @property
    def within(self) -> timedelta:
        """Return how long the call may take."""
        return self.inner.within

    async def perform(self, effect: Promised) -> Done:
        """Make the call."""
        known = await self.desk.known(effect.incident_id)
        room, channel = known.incident.room, known.incident.channel
        is_fresh = known.entry(effect).fact.kind == "channel_opened" and not room.is_out
        if channel and not (is_fresh or room.is_hidden or room.is_deleted):
            info = await about(self.desk, channel)
            if info is None or info.get("is_private"):
                await noticed(self.desk, known, _hidden)
        return await self.inner.perform(effect)

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Look whether the call was made."""
        return await self.inner.look_up(effect, since)


async def entered(desk: Desk, known: Known) -> str:
    """Return the incident channel for something that must be said there; "" where nobody can.

    Raises Unavailable while people have to open the channel, or invite Muster, first. Whether they
    did is asked each time: the event that tells it may be lost. So may the one that tells of its
    end: a public channel that is not found is gone, and so is a private one that nobody has invited
    Muster to for a day.
    """
    room, channel = known.incident.room, known.incident.channel
    if not channel or not _is_awaited(known):
        return known.room
    info = await about(desk, channel)
    if info is None and (not room.is_private or desk.clock() - _shut_since(known) >= MISSED):
        await noticed(desk, known, _gone)
        return ""
    name = known.incident.channel_name
    if info is not None and info.get("is_archived"):
        raise Unavailable(f"#{name} is archived. Unarchive it in Slack")
    if info is None or (room.is_out and not info.get("is_member")):
        raise Unavailable(f"Muster was removed from #{name}. Type /invite @muster there")
    await noticed(desk, known, _back)
    return str(channel)


async def about(desk: Desk, channel: str) -> Json | None:
    """Ask Slack about a channel; None when we may not know of it."""
    try:
        return dict((await desk.slack.call("conversations.info", channel=channel))["channel"])
    except SlackRefused as refusal:
        if refusal.code in UNSEEN:
            return None
        raise


async def noticed(desk: Desk, known: Known, notice: Notice) -> None:
    """Record what we found out ourselves about the incident channel."""
    now, position = desk.clock(), known.incident.position

    async def decision(work: Work) -> Json:
        saying = Saying(MUSTER, now)
        decide = lambda incident: notice(incident, now)  # noqa: E731 - names what is decided
        await record(known.incident_id, decide, saying=saying, work=work)
        return {}

    key = f"noticed:{slug(known.incident_id)}:{position}:{now.isoformat()}"
    digest = hashlib.sha256(key.encode()).hexdigest()
    try:
        await desk.deliveries.decide(Delivery(key, "slack", "noticed", digest, now), decision)
    except Rejected as rejected:  # somebody wrote at the same moment: look again
        raise Unavailable(str(rejected)) from rejected


def barred(doubt: Undecidable) -> SlackRefused | None:
    """Return the refusal that kept us from looking, if it tells something about the channel."""
    match doubt.__cause__:
        case SlackRefused(code=code) as refusal if code in NOTICED:
            return refusal
    return None


def _noticed_by(refusal: SlackRefused, known: Known) -> Notice | None:
    """Return what the refusal tells; a private channel is not found by who was removed from it."""
    if refusal.code == "channel_not_found" and known.incident.room.is_private:
        return rooms.removed
    return NOTICED.get(refusal.code)


def _shut_since(known: Known) -> datetime:
    """Return when it was recorded that the channel was archived, or Muster removed from it."""
    return next(
        entry.recorded
        for entry in reversed(known.entries)
        if isinstance(entry.fact, ChannelArchived | MusterRemoved)
    )


def _is_awaited(known: Known) -> bool:
    """Tell whether people are to make the channel usable again; not archived once it is over."""
    incident, room = known.incident, known.incident.room
    if room.is_deleted:
        return False
    if room.is_archived:
        return incident.is_open
    return room.is_out and incident.status is not Status.CLOSED
