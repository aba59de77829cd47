"""How bad it was, how it stands, and who had which role, each with its proof."""

from collections.abc import Sequence

from bot.domain import facts
from bot.domain.document import Statement
from bot.domain.durations import NOT_RECORDED
from bot.domain.entries import Entry
from bot.domain.narration import Narrator, severity
from bot.domain.standing import standing, those
from bot.domain.terms import PersonId, Severity, Status


def title(entries: Sequence[Entry], narrator: Narrator) -> str:
    """Return the title as it was worded last; empty when there is none."""
    words = ""
    for entry in standing(entries):
        if isinstance(entry.fact, facts.Declared | facts.Retitled):
            words = entry.fact.title
    return narrator.plain(words)


def judged(entries: Sequence[Entry]) -> tuple[Severity, tuple[int, ...]]:
    """Return the last severity and the entry that says it."""
    level, sources = Severity.UNKNOWN, tuple[int, ...]()
    for entry in standing(entries):
        match entry.fact:
            case facts.Declared(severity=level) | facts.SeverityChanged(to=level):
                sources = (entry.position,)
            case _:
                pass
    return level, sources


def severities(entries: Sequence[Entry], narrator: Narrator) -> tuple[Statement, ...]:
    """Return the severity, then how it came to be that."""
    level, sources = judged(entries)
    changes = [
        Statement(
            f"{severity(fact.was)} until {narrator.moment(entry.occurred)} UTC"
            + (f"; changed because: {narrator.plain(fact.why)}" if fact.why else ""),
            (entry.position,),
        )
        for entry, fact in those(standing(entries), facts.SeverityChanged)
    ]
    now = severity(level) if sources else NOT_RECORDED
    return (Statement(now, sources), *changes)


def status(entries: Sequence[Entry], pending: Sequence[Statement]) -> Statement:
    """Return how the incident stands; `pending` are temporary measures that are still on."""
    word, sources = Status.INVESTIGATING, tuple[int, ...]()
    for entry in standing(entries):
        moved = _moved(entry.fact)
        if moved:
            word, sources = moved, (entry.position,)
    is_over = word in {Status.RESOLVED, Status.CLOSED}
    if is_over and pending:
        proof = tuple(source for each in pending for source in each.sources)
        return Statement(f"{word}, temporary measures still on", sources + proof)
    return Statement(word if sources else NOT_RECORDED, sources)


def _moved(fact: facts.Fact) -> Status | None:
    match fact:
        case facts.Declared() | facts.Reopened():
            return Status.INVESTIGATING
        case facts.StatusChanged(to=to):
            return to
        case facts.Resolved():
            return Status.RESOLVED
        case facts.Closed():
            return Status.CLOSED
        case _:
            return None


def roles(entries: Sequence[Entry], narrator: Narrator, role: str = "") -> tuple[Statement, ...]:
    """Return who had which role from when to when; only `role` if that is given."""
    counted = standing(entries)
    return tuple(
        _tenure(entry, fact, counted, narrator)
        for entry, fact in those(counted, facts.RoleTaken)
        if role in {"", fact.role}
    )


def holders(entries: Sequence[Entry], narrator: Narrator) -> dict[str, str]:
    """Return by role the name of whoever has it at the end."""
    held: dict[str, str] = {}
    for entry in standing(entries):
        match entry.fact:
            case facts.RoleTaken(role=role, person=person):
                held[role] = narrator.frame.name(person)
            case facts.RoleReleased(role=role):
                held.pop(role, None)
            case _:
                pass
    return held


def links(entries: Sequence[Entry], narrator: Narrator) -> tuple[Statement, ...]:
    """Return where else this incident can be read: channel, public page, runbook."""
    counted = standing(entries)
    channel = [
        Statement(f"Channel: #{fact.name}", (entry.position,))
        for entry, fact in those(counted, facts.ChannelOpened)
    ]
    page = [
        Statement(f"Published at: {fact.url}", (entry.position,))
        for entry, fact in those(counted, facts.UpdatePublished)
        if fact.url
    ]
    runbooks = [
        Statement(
            f"Runbook: {narrator.plain(fact.title)}, version {fact.version}, SHA-256 {fact.digest}",
            (entry.position,),
        )
        for entry, fact in those(counted, facts.RunbookAttached)
    ]
    return (*channel[-1:], *page[-1:], *runbooks)


def _tenure(
    taken: Entry, fact: facts.RoleTaken, counted: Sequence[Entry], narrator: Narrator
) -> Statement:
    who = f"{narrator.frame.role(fact.role)}: {narrator.frame.name(PersonId(fact.person))}"
    ended = _ended(taken, fact.role, counted)
    since = f"{who}, from {narrator.moment(taken.occurred)}"
    if ended is None:
        return Statement(f"{since} UTC", (taken.position,))
    return Statement(
        f"{since} to {narrator.moment(ended.occurred)} UTC", (taken.position, ended.position)
    )


def _ended(taken: Entry, role: str, counted: Sequence[Entry]) -> Entry | None:
    """Return the next entry that gives this role to somebody else or to nobody."""
    return next(
        (
            entry
            for entry in counted
            if entry.position > taken.position
            and isinstance(entry.fact, facts.RoleTaken | facts.RoleReleased)
            and entry.fact.role == role
        ),
        None,
    )
