"""Read timelines and extend them, each entry linked to the one before it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import chain
from bot.domain.entries import Entry
from bot.domain.errors import Rejected
from bot.domain.records import SCHEMA_V, from_record, to_record
from bot.domain.terms import IncidentId, PersonId, label
from bot.ports import Promises
from bot.storage.planning import plan
from bot.storage.summaries import write_summary
from bot.storage.tables import entries, entry_texts, incidents

_READ = (
    select(entries, entry_texts.c.field, entry_texts.c.text, entry_texts.c.salt)
    .join_from(
        entries,
        entry_texts,
        (entries.c.incident_id == entry_texts.c.incident_id)
        & (entries.c.position == entry_texts.c.position),
        isouter=True,
    )
    .where(entries.c.incident_id == bindparam("b_incident_id"))
    .order_by(entries.c.position)
)
_LOCK = select(incidents.c.id).where(incidents.c.id == bindparam("b_id")).with_for_update()
HASHED = tuple(column.name for column in entries.columns if column.name != "hash")
"""The columns that the hash of an entry covers: all but itself."""


@dataclass(frozen=True, slots=True)
class Head:
    """A timeline as this transaction has read it, and the hash of its last entry."""

    entries: list[Entry]
    hash: str


@dataclass(frozen=True, slots=True)
class SqlTimelines:
    """The timelines, in one transaction that knows its cause."""

    connection: AsyncConnection
    cause: str
    now: datetime
    new_salt: Callable[[], str]
    can_write: bool
    heads: dict[IncidentId, Head] = field(default_factory=dict)

    async def read(self, incident_id: IncidentId) -> list[Entry]:
        """Return all entries in order of position; raises Rejected when there are none."""
        head = await self._head(incident_id)
        if not head.entries:
            raise Rejected(f"There is no {label(incident_id)}. /incident list shows what there is.")
        return list(head.entries)

    async def append(
        self,
        incident_id: IncidentId,
        entries: Sequence[Entry],
        *,
        after: int,
        promises: Promises,
    ) -> None:
        """Add entries and what follows from them; raises Rejected when somebody was first."""
        if not entries:
            return
        head = await self._head(incident_id)
        places = [entry.position for entry in entries]
        if places != list(range(after + 1, after + 1 + len(entries))):
            raise ValueError(f"positions {places} do not follow {after}")
        if len(head.entries) != after:
            raise _too_late(incident_id)
        grown = await self._insert(incident_id, head, entries)
        await write_summary(self.connection, incident_id, grown.entries, head_hash=grown.hash)
        await plan(self.connection, promises, now=self.now)
        self.heads[incident_id] = grown

    async def _insert(self, incident_id: IncidentId, head: Head, added: Sequence[Entry]) -> Head:
        rows, texts, last = [], [], head.hash
        for entry in added:
            row, words = self._stored(incident_id, entry, last)
            rows.append(row)
            texts += words
            last = row["hash"]
        try:
            await self.connection.execute(insert(entries), rows)
        except IntegrityError as error:
            raise _too_late(incident_id) from error
        if texts:
            await self.connection.execute(insert(entry_texts), texts)
        return Head([*head.entries, *added], last)

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

    async def _head(self, incident_id: IncidentId) -> Head:
        if incident_id in self.heads:
            return self.heads[incident_id]
        if self.can_write and self.connection.dialect.name != "sqlite":
            await self.connection.execute(_LOCK, {"b_id": incident_id})
        rows = await stored_entries(self.connection, incident_id)
        head = Head([entry_of(row) for row in rows], rows[-1].hash if rows else chain.GENESIS)
        self.heads[incident_id] = head
        return head


async def stored_entries(connection: AsyncConnection, incident_id: IncidentId) -> list[chain.Row]:
    """Return the entries of one incident exactly as they are stored, in order of position."""
    rows = (await connection.execute(_READ, {"b_incident_id": incident_id})).all()
    return [_together(group) for _, group in groupby(rows, key=lambda row: row.position)]


def _together(group: Iterable[Row[Any]]) -> chain.Row:
    """Join what the database gives as one row per text."""
    parts = list(group)
    columns = {name: getattr(parts[0], name) for name in HASHED}
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
