"""Every kind of fact: what became true, in the past tense, never changed afterwards.

`kind` is the name under which a fact is stored for ever. Fields of type `Words` are free text and
are kept apart from the rest; all other fields are ids, enumerations, numbers or times.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, get_args

from bot.domain.terms import (
    NO_WORDS,
    Audience,
    ChannelId,
    Outcome,
    PersonId,
    Severity,
    Stamp,
    Status,
    UpdateState,
    Verdict,
    Words,
)

LATER = {"later": True}
"""Marks free text that older entries of the same kind never had: missing, it was not erased."""


@dataclass(frozen=True, slots=True)
class Declared:
    """An incident was declared. `source` is slash, form, message or cli."""

    kind: ClassVar[str] = "declared"
    title: Words
    severity: Severity = Severity.UNKNOWN
    impact: Words = NO_WORDS
    service: str = ""
    started_at: datetime | None = None
    is_drill: bool = False
    source: str = "slash"
    origin_channel: str = ""
    origin_ts: str = ""
    origin_permalink: str = ""
    origin_text: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class ChannelOpened:
    """The incident got its own channel, under the name that Slack returned."""

    kind: ClassVar[str] = "channel_opened"
    channel: ChannelId
    name: str


@dataclass(frozen=True, slots=True)
class ChannelArchived:
    """Somebody archived the incident channel: nobody can write there any more."""

    kind: ClassVar[str] = "channel_archived"


@dataclass(frozen=True, slots=True)
class ChannelUnarchived:
    """The incident channel was opened again."""

    kind: ClassVar[str] = "channel_unarchived"


@dataclass(frozen=True, slots=True)
class ChannelRenamed:
    """The incident channel got another name; its id stays."""

    kind: ClassVar[str] = "channel_renamed"
    name: str


@dataclass(frozen=True, slots=True)
class ChannelConverted:
    """The incident channel was made private, or public."""

    kind: ClassVar[str] = "channel_converted"
    is_private: bool


@dataclass(frozen=True, slots=True)
class ChannelDeleted:
    """The incident channel is gone for good, with everything that stood in it."""

    kind: ClassVar[str] = "channel_deleted"


@dataclass(frozen=True, slots=True)
class MusterRemoved:
    """Muster was removed from the incident channel: it neither hears nor says anything there."""

    kind: ClassVar[str] = "muster_removed"


@dataclass(frozen=True, slots=True)
class MusterReturned:
    """Muster was invited into the incident channel again."""

    kind: ClassVar[str] = "muster_returned"


@dataclass(frozen=True, slots=True)
class SeverityChanged:
    """Somebody judged anew how bad it is."""

    kind: ClassVar[str] = "severity_changed"
    to: Severity
    was: Severity
    why: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Retitled:
    """The incident got a better title."""

    kind: ClassVar[str] = "retitled"
    title: Words


@dataclass(frozen=True, slots=True)
class ImpactDescribed:
    """Somebody said who is hit and how."""

    kind: ClassVar[str] = "impact_described"
    impact: Words


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """The response moved on: investigating, identified, monitoring."""

    kind: ClassVar[str] = "status_changed"
    to: Status
    was: Status
    why: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class RoleTaken:
    """A person now has a role; whoever had it before no longer does."""

    kind: ClassVar[str] = "role_taken"
    role: str
    person: PersonId


@dataclass(frozen=True, slots=True)
class RoleReleased:
    """A person gave a role back and nobody has it."""

    kind: ClassVar[str] = "role_released"
    role: str
    person: PersonId


@dataclass(frozen=True, slots=True)
class PersonJoined:
    """Somebody joined the incident channel."""

    kind: ClassVar[str] = "person_joined"
    person: PersonId


@dataclass(frozen=True, slots=True)
class PersonLeft:
    """Somebody left the incident channel."""

    kind: ClassVar[str] = "person_left"
    person: PersonId


@dataclass(frozen=True, slots=True)
class Noted:
    """Somebody wrote a note; its entry says when it happened."""

    kind: ClassVar[str] = "noted"
    text: Words


@dataclass(frozen=True, slots=True)
class MessageRecorded:
    """A message of the channel was put on the timeline, by emoji or shortcut.

    `mark` is what put it there: "timeline", "hypothesis", "mitigation". `thread_ts` is empty
    unless the message is a reply.
    """

    kind: ClassVar[str] = "message_recorded"
    channel: ChannelId
    ts: str
    author: PersonId
    text: Words
    thread_ts: str = ""
    permalink: str = ""
    mark: str = "timeline"


@dataclass(frozen=True, slots=True)
class RecordedMessageEdited:
    """The author changed a recorded message afterwards; the first wording stays on record."""

    kind: ClassVar[str] = "recorded_message_edited"
    target: int
    text: Words


@dataclass(frozen=True, slots=True)
class RecordedMessageDeleted:
    """A recorded message was deleted in Slack; what it said stays on record."""

    kind: ClassVar[str] = "recorded_message_deleted"
    target: int


@dataclass(frozen=True, slots=True)
class EntryWithdrawn:
    """An earlier entry, at position `target`, no longer counts; it stays on record."""

    kind: ClassVar[str] = "entry_withdrawn"
    target: int
    why: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class StampSet:
    """Somebody set or corrected a moment that durations are computed from."""

    kind: ClassVar[str] = "stamp_set"
    stamp: Stamp
    at: datetime
    why: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class RunbookAttached:
    """Responders follow this runbook, in exactly this content (`digest` is its SHA-256)."""

    kind: ClassVar[str] = "runbook_attached"
    runbook: str
    title: str
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class StepDone:
    """A manual step was done; `text` is what was collected."""

    kind: ClassVar[str] = "step_done"
    step: str
    text: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class StepSkipped:
    """A step was passed over, with the reason."""

    kind: ClassVar[str] = "step_skipped"
    step: str
    why: Words


@dataclass(frozen=True, slots=True)
class StepReturned:
    """Responders went back to a step that was done or skipped."""

    kind: ClassVar[str] = "step_returned"
    step: str


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """A question step was answered with the values of its choices, or in own words."""

    kind: ClassVar[str] = "question_answered"
    step: str
    values: tuple[str, ...]
    text: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class CheckRequested:
    """A check was asked to run; its answer arrives as EvidenceCollected."""

    kind: ClassVar[str] = "check_requested"
    step: str
    is_automatic: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceCollected:
    """A check was answered (E<number>). `sha256` is over the stored, redacted body in UTF-8."""

    kind: ClassVar[str] = "evidence_collected"
    number: int
    step: str
    source: str
    outcome: Outcome
    title: Words
    reason: Words = NO_WORDS
    parameters: Words = NO_WORDS
    summary: Words = NO_WORDS
    body: Words = NO_WORDS
    sha256: str = ""
    size_bytes: int = 0
    is_truncated: bool = False
    elapsed_ms: int = 0


@dataclass(frozen=True, slots=True)
class HypothesisRaised:
    """Somebody offered an explanation (H<number>); `origin` is person, message or a step id."""

    kind: ClassVar[str] = "hypothesis_raised"
    number: int
    text: Words
    origin: str = "person"


@dataclass(frozen=True, slots=True)
class HypothesisJudged:
    """An explanation was judged on evidence; a later verdict is a new fact."""

    kind: ClassVar[str] = "hypothesis_judged"
    number: int
    verdict: Verdict
    evidence: tuple[int, ...] = ()
    why: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class MitigationStarted:
    """Somebody began to restore service (M<number>); a temporary one must be undone later."""

    kind: ClassVar[str] = "mitigation_started"
    number: int
    what: Words
    is_temporary: bool = False
    until: datetime | None = None
    revert: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class MitigationConfirmed:
    """A mitigation was seen to work."""

    kind: ClassVar[str] = "mitigation_confirmed"
    number: int
    why: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class MitigationReverted:
    """A mitigation was undone."""

    kind: ClassVar[str] = "mitigation_reverted"
    number: int
    why: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class MitigationMadePermanent:
    """A temporary mitigation stays, on the record, with the reason."""

    kind: ClassVar[str] = "mitigation_made_permanent"
    number: int
    why: Words


@dataclass(frozen=True, slots=True)
class UpdateDrafted:
    """Words for customers or stakeholders were proposed (U<number>); nobody outside saw them.

    `headline` is what customers read above them, in place of our own title.
    """

    kind: ClassVar[str] = "update_drafted"
    number: int
    audience: Audience
    state: UpdateState
    text: Words
    headline: Words = field(default=NO_WORDS, metadata=LATER)


@dataclass(frozen=True, slots=True)
class UpdateApproved:
    """Somebody approved exactly these words for publishing."""

    kind: ClassVar[str] = "update_approved"
    number: int


@dataclass(frozen=True, slots=True)
class UpdateDiscarded:
    """A drafted update was thrown away unpublished."""

    kind: ClassVar[str] = "update_discarded"
    number: int


@dataclass(frozen=True, slots=True)
class UpdatePublished:
    """A page, or a channel for an internal update, was read back and shows the approved words."""

    kind: ClassVar[str] = "update_published"
    number: int
    page: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class RemindersSet:
    """Reminders of updates were turned off or on; `minutes` is every how many, 0 as configured."""

    kind: ClassVar[str] = "reminders_set"
    is_on: bool
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class RemindersSnoozed:
    """Somebody asked not to be reminded of the update before this moment."""

    kind: ClassVar[str] = "reminders_snoozed"
    until: datetime


@dataclass(frozen=True, slots=True)
class Resolved:
    """The response is over: service is restored."""

    kind: ClassVar[str] = "resolved"
    summary: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Closed:
    """Nothing is left to do; the record is complete."""

    kind: ClassVar[str] = "closed"
    why: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Reopened:
    """It was not over after all."""

    kind: ClassVar[str] = "reopened"
    why: Words


@dataclass(frozen=True, slots=True)
class EffectFailed:
    """A promised call was refused for good, or nobody can tell whether it happened."""

    kind: ClassVar[str] = "effect_failed"
    effect: str
    what: str
    is_unknown: bool
    reason: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class EffectStuck:
    """A promised call waits so long that people must hear of it; it is tried again all the same."""

    kind: ClassVar[str] = "effect_stuck"
    effect: str
    what: str
    reason: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class EffectSettled:
    """A person said what became of a doubtful call: "happened", "retry" or "dropped"."""

    kind: ClassVar[str] = "effect_settled"
    effect: str
    verdict: str


Fact = (
    Declared
    | ChannelOpened
    | ChannelArchived
    | ChannelUnarchived
    | ChannelRenamed
    | ChannelConverted
    | ChannelDeleted
    | MusterRemoved
    | MusterReturned
    | SeverityChanged
    | Retitled
    | ImpactDescribed
    | StatusChanged
    | RoleTaken
    | RoleReleased
    | PersonJoined
    | PersonLeft
    | Noted
    | MessageRecorded
    | RecordedMessageEdited
    | RecordedMessageDeleted
    | EntryWithdrawn
    | StampSet
    | RunbookAttached
    | StepDone
    | StepSkipped
    | StepReturned
    | QuestionAnswered
    | CheckRequested
    | EvidenceCollected
    | HypothesisRaised
    | HypothesisJudged
    | MitigationStarted
    | MitigationConfirmed
    | MitigationReverted
    | MitigationMadePermanent
    | UpdateDrafted
    | UpdateApproved
    | UpdateDiscarded
    | UpdatePublished
    | RemindersSet
    | RemindersSnoozed
    | Resolved
    | Closed
    | Reopened
    | EffectFailed
    | EffectStuck
    | EffectSettled
)

FACT_KINDS: dict[str, type[Fact]] = {fact.kind: fact for fact in get_args(Fact)}
"""Every fact class by the kind under which it is stored."""
