"""List the evidence, so that everybody can check that it is what was seen."""

from collections.abc import Sequence

from bot.domain.document import Exhibit, Statement
from bot.domain.entries import Entry
from bot.domain.facts import EvidenceCollected
from bot.domain.narration import Narrator
from bot.domain.standing import standing, those
from bot.domain.timetable import dated


def exhibits(entries: Sequence[Entry], narrator: Narrator) -> tuple[Exhibit, ...]:
    """Return every stored answer by number, without its body."""
    return tuple(
        Exhibit(
            number=fact.number,
            position=entry.position,
            what=Statement(narrator.sentence(entry), (entry.position,)),
            source=f"{fact.source}{', cut' if fact.is_truncated else ''}",
            at=f"{dated(entry.occurred)} UTC",
            sha256=fact.sha256,
            size_bytes=fact.size_bytes,
        )
        for entry, fact in those(standing(entries), EvidenceCollected)
    )
