"""What a postmortem is made of, free of any file format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from bot.domain.roles import ROLES, Role
from bot.domain.runbook import Step
from bot.domain.terms import IncidentId, PersonId, own_name


@dataclass(frozen=True, slots=True)
class Frame:
    """What a document needs and the record does not hold.

    `names` may lack people, who then stand under their id. `zone` is the second column of the
    timeline. `slo` is the promised share of good requests (0.999), if there is one. `record_url`
    is where people can read the record, if anywhere; a row is `record_url#position`. `steps` are
    those of the runbooks that were followed, by id; one that lacks stands under its id.
    """

    incident_id: IncidentId
    names: Mapping[PersonId, str] = field(default_factory=dict)
    zone: tzinfo = UTC
    slo: float | None = None
    roles: Mapping[str, Role] = field(default_factory=lambda: ROLES)
    record_url: str = ""
    steps: Mapping[str, Step] = field(default_factory=dict)

    def name(self, person: PersonId) -> str:
        """Return what people call this person."""
        return own_name(person) or self.names.get(person) or person

    def role(self, role: str) -> str:
        """Return what people call this role."""
        return self.roles[role].title if role in self.roles else role

    def step(self, step: str) -> str:
        """Return the title of this step of a runbook, in quotes."""
        return f"“{self.steps[step].title}”" if step in self.steps else step

    def answer(self, step: str, value: str) -> str:
        """Return the label of this answer to a question of a runbook."""
        choices = self.steps[step].choices if step in self.steps else ()
        return next((choice.label for choice in choices if choice.value == value), value)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of plain text, and the entries and evidence that prove it."""

    text: str
    sources: tuple[int, ...] = ()
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What the record does not tell, for the person who can; `key` never changes.

    `who` says for whom it is, `text` ends in how to answer it. `answer` is what the record says by
    now, None while the question is open.
    """

    key: str
    who: str
    text: str
    answer: Statement | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as a line of the timeline or of the remaining record.

    `note` says why it stands here: who added it later, or why it is not in the timeline.
    `record` names it where Muster keeps it; `record_url` and `permalink` may be empty.
    """

    position: int
    utc: str
    local: str
    what: Statement
    who: str
    note: str = ""
    is_key: bool = False
    record: str = ""
    record_url: str = ""
    permalink: str = ""


@dataclass(frozen=True, slots=True)
class Track:
    """A hypothesis or a mitigation, and what became of it."""

    head: Statement
    steps: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A moment that durations are computed from, or "not recorded", and what it said before."""

    letter: str
    name: str
    value: Statement
    before: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Announcement:
    """One update as its readers saw it; `gap` says how long they had waited for it."""

    head: Statement
    text: str
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One piece of evidence (E<number>), from the entry at `position`; its digest proves it."""

    number: int
    position: int
    what: Statement
    source: str
    at: str
    sha256: str
    size_bytes: int
