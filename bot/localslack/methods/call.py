"""One call of a Web API method, and the questions every method asks."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bot.localslack.contracts import Contract
from bot.localslack.errors import SlackError
from bot.localslack.hub import Hub
from bot.localslack.shapes import Obj
from bot.localslack.state.channels import Channel
from bot.localslack.state.messages import Message
from bot.localslack.state.people import Person
from bot.localslack.state.world import World
from bot.localslack.strict.limits import limit
from bot.localslack.strict.scopes import NEEDED, missing_scope

Item = TypeVar("Item")
PAGE = 100


@dataclass(slots=True)
class Call:
    """What was called, with what, which kind of fault it meets, and what to warn about."""

    hub: Hub
    contract: Contract
    args: Obj
    fault: str | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def world(self) -> World:
        """Return the world."""
        return self.hub.world

    @property
    def bot(self) -> Person:
        """Return the user that every call acts as."""
        return self.hub.world.bot

    def text(self, name: str, default: str = "") -> str:
        """Return a text argument."""
        return str(self.args.get(name) or default)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a flag argument."""
        return bool(self.args.get(name, default))

    def violation(self, code: str, detail: str) -> None:
        """Note something that Slack would let pass."""
        self.hub.violations.add(code, self.contract.name, detail)

    def granted(self, scope: str) -> bool:
        """Say whether the app has a scope."""
        return scope in self.world.app.scopes

    def channel(self, name: str = "channel") -> Channel:
        """Return the channel that an argument names, if the bot can see it and may ask.

        Raises SlackError (channel_not_found, missing_scope).
        """
        channel = self.world.channels.by_id.get(self.text(name))
        if channel is None or not channel.seen_by(self.bot.id):
            raise SlackError("channel_not_found")
        needed = NEEDED.get(self.contract.family, {}).get(channel.kind)
        if needed and not self.granted(needed):
            raise missing_scope(self.world.app.scopes, [needed])
        return channel

    def own_channel(self, name: str = "channel", *, archived_ok: bool = False) -> Channel:
        """Return a channel that the bot is in and can write to.

        Raises SlackError (not_in_channel, is_archived) beside those of `channel`.
        """
        channel = self.channel(name)
        if self.bot.id not in channel.members:
            raise SlackError("not_in_channel")
        if channel.is_archived and not archived_ok:
            raise SlackError("is_archived")
        return channel

    def message(self, channel: Channel, ts: str) -> Message:
        """Return a message of a channel that everybody there can see.

        Raises SlackError (message_not_found).
        """
        message = self.world.messages.get(channel.id, ts)
        if message is None or message.only_for is not None:
            raise SlackError("message_not_found")
        return message

    def person(self, user: str, error: str = "user_not_found") -> Person:
        """Return somebody by id.

        Raises SlackError with the given code.
        """
        person = self.world.people.by_id.get(user)
        if person is None:
            raise SlackError(error)
        return person

    def page(self, entries: Sequence[Item], *, most: str) -> tuple[list[Item], Obj]:
        """Return the page that cursor and limit ask for, and the response_metadata.

        Vendor: https://docs.slack.dev/apis/web-api/pagination
        """
        size = int(self.args.get("limit", PAGE) or PAGE)
        if not 1 <= size <= limit(most):
            raise SlackError("invalid_limit")
        start = _offset(self.text("cursor"))
        rest = start + size < len(entries)
        cursor = b64encode(f"next:{start + size}".encode()).decode() if rest else ""
        return list(entries[start : start + size]), {"next_cursor": cursor}


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        mark, _, offset = b64decode(cursor, validate=True).decode("ascii").partition(":")
        if mark == "next":
            return int(offset)
    except (NotBase64, ValueError):
        pass
    raise SlackError("invalid_cursor")


Method = Callable[[Call], Obj]
"""A method changes the world at once and returns what stands beside "ok"."""
