"""Put the entries in the order in which things happened, and say which are left out and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain import facts
from bot.domain.document import Frame, Row, Statement
from bot.domain.entries import Entry
from bot.domain.facts import Fact
from bot.domain.narration import Narrator
from bot.domain.stamps import Stamps
from bot.domain.standing import those, withdrawals
from bot.domain.terms import PersonId, label
from bot.domain.timetable import cells, clock

MACHINERY: frozenset[type[Fact]] = frozenset(
    {
        facts.ChannelOpened,
        facts.ChannelArchived,
        facts.ChannelUnarchived,
        facts.ChannelRenamed,
        facts.ChannelConverted,
        facts.ChannelDeleted,
        facts.MusterRemoved,
        facts.MusterReturned,
        facts.PersonJoined,
        facts.PersonLeft,
        facts.RecordedMessageEdited,
        facts.RecordedMessageDeleted,
        facts.EntryWithdrawn,
        facts.CheckRequested,
        facts.UpdateDrafted,
        facts.UpdateApproved,
        facts.UpdateDiscarded,
        facts.EffectFailed,
        facts.EffectStuck,
        facts.EffectSettled,
    }
)
"""What the record needs and a reader of the timeline does not."""

TURNING_POINTS: frozenset[type[Fact]] = frozenset(
    {
        facts.Declared,
        facts.SeverityChanged,
        facts.StatusChanged,
        facts.StampSet,
        facts.MitigationConfirmed,
        facts.UpdatePublished,
        facts.Resolved,
        facts.Closed,
        facts.Reopened,
    }
)
"""What stands in bold, beside the entries that a moment was taken from."""

SOON = timedelta(minutes=1)
"""What is written down within this time counts as written down when it happened."""


@dataclass(frozen=True, slots=True)
class Chronicle:
    """The timeline, and the rest of the record with the reason why it is not in the timeline."""

    rows: tuple[Row, ...]
    kept: tuple[Row, ...]


def happened(entry: Entry) -> datetime:
    """Return when the thing happened that the entry tells of."""
    return entry.fact.at if isinstance(entry.fact, facts.StampSet) else entry.occurred


def chronicle(entries: Sequence[Entry], stamps: Stamps, narrator: Narrator) -> Chronicle:
    """Sort every entry into the timeline or into the rest; none is lost."""
    reasons = _reasons(entries, stamps, narrator)
    shown = _ordered(entry for entry in entries if entry.position not in reasons)
    kept = [entry for entry in entries if entry.position in reasons]
    writer = _Writer(narrator, _turning_points(stamps), _approvers(entries))
    return Chronicle(
        rows=tuple(writer.rows(shown, {e.position: writer.added(e) for e in shown})),
        kept=tuple(writer.rows(kept, reasons)),
    )


def _reasons(entries: Sequence[Entry], stamps: Stamps, narrator: Narrator) -> dict[int, str]:
    """Map each entry that is not in the timeline to the reason; machinery needs none."""
    replaced = {
        old.source: f"replaced by entry {stamps.known[stamp].source}"
        for stamp, earlier in stamps.corrected.items()
        for old in earlier
    }
    reasons = {entry.position: "" for entry in entries if type(entry.fact) in MACHINERY} | {
        entry.position: replaced[entry.position]
        for entry, _ in those(entries, facts.StampSet)
        if entry.position in replaced
    }
    for position, withdrawal in withdrawals(entries).items():
        reasons[position] = _withdrawn(withdrawal, narrator)
    return reasons


def _withdrawn(withdrawal: Entry, narrator: Narrator) -> str:
    who, when = narrator.frame.name(withdrawal.actor), narrator.moment(withdrawal.occurred)
    return f"withdrawn {when} by {who} (entry {withdrawal.position})"


def _ordered(entries: Iterable[Entry]) -> list[Entry]:
    """Order by position; what was added later stands where it happened."""
    latest = datetime.min.replace(tzinfo=UTC)
    keyed: list[tuple[datetime, bool, Entry]] = []
    for entry in entries:
        when = happened(entry)
        if not _is_late(entry):
            when = latest = max(latest, when)
        keyed.append((when, not _is_late(entry), entry))
    return [entry for *_, entry in sorted(keyed, key=lambda key: (*key[:2], key[2].position))]


def _is_late(entry: Entry) -> bool:
    return entry.observed - happened(entry) >= SOON


def _turning_points(stamps: Stamps) -> frozenset[int]:
    return frozenset(moment.source for moment in stamps.known.values())


def _approvers(entries: Sequence[Entry]) -> dict[int, PersonId]:
    return {fact.number: entry.actor for entry, fact in those(entries, facts.UpdateApproved)}


@dataclass(frozen=True, slots=True)
class _Writer:
    narrator: Narrator
    turning_points: frozenset[int]
    approvers: Mapping[int, PersonId]

    @property
    def frame(self) -> Frame:
        return self.narrator.frame

    def rows(self, entries: Sequence[Entry], notes: Mapping[int, str]) -> Iterable[Row]:
        times = cells(map(happened, entries), self.frame.zone)
        for entry, cell in zip(entries, times, strict=True):
            yield Row(
                position=entry.position,
                utc=cell.utc,
                local=cell.local,
                what=Statement(self.narrator.sentence(entry), self.narrator.later(entry.position)),
                who=self.frame.name(self._who(entry)),
                note=notes[entry.position],
                is_key=self._is_key(entry),
                record=f"{label(self.frame.incident_id)} #{entry.position}",
                record_url=self._record_url(entry),
                permalink=_permalink(entry.fact),
            )

    def added(self, entry: Entry) -> str:
        """Say who added an entry after the time at which it stands; nothing for all others."""
        if not _is_late(entry):
            return ""
        when = clock(entry.observed, happened(entry))
        return f"added {when} by {self.frame.name(entry.actor)}"

    def _who(self, entry: Entry) -> PersonId:
        match entry.fact:
            case facts.MessageRecorded(author=author):
                return author
            case facts.UpdatePublished(number=number):
                return self.approvers.get(number, entry.actor)
            case _:
                return entry.actor

    def _is_key(self, entry: Entry) -> bool:
        return type(entry.fact) in TURNING_POINTS or entry.position in self.turning_points

    def _record_url(self, entry: Entry) -> str:
        return f"{self.frame.record_url}#{entry.position}" if self.frame.record_url else ""


def _permalink(fact: Fact) -> str:
    match fact:
        case facts.MessageRecorded(permalink=permalink):
            return permalink
        case facts.Declared(origin_permalink=permalink):
            return permalink
        case facts.UpdatePublished(url=url):
            return url
        case _:
            return ""
