"""Somebody, somewhere, about to do something."""

import asyncio
from dataclasses import dataclass

from bot.localslack.delivery.envelopes import Delivery
from bot.localslack.errors import Refused
from bot.localslack.hub import Hub
from bot.localslack.shapes import Obj
from bot.localslack.state.channels import Channel
from bot.localslack.state.messages import Message
from bot.localslack.state.people import Person

PATIENCE_S = 30
"""How long an acting call waits in real time while a manual clock stands still."""
TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(frozen=True, slots=True)
class Asked:
    """The JSON body of a control call, read field by field."""

    body: Obj

    def text(self, name: str) -> str:
        """Return a text that must be there.

        Raises Refused when it is not.
        """
        value = self.body.get(name)
        if not isinstance(value, str):
            raise Refused("bad_request", f"{name} must be a text.")
        return value

    def maybe(self, name: str) -> str | None:
        """Return a text, or None when it was left out."""
        return None if self.body.get(name) is None else self.text(name)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a yes or no."""
        value = self.body.get(name, default)
        if not isinstance(value, bool):
            raise Refused("bad_request", f"{name} must be true or false.")
        return value

    def number(self, name: str, default: float | None = None) -> float:
        """Return a number."""
        value = self.body.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Refused("bad_request", f"{name} must be a number.")
        return float(value)

    def whole(self, name: str, default: int) -> int:
        """Return a whole number, also when it came as text in an address."""
        value = self.body.get(name, default)
        try:
            return int(str(value))
        except ValueError as error:
            raise Refused("bad_request", f"{name} must be a whole number.") from error

    def object(self, name: str) -> Obj:
        """Return an object; empty when it was left out."""
        value = self.body.get(name, {})
        if not isinstance(value, dict):
            raise Refused("bad_request", f"{name} must be an object.")
        return value

    def texts(self, name: str) -> list[str]:
        """Return a list of texts; empty when it was left out."""
        value = self.body.get(name, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise Refused("bad_request", f"{name} must be a list of texts.")
        return value


@dataclass(frozen=True, slots=True)
class Scene:
    """Who acts, and what was asked for."""

    hub: Hub
    person: Person
    asked: Asked

    def channel(self, name: str = "channel") -> Channel:
        """Return the channel that was named, if this person can see it.

        Raises Refused (unknown_channel, cannot_see_channel).
        """
        return find_channel(self.hub, self.asked.text(name), self.person)

    def own_channel(self) -> Channel:
        """Return a channel that this person is in and can write to.

        Raises Refused (not_in_channel, is_archived) beside those of `channel`.
        """
        channel = self.channel()
        if self.person.id not in channel.members:
            raise Refused("not_in_channel", f"{self.person.name} is not in #{channel.name}.")
        if channel.is_archived:
            raise Refused("is_archived", f"#{channel.name} is archived.")
        return channel

    def message(self, channel: Channel, name: str = "ts") -> Message:
        """Return the message that was named, if this person can see it.

        Raises Refused (unknown_message).
        """
        message = self.hub.world.messages.get(channel.id, self.asked.text(name))
        if message is None or message.only_for not in {None, self.person.id}:
            raise Refused("unknown_message", f"There is no such message in #{channel.name}.")
        return message

    async def acknowledged(self, delivery: Delivery, trigger_id: str | None = None) -> Obj:
        """Wait for the bot and return what every acting call answers."""
        outcome = "sent"
        if self.asked.flag("wait", default=True):
            outcome = await outcome_of(delivery)
        return {
            "outcome": outcome,
            "ack": ack_of(delivery),
            "trigger_id": trigger_id,
            "notice": TROUBLE if outcome in {"operation_timeout", "dispatch_failed"} else None,
        }


async def outcome_of(delivery: Delivery) -> str:
    """Wait until the bot acknowledged or the time for it is over."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            await delivery.done.wait()
    except TimeoutError:
        return "sent"
    return "dispatch_failed" if delivery.outcome == "not_delivered" else str(delivery.outcome)


def ack_of(delivery: Delivery) -> Obj | None:
    """Return the acknowledgement as the control API shows it, None when there was none."""
    if delivery.outcome != "acked":
        return None
    facts = {"delivery": delivery.id, "ms": delivery.ms}
    return facts | {"status": delivery.status, "body": delivery.body}


def find_channel(hub: Hub, name: str, person: Person) -> Channel:
    """Return a channel by id or name.

    Raises Refused (unknown_channel, cannot_see_channel).
    """
    channel = hub.world.channels.find(name)
    if channel is None:
        raise Refused("unknown_channel", f"There is no channel {name!r}.")
    if not channel.seen_by(person.id):
        raise Refused("cannot_see_channel", f"{person.name} cannot see {name!r}.")
    return channel


def find_person(hub: Hub, who: str) -> Person:
    """Return somebody by id or name.

    Raises Refused (unknown_person).
    """
    person = hub.world.people.find(who)
    if person is None:
        raise Refused("unknown_person", f"There is nobody called {who!r}.")
    return person
