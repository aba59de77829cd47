"""Read the marks that Slack leaves in people's words."""

import re
from collections.abc import Mapping

from bot.domain.terms import PersonId

_MARK = re.compile(r"<([@#!]?)([^<>|\n]+)(?:\|([^<>\n]*))?>")
_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)


def spelled(text: str, names: Mapping[PersonId, str]) -> str:
    """Return the words with people, channels and links as a reader without Slack can read them.

    Anything else in angle brackets stays as it is.
    Vendor: https://docs.slack.dev/messaging/formatting-message-text
    """
    return _MARK.sub(lambda mark: _readable(mark, names), text)


def _readable(mark: re.Match[str], names: Mapping[PersonId, str]) -> str:
    sign, target, label = mark.groups()
    if sign == "@":
        return f"@{names.get(PersonId(target)) or label or target}"
    if sign == "#":
        return f"#{label or target}"
    if not sign and _ADDRESS.fullmatch(target):
        address = target.removeprefix("mailto:")
        return f"{label} ({address})" if label and label != address else address
    return mark.group()
