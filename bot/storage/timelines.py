"""Read timelines and extend them, each entry linked to the one before it."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from bot.domain import chain
from bot.domain.entries import Entry
from bot.domain.errors import Rejected
from bot.domain.incident import Incident
from bot.domain.records import SCHEMA_V, from_record, to_record
from bot.domain.terms import IncidentId, PersonId, label
from bot.ports import Promises
from bot.storage.database import Session
from bot.storage.planning import Plan
from bot.storage.quick import Quick
from bot.storage.summaries import write_summary
from bot.storage.tables import entries, entry_texts, incidents
from bot.storage.words import write_words

_READ = (
    select(entries, entry_texts.c.field, entry_texts.c.text, entry_texts.c.salt)
    .join_from(
        entries,
        entry_texts,
        (entries.c.incident_id == entry_texts.c.incident_id)
        & (entries.c.position == entry_texts.c.position),
        isouter=True,
    )
    .where(
        entries.c.incident_id == bindparam("b_incident_id"),
        entries.c.position > bindparam("b_after"),
    )
    .order_by(entries.c.position)
)
_NEWER = Quick.alike(
    select(entries.c.position)
    .where(
        entries.c.incident_id == bindparam("b_incident_id"),
        entries.c.position > bindparam("b_after"),
    )
    .limit(1)
)
_LOCK = select(incidents.c.id).where(incidents.c.id == bindparam("b_id")).with_for_update()
_APPEND = insert(entries)
_APPEND_TEXTS = insert(entry_texts)
HASHED = tuple(column.name for column in entries.columns if column.name != "hash")
"""The columns that the hash of an entry covers: all but itself."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a timeline tells up to some entry, and the hash of that entry."""

    incident: Incident | None = None
    hash: str = chain.GENESIS

    @property
    def position(self) -> int:
        """Return the position of that entry; 0 when there is none."""
        return self.incident.position if self.incident else 0

    def after(self, entries: Sequence[Entry]) -> Incident:
        """Return the incident after these further entries."""
        return self.incident.after(entries) if self.incident else Incident.replay(entries)


class Remembered:
    """Timelines as they were committed, so that only what is newer must be read and replayed.

    Safe because entries never change; whoever erases words must `forget` the incident.
    """

    def __init__(self, limit: int = 100) -> None:
        self._limit = limit
        self._heads: OrderedDict[IncidentId, Head] = OrderedDict()

    def of(self, incident_id: IncidentId) -> Head:
        """Return what is known of a timeline: all of it, its beginning, or nothing."""
        return self._heads.get(incident_id, Head())

    def keep(self, incident_id: IncidentId, head: Head) -> None:
        """Remember a timeline as it was committed, and forget the one used least recently."""
        self._heads[incident_id] = head
        self._heads.move_to_end(incident_id)
        if len(self._heads) > self._limit:
            self._heads.popitem(last=False)

    def forget(self, incident_id: IncidentId) -> None:
        """Read this timeline anew next time."""
        self._heads.pop(incident_id, None)


class Ahead(Remembered):
    """Timelines as they will be once the running transaction is committed."""

    def __init__(self, committed: Remembered) -> None:
        super().__init__()
        self._committed = committed

    def of(self, incident_id: IncidentId) -> Head:
        """Return what is known of a timeline, what is not committed yet included."""
        return self._heads.get(incident_id) or self._committed.of(incident_id)

    def settle(self) -> None:
        """Remember it all as committed."""
        for incident_id, head in self._heads.items():
            self._committed.keep(incident_id, head)


@dataclass(frozen=True, slots=True)
class Growth:
    """What is to be added to one timeline behind position `after`."""

    incident_id: IncidentId
    entries: Sequence[Entry]
    after: int
    promises: Promises

    def __post_init__(self) -> None:
        """Refuse positions that would leave a hole."""
        places = [entry.position for entry in self.entries]
        if places != list(range(self.after + 1, self.after + 1 + len(places))):
            raise ValueError(f"positions {places} do not follow {self.after}")


@dataclass(frozen=True, slots=True)
class SqlTimelines:
    """The timelines, in one transaction that knows its cause."""

    session: Session
    cause: str
    plan: Plan
    new_salt: Callable[[], str]
    remembered: Remembered
    can_write: bool
    heads: dict[IncidentId, Head] = field(default_factory=dict)

    async def incident(self, incident_id: IncidentId) -> Incident:
        """Return what the timeline tells; raises Rejected when there is none."""
        head = await self.session.run(partial(self._head, incident_id))
        if head.incident is None:
            raise Rejected(f"There is no {label(incident_id)}. /incident list shows what there is.")
        return head.incident

    async def read(self, incident_id: IncidentId) -> list[Entry]:
        """Return all entries in order of position; raises Rejected when there are none."""
        return list((await self.incident(incident_id)).entries)

    async def append(
        self,
        incident_id: IncidentId,
        entries: Sequence[Entry],
        *,
        after: int,
        promises: Promises,
    ) -> None:
        """Add entries and what follows from them; raises Rejected when somebody was first."""
        if entries:
            growth = Growth(incident_id, entries, after, promises)
            await self.session.run(partial(self._append, growth))

    def _append(self, growth: Growth, connection: Connection) -> None:
        head = self._head(growth.incident_id, connection)
        if head.position != growth.after:
            raise _too_late(growth.incident_id)
        incident = head.after(growth.entries)
        last = self._insert(growth, head, connection)
        write_summary(connection, growth.incident_id, incident, last)
        write_words(connection, growth.incident_id, head.incident, incident)
        self.plan(connection, growth.promises)
        self.heads[growth.incident_id] = Head(incident, last)

    def _insert(self, growth: Growth, head: Head, connection: Connection) -> str:
        """Store the entries and return the hash of the last one."""
        rows, texts, last = [], [], head.hash
        for entry in growth.entries:
            row, words = self._stored(growth.incident_id, entry, last)
            rows.append(row)
            texts += words
            last = row["hash"]
        try:
            connection.execute(_APPEND, rows)
        except IntegrityError as error:
            raise _too_late(growth.incident_id) from error
        if texts:
            connection.execute(_APPEND_TEXTS, texts)
        return last

    def _stored(
        self, incident_id: IncidentId, entry: Entry, prev_hash: str
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        payload, words = to_record(entry.fact)
        salted = {name: (self.new_salt(), text) for name, text in words.items()}
        row: dict[str, Any] = {
            "incident_id": incident_id,
            "position": entry.position,
            "kind": entry.fact.kind,
            "actor": entry.actor,
            "occurred_at": entry.occurred,
            "observed_at": entry.observed,
            "recorded_at": entry.recorded,
            "payload": payload,
            "schema_v": SCHEMA_V,
            "delivery_key": self.cause,
            "text_digest": chain.digest(salted),
            "prev_hash": prev_hash,
        }
        row["hash"] = chain.link(prev_hash, row)
        place = {"incident_id": incident_id, "position": entry.position}
        texts = [
            place | {"field": name, "salt": salt, "text": text}
            for name, (salt, text) in salted.items()
        ]
        return row, texts

    def _head(self, incident_id: IncidentId, connection: Connection) -> Head:
        if incident_id in self.heads:
            return self.heads[incident_id]
        if self.can_write and connection.dialect.name != "sqlite":
            connection.execute(_LOCK, {"b_id": incident_id})
        known = self.remembered.of(incident_id)
        if known.position and not _grew(incident_id, known.position, connection):
            self.heads[incident_id] = known
            return known
        added = stored_entries(incident_id, connection, after=known.position)
        if added and added[0].columns["prev_hash"] != known.hash:
            raise ValueError(f"entry {known.position + 1} of {label(incident_id)} is not linked")
        head = known
        if added:
            head = Head(known.after([entry_of(row) for row in added]), added[-1].hash)
            self.remembered.keep(incident_id, head)
        self.heads[incident_id] = head
        return head


def _grew(incident_id: IncidentId, after: int, connection: Connection) -> bool:
    """Tell whether there are entries behind that position; asking costs less than reading none."""
    values = {"b_incident_id": incident_id, "b_after": after}
    return _NEWER.value(connection, values) is not None


def stored_entries(
    incident_id: IncidentId, connection: Connection, *, after: int = 0
) -> list[chain.Row]:
    """Return the entries behind position `after` exactly as they are stored, in order."""
    values = {"b_incident_id": incident_id, "b_after": after}
    rows = connection.execute(_READ, values).all()
    return [_together(group) for _, group in groupby(rows, key=lambda row: row.position)]


def _together(group: Iterable[Row[Any]]) -> chain.Row:
    """Join what the database gives as one row per text."""
    parts = list(group)
    # By place, which halves the time: the hash comes last in the table, and the texts behind it.
    columns = dict(zip(HASHED, parts[0], strict=False))
    texts = {part.field: (part.salt, part.text) for part in parts if part.field is not None}
    return chain.Row(columns, parts[0].hash, texts)


def entry_of(row: chain.Row) -> Entry:
    """Return the entry as the domain knows it."""
    stored: dict[str, Any] = dict(row.columns)
    words = {name: text for name, (_, text) in row.texts.items()}
    return Entry(
        position=stored["position"],
        fact=from_record(stored["kind"], stored["schema_v"], stored["payload"], words),
        actor=PersonId(stored["actor"]),
        occurred=stored["occurred_at"],
        observed=stored["observed_at"],
        recorded=stored["recorded_at"],
    )


def _too_late(incident_id: IncidentId) -> Rejected:
    return Rejected(
        f"Somebody else was first: {label(incident_id)} has changed since you looked. Look again,"
        " and repeat it if it still makes sense."
    )
