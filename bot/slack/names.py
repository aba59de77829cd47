"""Names of incident channels: valid, unique, readable, never empty after the number."""

import re
import unicodedata

from bot.domain.terms import IncidentId, slug

ROOM = 48
"""Slack takes 80 characters, but shows fewer; a suffix has its place behind these.

Vendor: https://docs.slack.dev/reference/methods/conversations.create
"""

NOT_ALLOWED = re.compile(r"[^a-z0-9]+")
TRANSLITERATED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "å": "a", "ł": "l", "đ": "d"}
)


def channel_name(incident_id: IncidentId, title: str, attempt: int = 1) -> str:
    """Name the channel `inc-142-checkout-5xx`; a later attempt gets `-2`, `-3` ... behind it.

    Letters without an ASCII form vanish; the number alone is then name enough.
    """
    folded = unicodedata.normalize("NFKD", title.casefold().translate(TRANSLITERATED))
    ascii_only = folded.encode("ascii", "ignore").decode()
    words = NOT_ALLOWED.sub("-", ascii_only).strip("-")
    stem = f"{slug(incident_id)}-{words}" if words else f"{slug(incident_id)}-incident"
    suffix = f"-{attempt}" if attempt > 1 else ""
    return stem[:ROOM].rstrip("-") + suffix
