import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.errors import Unavailable
from tests.cli.terminal import ended, typed

WHOLE = "1 incident, 5 entries: all whole."

SWAPPED = tuple(
    f"UPDATE {table} SET position = {new} WHERE position = {old}"  # noqa: S608 - literals below
    for old, new in ((4, 99), (5, 4), (99, 5))
    for table in ("entries", "entry_texts")
)

TAMPERED: dict[str, tuple[tuple[str, ...], str]] = {
    "one byte of what somebody wrote": (
        ("UPDATE entry_texts SET text = replace(text, 'silent', 'silenT') WHERE position = 4",),
        "INC-1: entry 4 was changed: the digest of its texts differs",
    ),
    "one byte of a fact": (
        ("UPDATE entries SET payload = replace(payload, 'sev2', 'sev3') WHERE position = 1",),
        "INC-1: entry 1 was changed: its hash differs",
    ),
    "when it happened": (
        ("UPDATE entries SET occurred_at = observed_at WHERE position = 3",
         "UPDATE entries SET occurred_at = '2024-01-15T03:15:01.000000Z' WHERE position = 3"),
        "INC-1: entry 3 was changed: its hash differs",
    ),
    "who did it": (
        ("UPDATE entries SET actor = 'U0EVE' WHERE position = 5",),
        "INC-1: entry 5 was changed: its hash differs",
    ),
    "a deleted entry": (
        ("DELETE FROM entries WHERE position = 3",),
        "INC-1: entry 3 is missing: entry 4 stands in its place",
    ),
    "a deleted text": (
        ("DELETE FROM entries WHERE position = 5", "DELETE FROM entry_texts WHERE position = 5"),
        "INC-1: the timeline ends at entry 4, but its head is another entry",
    ),
    "two entries in another order": (
        SWAPPED,
        "INC-1: entry 4 does not follow the entry before it",
    ),
    "a whole timeline": (
        ("DELETE FROM entries", "DELETE FROM entry_texts"),
        "INC-1: a summary stands there without any entry",
    ),
    "the summary": (
        ("UPDATE incidents SET severity = 'sev4'",),
        "INC-1: its summary has another severity than its timeline",
    ),
}  # fmt: skip


def tamper(database: Path, *statements: str) -> None:
    """Change a database as somebody with access to the file can: the guards are removed first."""
    with closing(sqlite3.connect(database)) as connection:
        guards = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in guards.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount > 0, statement
        connection.commit()


def test_an_untouched_record_is_whole(recorded: Path) -> None:
    before = recorded.read_bytes()

    shown = typed("verify")

    assert (shown.code, shown.out, shown.err) == (0, f"{WHOLE}\n", "")
    assert recorded.read_bytes() == before


def test_the_file_itself_refuses_to_be_changed(recorded: Path) -> None:
    with closing(sqlite3.connect(recorded)) as connection:
        for statement in ("UPDATE entries SET actor = 'U0EVE'", "DELETE FROM entries"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)


@pytest.mark.parametrize(("statements", "found"), TAMPERED.values(), ids=TAMPERED.keys())
def test_what_was_changed_behind_our_back_is_found_and_named(
    recorded: Path, statements: tuple[str, ...], found: str
) -> None:
    tamper(recorded, *statements)

    shown = typed("verify")

    assert shown.code == 1
    assert found in shown.err.splitlines()
    assert "problem" in shown.out


def test_a_fresh_database_is_whole() -> None:
    assert typed("migrate").code == 0

    shown = typed("verify")

    assert (shown.code, shown.out) == (0, "0 incidents, 0 entries: all whole.\n")


def test_without_a_database_nothing_is_made(folder: Path) -> None:
    shown = typed("verify")

    assert shown.code == 1
    assert shown.err.startswith("There is no database muster.db; ")
    assert shown.err.endswith("muster serve.\n")
    assert list(folder.iterdir()) == []


async def test_a_shell_sees_it_in_the_exit_status(recorded: Path) -> None:
    await asyncio.to_thread(tamper, recorded, *TAMPERED["who did it"][0])

    shown = await ended("verify", cwd=recorded.parent)

    assert (shown.code, shown.out) == (1, "1 incident, 5 entries: 1 problem.\n")
    assert shown.err == "INC-1: entry 5 was changed: its hash differs\n"


def test_what_muster_may_not_write_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "muster.db").write_bytes(b"not empty")
    monkeypatch.setattr("os.access", lambda path, _: path != Path())  # as root, all is allowed
    monkeypatch.setattr("bot.cli._database.is_current", unanswered)

    shown = typed("verify")

    assert shown.code == 1
    assert shown.err == (
        f"The file is away (muster.db; {folder} cannot be written; MUSTER_DATABASE_URL sets "
        "another)\n"
    )


def unanswered(_: str) -> bool:
    raise Unavailable("The file is away")
