"""What an incident is made of, each part as its entries have left it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.terms import (
    NO_WORDS,
    Audience,
    ChannelId,
    Outcome,
    PersonId,
    Stamp,
    UpdateState,
    Verdict,
    Words,
)


@dataclass(frozen=True, slots=True)
class Note:
    """A note that counts; `at` is when it happened."""

    position: int
    text: Words
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """A channel message that counts. `text` is the first wording, `latest` the present one."""

    position: int
    channel: ChannelId
    ts: str
    mark: str
    author: PersonId
    text: Words
    latest: Words
    by: PersonId
    at: datetime
    thread_ts: str = ""
    permalink: str = ""
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class StepState:
    """How a runbook step stands: open, done, skipped, answered or checked.

    `position` is the entry that made it so. `requested` is the entry that asked for a check which
    has not answered yet, or 0. `outcome` is what the latest of its `evidence` says.
    """

    step: str
    state: str = "open"
    position: int = 0
    by: PersonId | None = None
    at: datetime | None = None
    text: Words = NO_WORDS
    why: Words = NO_WORDS
    values: tuple[str, ...] = ()
    outcome: Outcome | None = None
    evidence: tuple[int, ...] = ()
    requested: int = 0

    @property
    def is_handled(self) -> bool:
        """Whether responders are past it."""
        return self.state != "open"

    @property
    def is_running(self) -> bool:
        """Whether its check was asked and has not answered."""
        return self.requested > 0

    @property
    def results(self) -> tuple[str, ...]:
        """What `outcomes.<step>` means: the outcome of a check, else what people did."""
        if self.outcome is not None and (self.outcome, self.state) != (Outcome.ERROR, "skipped"):
            return (self.outcome.value,)
        if self.state == "answered":
            return self.values or ("other",)
        return (self.state,) if self.is_handled else ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stored answer of a check (E<number>); its body is in the entry at `position`."""

    number: int
    position: int
    step: str
    source: str
    outcome: Outcome
    title: Words
    reason: Words
    summary: Words
    at: datetime


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody found out about a hypothesis."""

    position: int
    verdict: Verdict
    evidence: tuple[int, ...]
    why: Words
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """An explanation that somebody offered (H<number>)."""

    number: int
    position: int
    text: Words
    origin: str
    by: PersonId
    at: datetime
    judgements: tuple[Judgement, ...] = ()
    is_withdrawn: bool = False

    @property
    def state(self) -> str:
        """Say how it stands: open, supported, refuted, inconclusive or withdrawn."""
        if self.is_withdrawn:
            return "withdrawn"
        return self.judgements[-1].verdict.value if self.judgements else "open"


@dataclass(frozen=True, slots=True)
class MitigationChange:
    """What became of a mitigation: effective, reverted or permanent."""

    position: int
    to: str
    why: Words
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class Mitigation:
    """Something done to restore service (M<number>)."""

    number: int
    position: int
    what: Words
    by: PersonId
    at: datetime
    is_temporary: bool = False
    until: datetime | None = None
    revert: Words = NO_WORDS
    changes: tuple[MitigationChange, ...] = ()
    is_withdrawn: bool = False

    @property
    def state(self) -> str:
        """Say how it stands: started, effective, permanent, reverted or withdrawn."""
        if self.is_withdrawn:
            return "withdrawn"
        seen = {change.to for change in self.changes}
        return next(
            (to for to in ("reverted", "permanent", "effective") if to in seen),
            "started",
        )

    @property
    def is_on(self) -> bool:
        """Whether it still does something."""
        return self.state not in {"reverted", "withdrawn"}

    @property
    def is_pending(self) -> bool:
        """Whether it is temporary and somebody must still undo it, or decide that it stays."""
        return self.is_temporary and self.state in {"started", "effective"}


@dataclass(frozen=True, slots=True)
class Update:
    """Words for customers or stakeholders (U<number>).

    `phase` is drafted, approved, discarded or published; `at` and `by` belong to that phase.
    `pages` holds (page, public address) of each place that shows it. `headline` is what customers
    read above the words; empty for colleagues.
    """

    number: int
    position: int
    audience: Audience
    state: UpdateState
    text: Words
    phase: str
    at: datetime
    by: PersonId
    headline: Words = NO_WORDS
    pages: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reminding:
    """What reminders go by that shows nowhere else.

    `every` is how often an update was promised here, None as the severity has it. `graded_at` is
    when the severity changed last, `lead_gone_at` when a lead gave the part back last.
    """

    is_on: bool = True
    every: timedelta | None = None
    snoozed_until: datetime | None = None
    graded_at: datetime | None = None
    lead_gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """How the incident channel is; `changed` tells when each of these last changed in Slack.

    `is_out` = Muster is no member any more.
    """

    is_archived: bool = False
    is_deleted: bool = False
    is_private: bool = False
    is_out: bool = False
    changed: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def is_closed(self) -> bool:
        """Whether nobody at all can write there."""
        return self.is_archived or self.is_deleted

    @property
    def is_hidden(self) -> bool:
        """Whether other channels learn no more than that the incident exists.

        So also when only Muster found the channel gone: it may have been made private without it.
        """
        return self.is_private or (self.is_deleted and "deleted" not in self.changed)


@dataclass(frozen=True, slots=True)
class SetMoment:
    """A moment that somebody set by hand."""

    position: int
    stamp: Stamp
    at: datetime
    why: Words
    by: PersonId


@dataclass(frozen=True, slots=True)
class Trouble:
    """A promised call that failed for good, or of which nobody knows whether it happened."""

    effect: str
    what: str
    is_unknown: bool
    reason: Words
    position: int
    at: datetime
