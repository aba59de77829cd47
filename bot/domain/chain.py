"""Chain entries by hashes, so that nobody can change, drop or reorder one unseen."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import TypeAlias

from bot.domain.times import utc_text

Value: TypeAlias = "str | int | bool | datetime | Mapping[str, Value] | list[Value] | None"
"""What a column of an entry may hold; there are no floats, whose text differs by machine."""

GENESIS = "0" * 64
"""What the first entry of a timeline is linked to."""


@dataclass(frozen=True, slots=True)
class Row:
    """One stored entry, to verify.

    `columns` are all its columns but the hash, `position`, `prev_hash` and `text_digest` among
    them; `texts` maps a field to its (salt, text), and is empty once they were erased.
    """

    columns: Mapping[str, Value]
    hash: str
    texts: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def link(prev_hash: str, columns: Mapping[str, Value]) -> str:
    """Return the hash of an entry: SHA-256 over its predecessor's hash and its columns."""
    return sha256(prev_hash.encode() + canonical(columns)).hexdigest()


def digest(texts: Mapping[str, tuple[str, str]]) -> str:
    """Return the SHA-256 over field, salt and text of everything somebody wrote in an entry."""
    return sha256(canonical({name: list(pair) for name, pair in texts.items()})).hexdigest()


def canonical(columns: Mapping[str, Value]) -> bytes:
    """Write values in the one way that is hashed: sorted keys, no spaces, UTF-8, UTC times.

    Raises TypeError for a float or any other value that has no single spelling.
    """
    plain = _plain(columns)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def verify(rows: Iterable[Row], *, head: str | None = None) -> list[str]:
    """Describe everything wrong with a timeline given in order of position; [] when whole.

    `head` is the hash of its last entry as known elsewhere; without it, entries missing at the
    end cannot be noticed. Erased texts are not a problem; changed ones are.
    """
    problems: list[str] = []
    previous, expected = GENESIS, 1
    for row in rows:
        position = row.columns.get("position")
        if position != expected:
            problems.append(f"entry {expected} is missing: entry {position} stands in its place")
        problems += _wrong(row, previous)
        previous = row.hash
        expected = position + 1 if isinstance(position, int) else expected + 1
    if head is not None and head != previous:
        problems.append(f"the timeline ends at entry {expected - 1}, but its head is another entry")
    return problems


def _wrong(row: Row, previous: str) -> list[str]:
    position = row.columns.get("position")
    problems = []
    if row.columns.get("prev_hash") != previous:
        problems.append(f"entry {position} does not follow the entry before it")
    if link(previous, row.columns) != row.hash:
        problems.append(f"entry {position} was changed: its hash differs")
    if row.texts and digest(row.texts) != row.columns.get("text_digest"):
        problems.append(f"entry {position} was changed: the digest of its texts differs")
    return problems


def _plain(value: Value) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return utc_text(value)
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"{type(value).__name__} has no canonical text")
