import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.terminal import typed


@pytest.mark.usefixtures("recorded")
def test_the_draft_is_printed_as_markdown() -> None:
    shown = typed("postmortem", "INC-1")

    assert (shown.code, shown.err) == (0, "")
    assert shown.lines[0] == "# INC-1: Checkout fails"
    assert "The card service is silent" in shown.out
    assert shown.out.endswith("\n")


@pytest.mark.usefixtures("recorded")
def test_people_have_names_although_slack_is_not_there() -> None:
    shown = typed("postmortem", "INC-1")

    assert "Alex Chen: joined at" in shown.out


@pytest.mark.usefixtures("recorded")
def test_nothing_links_to_this_machine_unless_an_address_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without = typed("postmortem", "INC-1").out
    monkeypatch.setenv("MUSTER_PUBLIC_URL", "http://localhost:8080")
    with_address = typed("postmortem", "INC-1").out

    assert "http://localhost" not in without
    assert "http://127.0.0.1" not in without
    assert "(<http://localhost:8080/incidents/1#1>)" in with_address


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("name", ["INC-1", "inc-1", "1", " INC-1 "])
def test_an_incident_is_named_by_its_number(name: str) -> None:
    assert typed("postmortem", name, "--metrics").code == 0


@pytest.mark.usefixtures("recorded")
def test_the_draft_is_written_into_a_folder_that_is_made(folder: Path) -> None:
    shown = typed("postmortem", "INC-1", "--out", "docs/postmortems")

    written = folder / "docs/postmortems/INC-1-postmortem.md"
    assert shown.out == "Wrote docs/postmortems/INC-1-postmortem.md.\n"
    assert written.read_text(encoding="utf-8") == typed("postmortem", "INC-1").out


@pytest.mark.usefixtures("recorded")
def test_metrics_are_json_printed_or_written(folder: Path) -> None:
    shown = typed("postmortem", "INC-1", "--metrics")
    typed("postmortem", "INC-1", "--metrics", "--out", "out")

    assert json.loads(shown.out)["stamps"]["resolved"] == "2024-01-15T03:20:00.000000Z"
    assert (folder / "out/INC-1-metrics.json").read_text(encoding="utf-8") == shown.out


def test_reading_changes_nothing(recorded: Path) -> None:
    before = recorded.read_bytes()

    typed("postmortem", "INC-1")

    assert recorded.read_bytes() == before


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["INC-2"], "There is no INC-2. /incident list shows what there is."),
        (["INC-0"], "There is no INC-0. /incident list shows what there is."),
        (["checkout"], "“checkout” is not an incident. Type its number, as in INC-7."),
        (["INC-1;drop"], "“INC-1;drop” is not an incident. Type its number, as in INC-7."),
        (["9" * 40], f"“{'9' * 20}” is not an incident. Type its number, as in INC-7."),
        ([""], "“” is not an incident. Type its number, as in INC-7."),
        (["INC-1", "--out", "muster.db/out"], "muster.db/out/INC-1-postmortem.md cannot be writte"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(arguments: list[str], words: str) -> None:
    shown = typed("postmortem", *arguments)

    assert (shown.code, shown.out) == (1, "")
    assert shown.err.startswith(words)
    assert shown.err.count("\n") == 1


def test_without_a_database_it_says_where_it_looked(folder: Path) -> None:
    shown = typed("postmortem", "INC-1")

    assert (shown.code, shown.err.count("\n")) == (1, 1)
    assert shown.err.startswith("There is no database muster.db; --database FILE or MUSTER_")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"this is no database, whatever its name says" * 50, "muster.db is no database of Muster"),
        (b"", "muster.db is an empty file: whatever was recorded there is gone. Put a copy back"),
    ],
    ids=["another file", "an empty file"],
)
def test_what_is_no_record_of_this_version_is_told_in_one_sentence(
    folder: Path, content: bytes, words: str
) -> None:
    (folder / "muster.db").write_bytes(content)

    shown = typed("postmortem", "INC-1")

    assert (shown.code, shown.err.count("\n")) == (1, 1)
    assert shown.err.startswith(words)


def test_a_record_of_a_newer_version_is_left_alone(recorded: Path) -> None:
    with closing(sqlite3.connect(recorded)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()

    read, migrated = typed("postmortem", "INC-1"), typed("migrate")

    assert read.code == migrated.code == 1
    assert read.err == migrated.err
    assert read.err.startswith("muster.db was made by a newer version of Muster. Start that one;")


def test_a_record_of_an_older_version_is_not_read_before_it_is_brought_up(recorded: Path) -> None:
    with closing(sqlite3.connect(recorded)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()

    read = typed("postmortem", "INC-1")

    assert read.code == 1
    assert read.err.startswith("muster.db has the form of another version. Bring it to this one")


def test_after_a_demo_it_says_how_to_read_what_the_demo_recorded(story: Path, folder: Path) -> None:
    (folder / ".muster/demo").mkdir(parents=True)
    shutil.copy(story, folder / ".muster/demo/muster.db")

    shown = typed("postmortem", "1")
    again = shown.err.partition("Type: muster ")[2].split()

    assert shown.err.startswith("There is no database muster.db; the demo keeps its own.")
    assert again == ["postmortem", "INC-1", "--database", ".muster/demo/muster.db"]
    assert typed(*again).lines[0] == "# INC-1: Checkout fails"
    assert typed("verify", "--database", ".muster/demo/muster.db").out.endswith("all whole.\n")


@pytest.mark.parametrize("form", ["other.db", "sqlite:///other.db", "sqlite+aiosqlite:///other.db"])
def test_a_database_is_named_in_whatever_form(form: str, story: Path, folder: Path) -> None:
    shutil.copy(story, folder / "other.db")

    assert typed("postmortem", "INC-1", "--database", form).lines[0] == "# INC-1: Checkout fails"


def test_what_is_no_database_is_refused_with_an_example() -> None:
    shown = typed("postmortem", "INC-1", "--database", "mysql://here")

    assert (shown.code, shown.out) == (1, "")
    assert shown.err == (
        "--database must be a file such as muster.db, or postgresql://user@host/muster.\n"
    )
