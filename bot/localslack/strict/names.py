"""What a channel may be called."""

import re

from bot.localslack.errors import SlackError
from bot.localslack.strict.limits import limit

ALLOWED = re.compile(r"[\w-]+", re.UNICODE)
LETTER_OR_DIGIT = re.compile(r"[^\W_]", re.UNICODE)


def check_channel_name(name: str) -> str:
    """Return the name when Slack would take it.

    Raises SlackError (invalid_name_required, _maxlength, _punctuation, _specials).
    Vendor: https://docs.slack.dev/reference/methods/conversations.create
    """
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > limit("channel.name"):
        raise SlackError("invalid_name_maxlength")
    if not ALLOWED.fullmatch(name) or name != name.lower():
        raise SlackError("invalid_name_specials")
    if not LETTER_OR_DIGIT.search(name):
        raise SlackError("invalid_name_punctuation")
    return name
