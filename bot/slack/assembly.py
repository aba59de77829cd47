"""Put every verb, click, form, shortcut and event into the tables of the listener."""

from collections.abc import Iterable
from typing import TypeVar

from bot.slack.call import Action, Command, Event
from bot.slack.help import help_command
from bot.slack.listener import Tables
from bot.slack.spoken import pressed

T = TypeVar("T")


class Ambiguous(Exception):
    """The names were ambiguous: two files claim the same verb, click, form or event."""


def tables(
    *,
    commands: Iterable[Command],
    actions: Iterable[Action],
    views: Iterable[Action],
    shortcuts: Iterable[Action],
    events: Iterable[Event],
) -> Tables:
    """Index them by name; raises Ambiguous when two claim one."""
    verbs = sorted(commands, key=lambda command: command.verb)
    verbs.append(help_command([*verbs]))
    spoken = _by((name, each) for each in verbs for name in (each.verb, *each.aliases))
    return Tables(
        commands=spoken,
        actions=_by((each.id, each) for each in [*actions, pressed(spoken)]),
        views=_by((each.id, each) for each in views),
        shortcuts=_by((each.id, each) for each in shortcuts),
        events=_by((each.type, each) for each in events),
    )


def _by(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for name, each in pairs:
        if name in found:
            raise Ambiguous(f"Two files claim the name {name}.")
        found[name] = each
    return found
