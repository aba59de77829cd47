"""What was said."""

from dataclasses import dataclass, field

from bot.localslack.shapes import Obj


@dataclass(slots=True)
class Message:
    """One message.

    `only_for` names the one reader of an ephemeral one; `picked` is what each person chose in it.
    """

    channel: str
    ts: str
    user: str
    text: str
    team: str = ""
    subtype: str | None = None
    blocks: list[Obj] = field(default_factory=list)
    attachments: list[Obj] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    bot_id: str | None = None
    app_id: str | None = None
    username: str | None = None
    icon_emoji: str | None = None
    thread_ts: str | None = None
    parent_user: str | None = None
    broadcast: bool = False
    edited: Obj | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    metadata: Obj | None = None
    extra: Obj = field(default_factory=dict)
    only_for: str | None = None
    replies: list[str] = field(default_factory=list)
    picked: dict[str, Obj] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Say whether this stands in a thread below another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def in_channel(self) -> bool:
        """Say whether this is read in the channel itself, not only in a thread."""
        return not self.is_reply or self.broadcast

    def reaction_list(self) -> list[Obj]:
        """Return the reactions as Slack lists them."""
        return [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in self.reactions.items()
        ]


@dataclass(slots=True)
class Messages:
    """All messages by channel and `ts`; within a channel in the order of `ts`."""

    by_channel: dict[str, dict[str, Message]] = field(default_factory=dict)

    def add(self, message: Message) -> Message:
        """Take in a message whose `ts` is later than every other."""
        self.by_channel.setdefault(message.channel, {})[message.ts] = message
        return message

    def get(self, channel: str, ts: str) -> Message | None:
        """Return one message."""
        return self.by_channel.get(channel, {}).get(ts)

    def remove(self, message: Message) -> None:
        """Forget a message."""
        del self.by_channel[message.channel][message.ts]

    def in_channel(self, channel: str) -> list[Message]:
        """Return what is read in the channel itself, ephemeral messages included, oldest first."""
        return [m for m in self.by_channel.get(channel, {}).values() if m.in_channel]

    def in_thread(self, channel: str, root: str) -> list[Message]:
        """Return a root and its replies, ephemeral ones included, oldest first."""
        said = self.by_channel.get(channel, {})
        return [m for m in said.values() if root in (m.ts, m.thread_ts)]
