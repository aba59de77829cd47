"""Record what becomes of the incident channel, in whichever order Slack tells it.

`at` is when it happened in Slack: what is told late, after something newer, changes nothing.
"""

from datetime import datetime, timedelta

from bot.domain.facts import (
    ChannelArchived,
    ChannelConverted,
    ChannelDeleted,
    ChannelRenamed,
    ChannelUnarchived,
    Fact,
    MusterRemoved,
    MusterReturned,
)
from bot.domain.incident import Incident

SETTLED_IN = timedelta(minutes=1)
"""When Slack has told of it that Muster itself came into the channel that it opened: no news."""


def archived(incident: Incident, at: datetime) -> list[Fact]:
    """Note that somebody archived the incident channel."""
    return _if_news(incident, "archived", at, ChannelArchived())


def unarchived(incident: Incident, at: datetime) -> list[Fact]:
    """Note that the incident channel was opened again."""
    return _if_news(incident, "archived", at, ChannelUnarchived())


def renamed(incident: Incident, name: str, at: datetime) -> list[Fact]:
    """Note the name that the incident channel has now."""
    return _if_news(incident, "name", at, ChannelRenamed(name))


def converted(incident: Incident, *, is_private: bool, at: datetime) -> list[Fact]:
    """Note that the incident channel was made private, or public."""
    return _if_news(incident, "private", at, ChannelConverted(is_private))


def deleted(incident: Incident) -> list[Fact]:
    """Note that the incident channel is gone."""
    return [] if incident.room.is_deleted else [ChannelDeleted()]


def removed(incident: Incident, at: datetime) -> list[Fact]:
    """Note that Muster was removed from the incident channel."""
    return _if_news(incident, "member", at, MusterRemoved())


def returned(incident: Incident, at: datetime) -> list[Fact]:
    """Note that Muster was invited again; that it came into what it just opened is no news."""
    opened = incident.room.changed.get("opened")
    is_first = opened is not None and at <= opened + SETTLED_IN
    if is_first and not incident.room.is_out:
        return []
    return _if_news(incident, "member", at, MusterReturned())


def _if_news(incident: Incident, aspect: str, at: datetime, fact: Fact) -> list[Fact]:
    last = incident.room.changed.get(aspect)
    return [fact] if last is None or at > last else []
