"""`muster health`: what became of the promised calls of what is not finished, to read only."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.terminal import typed

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def database(recorded: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have two open incidents, INC-2 and INC-3, beside one that is over."""
    monkeypatch.setattr("os.getlogin", lambda: "bob")
    for words in (("declare", "sev2", "Search is slow"), ("--yes", "declare", "Logins fail")):
        assert typed("incident", *words).code == 0
    return recorded


def changed(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        assert connection.execute(statement).rowcount


@pytest.mark.usefixtures("database")
def test_each_open_incident_has_a_calm_sentence() -> None:
    shown = typed("health")

    assert (shown.code, shown.err) == (0, "")
    titles = [line for line in shown.lines if line.startswith("INC-")]
    assert titles == ["INC-3  Logins fail", "INC-2  Search is slow"]
    well = [line for line in shown.lines if not line.startswith("INC-")]
    assert len(well) == 2
    assert all(line.startswith("  All is well: ") for line in well)
    assert all(line.endswith(" are under way, none failed.") for line in well)


def test_what_failed_is_named_with_what_to_type(database: Path) -> None:
    changed(
        database,
        "UPDATE effects SET state = 'failed', reason = 'restricted_action' "
        "WHERE incident_id = 2 AND kind = 'slack.channel.create'",
    )
    changed(
        database,
        "UPDATE effects SET state = 'unknown', reason = 'missing_scope' "
        "WHERE incident_id = 2 AND kind = 'slack.card.pin'",
    )

    shown = typed("health").lines

    start = shown.index("INC-2  Search is slow")
    told = "\n".join(shown[start:])
    assert "1 failed, 1 unknown" in told
    assert "opening the incident channel: failed. restricted_action" in told
    assert "pinning the card: nobody knows whether it happened. missing_scope" in told
    assert shown[-1] == "  To settle that: muster incident --in INC-2 health"


def test_what_was_resolved_while_slack_was_down_is_shown_as_long_as_a_call_is_left(
    database: Path,
) -> None:
    assert typed("incident", "--in", "INC-3", "resolve", "it was the", "certificate").code == 0
    changed(
        database,
        "UPDATE effects SET attempts = 3, reason = 'Slack cannot be reached' "
        "WHERE incident_id = 3 AND kind = 'slack.channel.create'",
    )

    shown = typed("health")

    assert shown.lines[0] == "INC-3  Logins fail  (resolved)"
    assert "opening the incident channel waits since" in shown.out


@pytest.mark.usefixtures("recorded")
def test_without_an_open_incident_and_a_call_that_is_left_it_says_so() -> None:
    shown = typed("health")

    assert (shown.code, shown.out) == (0, "No incident is open, and no call is left to make.\n")


@pytest.mark.usefixtures("folder")
def test_without_a_database_it_says_where_to_look() -> None:
    shown = typed("health")

    assert shown.code == 1
    assert "There is no database" in shown.err
