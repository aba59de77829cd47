"""The whole of what the workspace knows, as one value."""

from dataclasses import dataclass, field

from bot.localslack.shapes import Obj
from bot.localslack.state.channels import Channel, Channels
from bot.localslack.state.files import File
from bot.localslack.state.messages import Messages
from bot.localslack.state.people import Group, People, Person
from bot.localslack.state.views import ResponseUrl, Trigger, Views

SLACKBOT = "USLACKBOT"


@dataclass(slots=True)
class Team:
    """The workspace itself."""

    id: str = "T0NORTHWND"
    name: str = "Northwind"
    domain: str = "northwind"
    plan: str = "paid"
    prefs: Obj = field(default_factory=dict)


@dataclass(slots=True)
class App:
    """The installed app: its ids, what it was granted, and whether it still may."""

    id: str
    bot_user: str
    bot_id: str
    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str
    scopes: list[str]
    installed: bool = True
    revoked: bool = False


@dataclass(slots=True)
class World:
    """People, places, what was said, and what is on screens."""

    team: Team
    app: App
    people: People = field(default_factory=People)
    groups: dict[str, Group] = field(default_factory=dict)
    channels: Channels = field(default_factory=Channels)
    messages: Messages = field(default_factory=Messages)
    views: Views = field(default_factory=Views)
    files: dict[str, File] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)

    @property
    def bot(self) -> Person:
        """Return the bot's own user."""
        return self.people.by_id[self.app.bot_user]

    def take(self, other: "World") -> None:
        """Become the other world; everybody who holds this one sees it."""
        for name in self.__slots__:
            setattr(self, name, getattr(other, name))

    def unread(self, channel: Channel, user: str) -> tuple[int, int]:
        """Return how many messages a member has not read, and how many of those name them."""
        if user not in channel.members:
            return 0, 0
        read = channel.last_read.get(user, "")
        fresh = [
            message
            for message in self.messages.in_channel(channel.id)
            if message.ts > read and message.user != user and message.only_for in {None, user}
        ]
        return len(fresh), sum(f"<@{user}" in message.text for message in fresh)

    def visible_to(self, user: str) -> list[Channel]:
        """Return the channels that a person can know of, by kind and name."""
        seen = [channel for channel in self.channels if channel.seen_by(user)]
        return sorted(seen, key=lambda channel: (channel.is_direct, channel.name, channel.id))
