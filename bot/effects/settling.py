"""Apply a person's word on a call that no machine can bring forward."""

from dataclasses import replace
from datetime import datetime

from bot.domain.errors import Rejected
from bot.effects.book import Row

HOPELESS = ("unknown", "failed")
SUPERSEDED = "superseded"


def settled(row: Row, verdict: str, now: datetime) -> Row:
    """Return the row after the word of a person: "happened", "retry" or "dropped".

    Raises Rejected when the call is not stuck, or when a newer one has taken its place.
    """
    was = row.promised
    if was.state not in HOPELESS or was.reason == SUPERSEDED:
        raise Rejected(f"{was.key} is {was.state}: there is nothing to settle.")
    match verdict:
        case "happened":
            return replace(row, promised=replace(was, state="done", reason=""), ended_at=now)
        case "dropped":
            dropped = replace(was, state="failed", reason="dropped by a person")
            return replace(row, promised=dropped, ended_at=now)
        case "retry":
            again = replace(was, state="planned", attempts=0, not_before=None, reason="")
            return replace(row, promised=again, intent_at=None, ended_at=None)
        case _:
            raise Rejected("Say what became of it: happened, retry or dropped.")
