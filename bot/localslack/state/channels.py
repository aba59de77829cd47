"""Where people talk: public and private channels, direct messages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from bot.localslack.shapes import Obj

Kind = Literal["public", "private", "im", "mpim"]
EVENT_KIND = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
"""What `channel_type` says in an event."""


@dataclass(slots=True)
class Words:
    """A topic or purpose: the text, who set it and when."""

    value: str = ""
    creator: str = ""
    last_set: int = 0

    def as_slack(self) -> Obj:
        """Return the object inside a channel object."""
        return {"value": self.value, "creator": self.creator, "last_set": self.last_set}


@dataclass(slots=True)
class Channel:
    """One place to talk in, with its members in the order in which they came."""

    id: str
    name: str
    kind: Kind
    creator: str
    created: int
    members: list[str] = field(default_factory=list)
    topic: Words = field(default_factory=Words)
    purpose: Words = field(default_factory=Words)
    is_archived: bool = False
    is_general: bool = False
    is_deleted: bool = False
    is_ext_shared: bool = False
    previous_names: list[str] = field(default_factory=list)
    bookmarks: list[Obj] = field(default_factory=list)
    pins: list[Obj] = field(default_factory=list)
    last_read: dict[str, str] = field(default_factory=dict)

    @property
    def is_direct(self) -> bool:
        """Say whether this is a direct message, of two people or more."""
        return self.kind in {"im", "mpim"}

    def seen_by(self, user: str) -> bool:
        """Say whether a person can know that this channel exists."""
        return not self.is_deleted and (self.kind == "public" or user in self.members)

    def other(self, user: str) -> str:
        """Return the other person of a direct message of two."""
        return next((member for member in self.members if member != user), user)

    def as_slack(self, user: str, team_id: str) -> Obj:
        """Return the channel object of the Web API, as `user` gets it.

        Vendor: https://docs.slack.dev/reference/objects/conversation-object
        """
        if self.kind == "im":
            return self._as_direct(user, team_id)
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_im": False,
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "public",
            "created": self.created,
            "creator": self.creator,
            "is_archived": self.is_archived,
            "is_general": self.is_general,
            "unlinked": 0,
            "is_shared": self.is_ext_shared,
            "is_org_shared": False,
            "is_ext_shared": self.is_ext_shared,
            "is_pending_ext_shared": False,
            "pending_shared": [],
            "pending_connected_team_ids": [],
            "parent_conversation": None,
            "context_team_id": team_id,
            "shared_team_ids": [team_id],
            "updated": self.created * 1000,
            "is_member": user in self.members,
            "topic": self.topic.as_slack(),
            "purpose": self.purpose.as_slack(),
            "previous_names": list(self.previous_names),
        }

    def _as_direct(self, user: str, team_id: str) -> Obj:
        return {
            "id": self.id,
            "created": self.created,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": team_id,
            "updated": self.created * 1000,
            "user": self.other(user),
            "is_user_deleted": False,
            "priority": 0,
        }


@dataclass(slots=True)
class Channels:
    """All channels by id, deleted ones included so that their ids stay known."""

    by_id: dict[str, Channel] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Channel]:
        return (channel for channel in self.by_id.values() if not channel.is_deleted)

    def add(self, channel: Channel) -> Channel:
        """Take a channel in."""
        self.by_id[channel.id] = channel
        return channel

    def find(self, where: str) -> Channel | None:
        """Return the channel with that id or name, with or without "#"."""
        known = self.by_id.get(where)
        if known:
            return None if known.is_deleted else known
        wanted = where.removeprefix("#")
        return next((c for c in self if c.name == wanted and not c.is_direct), None)

    def direct(self, people: frozenset[str]) -> Channel | None:
        """Return the direct message between exactly these people."""
        return next((c for c in self if c.is_direct and frozenset(c.members) == people), None)
