import json
import os
from pathlib import Path

import pytest

from bot.storage.lock import held
from tests.cli.terminal import typed


def test_a_database_is_made_and_doing_it_again_changes_nothing(folder: Path) -> None:
    first, second = typed("migrate"), typed("migrate")

    assert first.code == second.code == 0
    assert first.out == second.out
    assert first.out.startswith("muster.db is at revision 0")
    assert (folder / "muster.db").is_file()


def test_it_keeps_its_hands_off_a_database_that_is_in_use(folder: Path) -> None:
    with held("sqlite+aiosqlite:///muster.db"):
        shown = typed("migrate")

    assert shown.code == 1
    assert f"Muster already runs on muster.db (process {os.getpid()})" in shown.err
    assert not (folder / "muster.db").exists()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite+aiosqlite:////proc/none/muster.db", "/proc/none/muster.db.lock cannot be written"),
        ("sqlite+aiosqlite:///a-folder", "unable to open database file (a-folder; MUSTER_DATABASE"),
        ("sqlite+aiosqlite:///a-file/muster.db", "a-file/muster.db.lock cannot be written: "),
        ("postgresql+psycopg://eve:hidden@127.0.0.1:9/muster", "127.0.0.1:9/muster; MUSTER_DATAB"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_in_one_sentence(
    url: str, words: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a-folder").mkdir()
    (folder / "a-file").touch()
    monkeypatch.setenv("MUSTER_DATABASE_URL", url)

    shown = typed("migrate")

    assert (shown.code, shown.out, shown.err.count("\n")) == (1, "", 1)
    assert words in shown.err
    assert "hidden" not in shown.err


def test_an_empty_file_is_made_a_database_but_not_silently(folder: Path) -> None:
    (folder / "muster.db").touch()

    shown = typed("migrate")

    [warned] = [json.loads(line) for line in shown.err.splitlines()]
    assert shown.code == 0
    assert (warned["event"], warned["level"], warned["file"], warned["trouble"]) == (
        "database.created",
        "warning",
        "muster.db",
        "it was empty",
    )
