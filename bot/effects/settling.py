"""Apply a person's word on a call that no machine can bring forward."""

from dataclasses import replace
from datetime import datetime

from bot.domain.errors import Rejected
from bot.effects.book import Row

HOPELESS = ("unknown", "failed")
SUPERSEDED = "superseded"
AGAIN = "tried again because a person asked for it"
"""Why a call in doubt is open again: it is looked for first, and made when nobody can tell."""


def settled(row: Row, verdict: str, now: datetime) -> Row:
    """Return the row after the word of a person: "happened", "retry" or "dropped".

    What may have happened, or did and could not be told, is looked for before it is repeated.

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
            return _again(row)
        case _:
            raise Rejected("Say what became of it: happened, retry or dropped.")


def _again(row: Row) -> Row:
    was = row.promised
    is_open = row.intent_at is not None and (was.state == "unknown" or was.reference != "")
    again = replace(
        was,
        state="intent" if is_open else "planned",
        attempts=0,
        not_before=None,
        reason=AGAIN if is_open and was.state == "unknown" else "",
    )
    return replace(row, promised=again, intent_at=row.intent_at if is_open else None, ended_at=None)
