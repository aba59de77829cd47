"""Rows of the ledger in the state that a test needs."""

from dataclasses import replace

from bot.effects.book import Row


def moved(row: Row, state: str, *, reason: str = "", reference: str = "") -> Row:
    was = row.promised
    reference = reference or was.reference
    return replace(row, promised=replace(was, state=state, reason=reason, reference=reference))
