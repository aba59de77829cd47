"""What the workflows need from the world, as protocols; adapters live in the folders beside."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeAlias, TypeVar

from bot.domain.entries import Entry
from bot.domain.facts import Fact
from bot.domain.incident import Incident
from bot.domain.postmortem import Postmortem
from bot.domain.reminders import Habits
from bot.domain.runbook import Runbook
from bot.domain.terms import MUSTER, ChannelId, IncidentId, PersonId, Severity, Status, UpdateState

T = TypeVar("T")

Json: TypeAlias = dict[str, Any]
"""A JSON object: the only shape in which replies and effect payloads are stored."""


class Clock(Protocol):
    """The one source of the present moment."""

    def __call__(self) -> datetime:
        """Return now: aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Effect:
    """One promised call to the outside.

    `key` is derived from its cause (`inc-42/slack.post/17`), so the same cause never promises
    twice. `payload` holds ids and positions only; words are rendered when it is sent. Effects of
    one `lane` run in order; an empty lane means no order. Of several unsent effects with the same
    `collapse` word only the newest is sent.
    """

    key: str
    kind: str
    incident_id: IncidentId
    payload: Json = field(default_factory=dict)
    lane: str = ""
    collapse: str = ""


@dataclass(frozen=True, slots=True)
class Timer:
    """Arm the timer `key` for `due`, or cancel it with due=None; either makes older ones void.

    When it fires, the effect `timer:<key>:<generation>` of kind `kind` is planned; what is
    `REPEATED` is then armed for its next moment to come.
    """

    key: str
    kind: str
    incident_id: IncidentId
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Promises:
    """What follows from facts: calls to make and timers to arm, in order."""

    effects: tuple[Effect, ...] = ()
    timers: tuple[Timer, ...] = ()

    def __add__(self, other: "Promises") -> "Promises":
        """Join both, in order."""
        return Promises(self.effects + other.effects, self.timers + other.timers)


@dataclass(frozen=True, slots=True)
class Promised:
    """How a promised call stands: planned, intent (under way), done, unknown or failed.

    `reference` is what the outside called the result (a message ts, a channel id).
    """

    key: str
    kind: str
    incident_id: IncidentId
    state: str
    attempts: int
    reason: str
    reference: str
    payload: Json
    planned_at: datetime
    not_before: datetime | None


@dataclass(frozen=True, slots=True)
class Summary:
    """One incident in a list; rebuilt from its timeline whenever that grows."""

    incident_id: IncidentId
    title: str
    severity: Severity
    status: Status
    lead: PersonId | None
    channel: ChannelId | None
    channel_name: str
    declared_at: datetime
    declared_by: PersonId
    is_drill: bool
    head_position: int


class Timelines(Protocol):
    """The timelines of all incidents: append-only and hash-chained."""

    async def incident(self, incident_id: IncidentId) -> Incident:
        """Return what the whole timeline tells; raises Rejected when there is none."""
        ...

    async def read(self, incident_id: IncidentId) -> list[Entry]:
        """Return all entries in order of position; raises Rejected when there are none."""
        ...

    async def append(
        self,
        incident_id: IncidentId,
        entries: Sequence[Entry],
        *,
        after: int,
        promises: Promises,
    ) -> None:
        """Add entries at positions after+1, after+2, ... and what follows from them.

        Entries, the summary of the incident, planned effects and timers become durable together
        or not at all. Raises Rejected when somebody else was first. No entries, nothing happens.
        """
        ...


class Incidents(Protocol):
    """What is known about all incidents at a glance."""

    async def allocate(self) -> IncidentId:
        """Take the next free incident number; it never comes again."""
        ...

    async def list(self, *, only_open: bool, limit: int) -> list[Summary]:
        """Return the newest incidents first; open means neither resolved nor closed."""
        ...

    async def unfinished(self, *, limit: int) -> Sequence[Summary]:
        """Return the newest that are open or have a promised call that is not over."""
        ...

    async def find(self, text: str, *, limit: int) -> Sequence[Summary]:
        """Return the newest incidents with all these words, or their beginnings, in their names."""
        ...

    async def in_channel(self, channel: ChannelId) -> IncidentId | None:
        """Return the incident whose channel this is."""
        ...


class Effects(Protocol):
    """The ledger of promised calls, to read."""

    async def of(self, incident_id: IncidentId) -> list[Promised]:
        """Return every promised call of the incident, oldest first."""
        ...

    async def at_hand(self, incident_id: IncidentId, kinds: Collection[str]) -> list[Promised]:
        """Return what may still matter: what is not over, and the referenced of these kinds.

        Oldest first. Over is also what a newer call replaced, and what failed and nobody misses.
        """
        ...

    async def find(self, key: str) -> Promised | None:
        """Return the promised call with that key."""
        ...

    async def plan(self, promises: Promises) -> None:
        """Promise more in the running transaction, without a fact; known keys stay as they are."""
        ...

    async def generation(self, timer: str) -> int:
        """Return how often the timer of that key was armed or cancelled; 0 when never."""
        ...

    async def settle(self, key: str, verdict: str) -> None:
        """Apply a person's word on an unknown or failed call: "happened", "retry" or "dropped"."""
        ...

    async def why_blocked(self, bucket: str) -> str:
        """Return why no call is made that needs this bucket; empty when nothing keeps it."""
        ...


class Timers(Protocol):
    """The timers that facts have armed."""

    async def fire(self, now: datetime) -> int:
        """Promise the call of each due timer, exactly once; return how many. Raises Unavailable."""
        ...

    async def next_due(self) -> datetime | None:
        """Return when the next timer is due; None when none is armed. Raises Unavailable."""
        ...


@dataclass(frozen=True, slots=True)
class Stats:
    """How the promised calls stand. `lag` is how long the oldest due one has been waiting."""

    running: int
    due: int
    later: int
    lag: timedelta


class Dispatcher(Protocol):
    """Who runs promised calls, and when; the ledger decides what that means."""

    def kick(self) -> None:
        """Say that there may be something to run; losing it costs time and nothing else."""
        ...

    async def repair(self) -> int:
        """Take over what dead processes left, before `run`; return how much. Raises Unavailable."""
        ...

    async def run(self) -> None:
        """Run whatever is due, until `stop`."""
        ...

    async def stop(self, grace: timedelta) -> None:
        """Begin nothing more and return when nothing is under way.

        What has not ended after `grace` is given up: whoever goes on looks whether it happened.
        """
        ...

    async def next_at(self) -> datetime | None:
        """Return when something that waits now will be due; None when nothing waits."""
        ...

    async def stats(self) -> Stats:
        """Count what runs here and what waits anywhere. Raises Unavailable."""
        ...


class Runbooks(Protocol):
    """The runbooks that responders can follow."""

    def all(self) -> Sequence[Runbook]:
        """Return the runbooks as they are in the files now, by id."""
        ...

    async def with_digest(self, digest: str) -> Runbook:
        """Return exactly the content that was attached, even if its file has changed since.

        Raises Rejected when it is not kept.
        """
        ...

    async def keep(self, runbook: Runbook) -> None:
        """Store this content under its digest, so that `with_digest` finds it for ever."""
        ...


class Work(Protocol):
    """One open transaction: everything read and written through it commits together."""

    @property
    def timelines(self) -> Timelines:
        """Read and extend timelines."""
        ...

    @property
    def incidents(self) -> Incidents:
        """Find incidents."""
        ...

    @property
    def effects(self) -> Effects:
        """Read the ledger of promised calls."""
        ...

    @property
    def runbooks(self) -> Runbooks:
        """Find runbooks."""
        ...

    @property
    def habits(self) -> Habits:
        """How often the operator wants people to be reminded."""
        ...

    @property
    def delivery_key(self) -> str:
        """The key of the delivery being decided: the cause of everything written here."""
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something that reached Muster once and may reach it again under the same `key`.

    `body_sha256` tells a repetition from another request that reuses the key. `observed_at` is
    when the sender says it happened.
    """

    key: str
    source: str
    kind: str
    body_sha256: str
    observed_at: datetime


Decision: TypeAlias = Callable[[Work], Awaitable[Json]]
"""Decides a delivery inside its transaction and returns the reply to store and to give."""


class Deliveries(Protocol):
    """The front door: every delivery is decided exactly once, in one transaction."""

    async def decide(self, delivery: Delivery, decision: Decision) -> Json:
        """Run `decision` once for this key, commit, and return its reply.

        A repetition returns the stored reply. Rejected leaves nothing but the fact that this
        delivery was rejected, and is raised again, also for repetitions. Unconcerned leaves
        nothing at all, and is raised again. `decision` awaits nothing but its transaction; it may
        run in another thread. Any other exception
        rolls back, keeps the delivery as poison with an error id, and raises Poisoned. Raises
        Unavailable when the database cannot commit in time: then nothing was accepted.
        """
        ...

    async def read(self, question: Callable[[Work], Awaitable[T]]) -> T:
        """Answer a question from a read-only transaction; nothing can be written through it."""
        ...


class Unconcerned(Exception):
    """The delivery was about nothing that is known here; it leaves no trace."""


class Poisoned(Exception):
    """A delivery met a bug; `error_id` is what to quote when asking for help."""

    def __init__(self, error_id: str) -> None:
        super().__init__(f"error {error_id}")
        self.error_id = error_id


@dataclass(frozen=True, slots=True)
class Done:
    """A call took effect. `reference` is what the outside calls the result.

    `tell` turns the result into facts; it gets the incident as it is when the result is stored.
    They are recorded as said by `actor`, and as having `occurred` then (default: now).
    `then` is promised together with that: what has to follow, and may fail by itself.
    """

    reference: str = ""
    tell: Callable[[Incident], Sequence[Fact]] | None = None
    actor: PersonId = MUSTER
    occurred: datetime | None = None
    result: Mapping[str, Any] = field(default_factory=dict)
    then: Promises = Promises()


class Performer(Protocol):
    """Code that makes one kind of call to the outside and can tell whether it was made."""

    @property
    def within(self) -> timedelta:
        """The longest a single attempt may take."""
        ...

    async def perform(self, effect: Promised) -> Done:
        """Make the call.

        Raises Unavailable (with `may_have_happened` when the answer was lost), Refused, or Dropped
        when there is no point in it any more.
        """
        ...

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        """Find out whether an earlier attempt, begun at `since` or later, took effect.

        Done = it did; None = it certainly did not, or repeating does no harm. Raises Undecidable
        when nobody can tell, Unavailable when the outside cannot be asked now, and Dropped when
        repeating would do more harm than losing it (a message that only one person sees).
        """
        ...


class Undecidable(Exception):
    """Nobody can tell whether the call happened: people must be asked."""


class Dropped(Exception):
    """The call is not worth making any more, and nobody needs to hear of it (a lost hint)."""


@dataclass(frozen=True, slots=True)
class PageUpdate:
    """What a status page is asked to show: an update's approved words, under their headline."""

    incident_id: IncidentId
    number: int
    title: str
    state: str
    text: str
    approved_at: datetime


class StatusPage(Protocol):
    """One public page that tells customers the truth."""

    @property
    def name(self) -> str:
        """What operators call this page."""
        ...

    async def publish(self, update: PageUpdate, *, key: str) -> None:
        """Show the update; `key` marks it, so that `shows` can find it later."""
        ...

    async def shows(self, update: PageUpdate, *, key: str) -> str | None:
        """Return the public address when the page shows exactly these words, else None."""
        ...


@dataclass(frozen=True, slots=True)
class PagePost:
    """One update as the embedded page shows it; `at` is when its words were approved."""

    key: str
    incident_id: IncidentId
    number: int
    title: str
    state: UpdateState
    text: str
    at: datetime


class PagePosts(Protocol):
    """What customers can read on the embedded status page, and nothing else."""

    async def add(self, post: PagePost) -> None:
        """Show the post durably; a key that is already there keeps what it shows."""
        ...

    async def find(self, key: str) -> PagePost | None:
        """Return the post with that key."""
        ...

    async def newest(self, *, incidents: int) -> list[PagePost]:
        """Return every post of the `incidents` incidents that were posted about last.

        Newest first, by `at`, then `number`, then incident number; of two incidents that were last
        posted about at the same moment, the one with the higher number counts as later.
        """
        ...

    async def of(self, incident_id: IncidentId) -> list[PagePost]:
        """Return every post of one incident in the same order; none when it was never public."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """One check, ready to be asked: parameters have their variables filled in."""

    step: str
    parameters: Mapping[str, Any]
    within: timedelta
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source said: named result fields for expectations, the body as kept evidence.

    `problem` is set when the question could not be asked; then `fields` is empty.
    """

    source: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    body: str = ""
    is_incomplete: bool = False
    problem: str = ""
    elapsed_ms: int = 0


class EvidenceSource(Protocol):
    """One place that can be asked what is going on; asking changes nothing there."""

    @property
    def name(self) -> str:
        """What runbooks call this source or probe type."""
        ...

    async def collect(self, question: Question) -> Answer:
        """Ask, and return the answer; raises Unavailable when it could not be asked."""
        ...


class Exporter(Protocol):
    """One file format for postmortems."""

    @property
    def name(self) -> str:
        """What operators call this format."""
        ...

    @property
    def suffix(self) -> str:
        """How names of such files end: ".md"."""
        ...

    def render(self, postmortem: Postmortem) -> bytes:
        """Write the whole document; the same draft gives the same bytes."""
        ...
