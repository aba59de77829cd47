"""What a delivery must hold before anything is read from it; all else is ignored.

Slack sends more than is named here, and adds to it: what is not named may have any shape. A value
that may be missing may be null as well.
Vendor: https://docs.slack.dev/reference/interaction-payloads
https://docs.slack.dev/apis/events-api
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeAlias

Shape: TypeAlias = Callable[[Any], str]
"""Says where a value does not fit, as a path; empty when it fits."""

IDENT = re.compile(r"[!-~]{1,255}")


def text(value: Any) -> str:
    """Take any text; what stands in it is judged by whoever reads it."""
    return "" if isinstance(value, str) else "?"


def ident(value: Any) -> str:
    """Take an id of Slack: it becomes part of keys, so that it is short and printable."""
    return "" if isinstance(value, str) and IDENT.fullmatch(value) else "?"


def maybe(shape: Shape) -> Shape:
    """Take what is missing, or fits."""
    return lambda value: "" if value is None else shape(value)


def several(shape: Shape, *, at_least: int = 0) -> Shape:
    """Take a list of values that fit."""

    def fault(value: Any) -> str:
        if not isinstance(value, list) or len(value) < at_least:
            return "?"
        return next(filter(None, map(shape, value)), "")

    return fault


def named(shape: Shape) -> Shape:
    """Take an object whose keys are chosen by us, and whose values fit."""

    def fault(value: Any) -> str:
        if not isinstance(value, dict):
            return "?"
        return next(filter(None, map(shape, value.values())), "")

    return fault


def holds(**members: Shape) -> Shape:
    """Take an object whose members fit."""

    def fault(value: Any) -> str:
        if not isinstance(value, dict):
            return "?"
        for name, shape in members.items():
            where = shape(value.get(name))
            if where:
                return f"{name}.{where}".removesuffix(".?")
        return ""

    return fault


_OF = {"team_id": maybe(ident), "team": maybe(holds(id=maybe(ident)))}
_BY = _OF | {"user": holds(id=ident), "trigger_id": ident, "response_url": maybe(text)}
_OPTION = holds(value=text)
_ENTERED = holds(
    value=maybe(text),
    selected_option=maybe(_OPTION),
    selected_options=maybe(several(_OPTION)),
    selected_user=maybe(ident),
)
_STATE = holds(values=named(named(_ENTERED)))
_BLOCK = holds(type=text, block_id=maybe(text), element=maybe(holds(type=maybe(text))))
_MESSAGE = holds(ts=ident, text=maybe(text))
_CLICKED = holds(
    action_id=text,
    value=maybe(text),
    selected_option=maybe(_OPTION),
    selected_user=maybe(ident),
)

COMMAND = holds(**_OF, user_id=ident, channel_id=ident, trigger_id=ident, text=maybe(text))
ACTION = holds(
    **_BY,
    actions=several(_CLICKED, at_least=1),
    channel=maybe(holds(id=ident)),
    container=maybe(holds(channel_id=maybe(ident))),
    state=maybe(_STATE),
    view=maybe(
        holds(id=ident, blocks=several(_BLOCK), private_metadata=maybe(text), state=maybe(_STATE))
    ),
)
SHORTCUT = holds(**_BY, callback_id=text, channel=maybe(holds(id=ident)), message=maybe(_MESSAGE))
VIEW = holds(
    **(_BY | {"trigger_id": maybe(ident)}),
    view=holds(
        id=ident,
        hash=ident,
        callback_id=text,
        private_metadata=text,
        state=_STATE,
        blocks=several(_BLOCK),
    ),
)
EVENT = holds(
    **_OF,
    event_id=ident,
    event=holds(type=text),
    authorizations=maybe(several(holds(user_id=maybe(ident)))),
)


def tally(seen: Counter[str], reason: str) -> int:
    """Count one more; return how often it was seen when that is worth a line in the log, else 0.

    Whoever sends noise must not fill the disk: lines come at 1, 2, 4, 8 ... times.
    """
    seen[reason] += 1
    times = seen[reason]
    return times if times & (times - 1) == 0 else 0
