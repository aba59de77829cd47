"""Which incident is called by which words, so that it is found again by a few of them."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import Connection, Row, Select, bindparam, delete, exists, select

from bot.domain.incident import Incident
from bot.domain.terms import IncidentId
from bot.storage.dialects import unless_there
from bot.storage.tables import incident_words, incidents

WORD = re.compile(r"[^\W_]+")
SHORTEST, LONGEST = 3, 12
"""How many letters of a word one may stop after, and how many are looked at."""

MOST = 5
"""How many words one search regards."""

_ADD = unless_there(incident_words, "word", "incident_id")
_REMOVE = delete(incident_words).where(
    incident_words.c.word == bindparam("b_word"),
    incident_words.c.incident_id == bindparam("b_incident_id"),
)


def beginnings(*names: str) -> set[str]:
    """Return everything that one may type to find what has these names: words, or their beginning.

    Stored as they are: a search for a beginning would read every word that goes on from there.
    """
    return {
        word[:length]
        for name in names
        for word in WORD.findall(name.casefold())
        for length in {*range(SHORTEST, min(len(word), LONGEST) + 1), min(len(word), LONGEST)}
    }


def typed(text: str) -> list[str]:
    """Return the words of what somebody typed, as they are stored."""
    words = dict.fromkeys(word[:LONGEST] for word in WORD.findall(text.casefold()))
    return sorted(words, key=len, reverse=True)[:MOST]


def write_words(
    connection: Connection, incident_id: IncidentId, was: Incident | None, now: Incident
) -> None:
    """Let the incident be found by its present names, and no longer by those that it had."""
    if was is not None and _names(was) == _names(now):
        return
    old = beginnings(*_names(was)) if was else set()
    new = beginnings(*_names(now))
    if old - new:
        connection.execute(_REMOVE, _rows(old - new, incident_id, "b_"))
    if new - old:
        connection.execute(_ADD[connection.dialect.name], _rows(new - old, incident_id))


def found(words: Sequence[str], limit: int, connection: Connection) -> Sequence[Row[tuple[object]]]:
    """Return the newest incidents that are called by all of these words."""
    values = {f"b_word_{number}": word for number, word in enumerate(words)}
    return connection.execute(_question(len(words)), values | {"b_limit": limit}).all()


@cache
def _question(count: int) -> Select[tuple[object]]:
    """Ask for the incidents of the first word, newest first, that have the other ones too."""
    first, *others = (incident_words.alias(f"word_{number}") for number in range(count))
    return (
        select(incidents)
        .join_from(first, incidents, incidents.c.id == first.c.incident_id)
        .where(first.c.word == bindparam("b_word_0"))
        .where(
            *(
                exists().where(
                    other.c.word == bindparam(f"b_word_{number}"),
                    other.c.incident_id == first.c.incident_id,
                )
                for number, other in enumerate(others, start=1)
            )
        )
        .order_by(first.c.incident_id.desc())
        .limit(bindparam("b_limit"))
    )


def _names(incident: Incident) -> tuple[str, ...]:
    return incident.title, incident.service, incident.channel_name


def _rows(
    words: Iterable[str], incident_id: IncidentId, prefix: str = ""
) -> list[dict[str, object]]:
    return [{f"{prefix}word": word, f"{prefix}incident_id": incident_id} for word in sorted(words)]
