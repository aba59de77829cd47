"""Check that nobody changed the record, and make anew what only follows from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from bot.domain import chain
from bot.domain.incident import Incident
from bot.domain.terms import IncidentId, label
from bot.storage.store import SqlWork, Store
from bot.storage.summaries import columns_of, write_summary
from bot.storage.tables import entries, incident_words, incidents
from bot.storage.timelines import entry_of, stored_entries
from bot.storage.words import write_words


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked, and each thing that is wrong in words; none means that all is whole."""

    incidents: int
    entries: int
    problems: tuple[str, ...]


async def verify(store: Store) -> Verification:
    """Check every chain, every digest and every summary. Raises Unavailable."""

    async def body(work: SqlWork) -> Verification:
        checked, count = [], 0
        for incident_id in await work.session.run(_numbers):
            found = await work.session.run(partial(_check, incident_id))
            count += found.entries
            checked.append(found)
        problems = tuple(problem for found in checked for problem in found.problems)
        return Verification(len(checked), count, problems)

    return await store.look(body)


async def rebuild(store: Store) -> int:
    """Write every summary anew from its timeline and return their number. Raises Unavailable."""

    async def body(work: SqlWork) -> int:
        numbers = await work.session.run(_numbers)
        await work.session.run(lambda sql: sql.execute(delete(incident_words)))
        for incident_id in numbers:
            await work.session.run(partial(_rebuild, incident_id))
        return len(numbers)

    return await store.transact("rebuild", body)


def _numbers(connection: Connection) -> list[IncidentId]:
    """Return every incident that has entries or a summary."""
    known = select(entries.c.incident_id).union(select(incidents.c.id)).order_by("incident_id")
    return [IncidentId(row.incident_id) for row in connection.execute(known)]


def _check(incident_id: IncidentId, connection: Connection) -> Verification:
    rows = stored_entries(incident_id, connection)
    question = select(incidents).where(incidents.c.id == incident_id)
    kept = connection.execute(question).one_or_none()
    head = kept.head_hash if kept is not None else None
    problems = [*chain.verify(rows, head=head), *_of_summary(incident_id, rows, kept)]
    return Verification(1, len(rows), tuple(f"{label(incident_id)}: {each}" for each in problems))


def _of_summary(
    incident_id: IncidentId, rows: list[chain.Row], kept: Row[Any] | None
) -> Iterator[str]:
    if not rows:
        yield "a summary stands there without any entry"
        return
    if kept is None:
        yield "its summary is missing"
        return
    try:
        incident = Incident.replay(entry_of(row) for row in rows)
    except ValueError as error:
        yield f"its entries cannot be read: {error}"
        return
    for name, value in columns_of(incident_id, incident, rows[-1].hash).items():
        if getattr(kept, name) != value:
            yield f"its summary has another {name} than its timeline"


def _rebuild(incident_id: IncidentId, connection: Connection) -> None:
    rows = stored_entries(incident_id, connection)
    if rows:
        incident = Incident.replay(entry_of(row) for row in rows)
        write_summary(connection, incident_id, incident, rows[-1].hash)
        write_words(connection, incident_id, None, incident)
    else:
        connection.execute(delete(incidents).where(incidents.c.id == incident_id))
