"""Rows of the ledger in the state that a test needs."""

from dataclasses import replace

from bot.effects.book import Row


def moved(row: Row, state: str, *, reason: str = "") -> Row:
    return replace(row, promised=replace(row.promised, state=state, reason=reason))
