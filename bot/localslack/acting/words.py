"""What a person types, as Slack sends it on.

Vendor: https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from collections.abc import Callable

from bot.localslack.state.world import World

NAME = re.compile(r"(?<![\w<|/@#.])([@#])([\w.-]*\w)")
MARK = re.compile(r"<([@#])([A-Z0-9]+)(?:\|[^>]*)?>")
ADDRESS = re.compile(r"(?<![<|\w])https?://[^\s<>|]*[^\s<>|.,;:!?)\]}'\"]")


def typed(text: str, world: World) -> str:
    """Return a message's text: names become mentions, addresses become links."""
    return ADDRESS.sub(r"<\g<0>>", NAME.sub(_named(world, with_label=False), text))


def typed_command(text: str, world: World, *, escaped: bool) -> str:
    """Return a slash command's text: marks with labels when it is escaped, else plain names.

    Vendor: https://docs.slack.dev/interactivity/implementing-slash-commands#escaping
    """
    if not escaped:
        return MARK.sub(_plain(world), text)
    named = NAME.sub(_named(world, with_label=True), MARK.sub(_plain(world), text))
    return ADDRESS.sub(r"<\g<0>>", named)


def _named(world: World, *, with_label: bool) -> Callable[[re.Match[str]], str]:
    def mention(found: re.Match[str]) -> str:
        mark, name = found.groups()
        label = f"|{name}" if with_label else ""
        if mark == "#":
            channel = world.channels.find(name)
            return f"<#{channel.id}{label}>" if channel else found.group(0)
        person = world.people.find(name)
        if person is not None:
            return f"<@{person.id}{f'|{person.name}' if with_label else ''}>"
        group = next((g for g in world.groups.values() if g.handle == name), None)
        return f"<!subteam^{group.id}|@{name}>" if group else found.group(0)

    return mention


def _plain(world: World) -> Callable[[re.Match[str]], str]:
    def name(found: re.Match[str]) -> str:
        mark, known = found.groups()
        thing = world.people.by_id.get(known) if mark == "@" else world.channels.find(known)
        return f"{mark}{thing.name}" if thing else found.group(0)

    return name
