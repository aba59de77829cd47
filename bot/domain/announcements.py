"""Show every update as its readers saw it, and how long they had waited for it."""

from collections.abc import Sequence

from bot.domain.communication import Publication, publications, unseen
from bot.domain.document import Announcement, Statement
from bot.domain.durations import between, words
from bot.domain.entries import Entry
from bot.domain.metrics import Metrics
from bot.domain.narration import Narrator


def announcements(
    entries: Sequence[Entry], metrics: Metrics, narrator: Narrator
) -> tuple[Announcement, ...]:
    """Return public and internal updates by time; only public ones have gaps between them."""
    gaps = _gaps(metrics)
    return tuple(
        Announcement(
            head=_head(each, narrator),
            text=narrator.plain(each.text),
            gap=gaps.get(each.number, ""),
        )
        for each in publications(entries)
    )


def unpublished(entries: Sequence[Entry], narrator: Narrator) -> tuple[Statement, ...]:
    """Return what was approved for readers who, as far as the record shows, never saw it."""
    return tuple(
        Statement(
            f"U{draft.number} ({draft.audience}, {draft.state}) was approved at "
            f"{narrator.moment(entry.occurred)} UTC and is not recorded as published: "
            f"{narrator.plain(draft.text)}",
            (entry.position,),
        )
        for entry, draft in unseen(entries)
    )


def _gaps(metrics: Metrics) -> dict[int, str]:
    first = metrics.figures["first_public"].duration
    gaps = {}
    for before, update in zip((None, *metrics.updates), metrics.updates, strict=False):
        if before:
            gaps[update.number] = f"{words(between(before.at, update.at))} after the one before"
        elif first:
            gaps[update.number] = f"{words(first)} after impact start"
    return gaps


def _head(update: Publication, narrator: Narrator) -> Statement:
    where = f"{narrator.plain(update.page)}{f' ({update.url})' if update.url else ''}"
    return Statement(
        f"U{update.number}, {update.audience}, {update.state}, at {narrator.moment(update.at)} UTC"
        f" on {where} by {narrator.frame.name(update.by)}",
        (update.source,),
    )
