"""An incident of which nothing is recorded."""

from bot.domain.entries import Entry


def entries() -> list[Entry]:
    """Return nothing."""
    return []
