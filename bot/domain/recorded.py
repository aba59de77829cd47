"""The messages of a timeline, by their entry and by what Slack calls them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bot.domain.filed import Filed
from bot.domain.parts import Recorded
from bot.domain.terms import ChannelId


@dataclass(frozen=True, slots=True)
class Messages:
    """The recorded messages that count; however many there are, one more costs the same."""

    by_position: Filed[int, Recorded] = field(default_factory=Filed)
    by_name: Filed[tuple[ChannelId, str], tuple[int, ...]] = field(default_factory=Filed)

    def at(self, position: int) -> Recorded | None:
        """Return the message that this entry recorded, if it counts."""
        return self.by_position.get(position)

    def of(self, channel: ChannelId, ts: str) -> list[Recorded]:
        """Return what was recorded of one message of a channel, once for each mark."""
        return [self.by_position[each] for each in self.by_name.get((channel, ts), ())]

    def plus(self, message: Recorded) -> "Messages":
        """Return these messages and one more."""
        name = (message.channel, message.ts)
        positions = (*self.by_name.get(name, ()), message.position)
        return Messages(
            self.by_position.put(message.position, message), self.by_name.put(name, positions)
        )

    def changed(self, message: Recorded) -> "Messages":
        """Return these messages with this one in place of what its entry said before."""
        return replace(self, by_position=self.by_position.put(message.position, message))

    def without(self, position: int) -> "Messages":
        """Return these messages but for the one that this entry recorded, if it is one."""
        message = self.at(position)
        if message is None:
            return self
        name = (message.channel, message.ts)
        positions = tuple(each for each in self.by_name[name] if each != position)
        return Messages(self.by_position.without(position), self.by_name.put(name, positions))

    def __len__(self) -> int:
        return len(self.by_position)

    def __iter__(self) -> Iterator[Recorded]:
        return iter(self.by_position.values())
