"""What was told to whom, and when they could read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.entries import Entry
from bot.domain.facts import UpdateApproved, UpdateDrafted, UpdatePublished
from bot.domain.standing import standing, those
from bot.domain.terms import Audience, PersonId, UpdateState


@dataclass(frozen=True, slots=True)
class Publication:
    """An update (U<number>) that its readers could see from `at` on, as entry `source` says.

    `by` is who approved the words, or who published them if nobody had to.
    """

    number: int
    audience: Audience
    state: UpdateState
    text: str
    by: PersonId
    at: datetime
    source: int
    page: str
    url: str

    @property
    def is_public(self) -> bool:
        """Tell whether customers could read it."""
        return self.audience is Audience.PUBLIC


def publications(entries: Sequence[Entry]) -> tuple[Publication, ...]:
    """Return every update that was seen published, by time; each once, however many pages."""
    drafts = {fact.number: fact for _, fact in those(entries, UpdateDrafted)}
    approvers = {fact.number: entry.actor for entry, fact in those(entries, UpdateApproved)}
    seen: dict[int, Publication] = {}
    for entry, fact in those(standing(entries), UpdatePublished):
        draft = drafts.get(fact.number)
        if draft is None or fact.number in seen:
            continue
        seen[fact.number] = Publication(
            number=fact.number,
            audience=draft.audience,
            state=draft.state,
            text=draft.text,
            by=approvers.get(fact.number, entry.actor),
            at=entry.occurred,
            source=entry.position,
            page=fact.page,
            url=fact.url,
        )
    return tuple(sorted(seen.values(), key=lambda each: (each.at, each.number)))


def unseen(entries: Sequence[Entry]) -> list[tuple[Entry, UpdateDrafted]]:
    """Return approved updates that no page was seen to show, as (approval, draft)."""
    counted = standing(entries)
    drafts = {fact.number: fact for _, fact in those(counted, UpdateDrafted)}
    shown = {fact.number for _, fact in those(counted, UpdatePublished)}
    return [
        (entry, drafts[fact.number])
        for entry, fact in those(counted, UpdateApproved)
        if fact.number in drafts and fact.number not in shown
    ]
