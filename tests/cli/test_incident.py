"""`muster incident`: the verbs of /incident without Slack, with a running Muster or without."""

import io
import os
import pwd
import sys
from pathlib import Path

import pytest

from bot.cli._conversation import ALONE
from tests.cli.terminal import Ended, typed

pytestmark = pytest.mark.timeout(400)
"""Processes start slowly on a busy machine."""


@pytest.fixture(autouse=True)
def login(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be logged in as Bob, who answers no question unless a test types for him."""
    monkeypatch.setattr(os, "getlogin", lambda: "bob")


def muster(*words: str, answering: str = "") -> Ended:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.StringIO(answering))
        return typed("incident", *words)


@pytest.fixture
def one(recorded: Path) -> Path:
    """Have one open incident, INC-2, beside one that is over."""
    assert muster("declare", "sev2", "Search is slow").code == 0
    return recorded


@pytest.fixture
def two(one: Path) -> Path:
    """Have two open incidents, INC-2 and INC-3."""
    assert muster("declare", "Logins fail").code == 0
    return one


@pytest.mark.usefixtures("one")
def test_without_a_running_muster_it_records_and_says_what_does_not_happen_yet() -> None:
    noted = muster("note", "The index is too large")
    read = muster("timeline")

    assert noted.code == 0
    assert noted.out.endswith(": The index is too large\n")
    assert noted.err == f"{ALONE}\n"
    assert "bob (command line) noted: The index is too large" in read.out
    assert read.err == ""
    assert typed("verify").code == 0


@pytest.mark.usefixtures("one")
def test_the_postmortem_names_who_acted_here() -> None:
    muster("note", "The index is too large")
    muster("--as", "U024BE7LH", "note", "It is rebuilt")

    draft = typed("postmortem", "INC-2").out

    assert "bob (command line)" in draft
    assert "U024BE7LH" in draft
    assert "cli:" not in draft


def test_no_database_is_made_where_none_is(folder: Path) -> None:
    shown = muster("declare", "Checkout fails")

    assert (shown.code, shown.out) == (1, "")
    assert shown.err.startswith(
        "There is no database muster.db; --database FILE or MUSTER_DATABASE_URL"
    )
    assert not (folder / "muster.db").exists()


@pytest.mark.usefixtures("one")
def test_it_takes_the_only_open_incident_and_else_the_one_that_is_named() -> None:
    assert "Recorded on INC-2." in muster("impact", "Nobody finds anything").out
    assert muster("--in", "INC-1", "note", "Late insight").code == 0
    assert muster("INC-1", "note", "Later insight").code == 0
    assert "Late insight" in muster("--in", "1", "timeline").out
    assert "Search is slow" in muster().out


@pytest.mark.usefixtures("two")
def test_of_several_open_incidents_one_is_chosen() -> None:
    asked = muster("note", "It is the network", answering="3\n")
    refused = muster("note", "It is the network")

    assert asked.code == 0
    assert asked.out.startswith("INC-3  Logins fail\nINC-2  Search is slow\n")
    assert "It is the network" in muster("--in", "INC-3", "timeline").out
    assert refused.code == 1
    assert refused.err == "Name one of them: muster incident --in INC-3 ...\n"


@pytest.mark.usefixtures("one")
@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("--in", "INC-9", "note", "x"), "There is no INC-9."),
        (("--in", "checkout", "note", "x"), "“checkout” is not an incident. Type its number, as i"),
        (("--as", "bob", "note", "x"), "“bob” is not a member of Slack. Type an id such as U024B"),
        (("note", "x", "--in", "INC-2"), "--in stands before the verb: muster incident --in ... n"),
        (("sev", "high"), "Nothing was recorded."),
        (("note",), "Type muster incident note followed by what happened."),
        (("role",), "Type muster incident role comms @user."),
        (("impact",), "Type muster incident impact followed by who is hit and how."),
        (("nte", "x"), "Nothing was recorded."),
        (("search", "is", "down"), "Nothing was declared."),
        (("note", "<!channel> look"), "The note would notify many people (channel)."),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(words: tuple[str, ...], refusal: str) -> None:
    before = muster("timeline").out
    shown = muster(*words)

    assert shown.code == 1
    assert refusal in shown.err
    assert muster("timeline").out == before


@pytest.mark.usefixtures("recorded")
def test_nothing_is_open() -> None:
    shown = muster("note", "Anything")

    assert shown.code == 1
    assert shown.err.startswith("No incident is open. Declare one: muster incident declare and")


@pytest.mark.usefixtures("recorded")
def test_what_a_form_asks_in_slack_is_asked_here() -> None:
    declared = muster("declare", answering="Search is slow\n")
    noted = muster("note", answering="The index is too large\n")
    judged = muster("sev", answering="2\n")

    assert declared.out.startswith("What is broken?: INC-2 is declared: Search is slow\n")
    assert noted.out.startswith("What happened?: On the timeline, at ")
    assert judged.out == "Severity (unknown, sev1, sev2, sev3, sev4): Recorded on INC-2.\n"


@pytest.mark.usefixtures("recorded")
def test_bare_words_declare_but_not_by_mistake_while_an_incident_is_open() -> None:
    assert "INC-2 is declared" in muster("search", "is", "slow").out

    meant_a_note = muster("the", "index", "is", "too", "large", answering="n\n")
    meant_it = muster("logins", "fail", answering="y\n")
    sure = muster("--yes", "payments", "fail")

    assert (meant_a_note.code, meant_a_note.err) == (1, "Nothing was declared.\n")
    assert "“the index is too large” is no verb, and INC-2 is open" in meant_a_note.out
    assert "INC-3 is declared" in meant_it.out
    assert "INC-4 is declared" in sure.out


@pytest.mark.usefixtures("one")
def test_a_slip_is_corrected_by_one_letter() -> None:
    shown = muster("--in", "INC-2", "nte", "A & B <are> gone", answering="y\n")

    assert shown.code == 0
    assert shown.out.endswith(": A & B <are> gone\n")


@pytest.mark.usefixtures("one")
def test_words_reach_the_record_as_they_were_typed() -> None:
    muster("note", "if a < b & c > d: see <https://x.example|y> &amp; df -h --help")

    assert "noted: if a < b & c > d: see <https://x.example|y> &amp; df -h --help" in (
        muster("timeline").out
    )


@pytest.mark.usefixtures("one")
def test_an_update_is_shown_and_published_only_after_yes_and_by_who_speaks_for_the_incident() -> (
    None
):
    words = ("update", "investigating:", "Some *pages* load slowly. See /incident.")
    later = muster(*words)
    refused = muster("statuspage", answering="y\n")
    muster("role", "comms")
    approved = muster("statuspage", answering="y\n")
    at_once = muster(*words, "--yes")

    assert (later.code, refused.code) == (0, 1)
    assert "  | Some *pages* load slowly. See /incident.\n" in later.out
    assert later.out.endswith("It stays a draft. To publish it later: muster incident statuspage\n")
    assert "Take a role with muster incident lead or muster incident role comms" in refused.err
    assert approved.out.endswith("U1 is approved and on its way to the status page.\n")
    assert at_once.out.endswith("U2 is approved and on its way to the status page.\n")


@pytest.mark.usefixtures("one")
def test_yes_publishes_the_words_just_typed_but_not_several_old_drafts() -> None:
    muster("lead")
    muster("update", "First words")
    muster("update", "Second words")

    shown = muster("--yes", "statuspage")

    assert shown.out.count("It stays a draft.") == 2


@pytest.mark.usefixtures("one")
def test_an_operator_can_say_once_who_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_OPERATOR", "U024BE7LH")
    muster("lead")

    assert "Lead  @U024BE7LH" in muster("status").out


@pytest.mark.usefixtures("one")
def test_nobody_logged_in_acts_as_the_user_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise OSError("no terminal")

    monkeypatch.setattr(os, "getlogin", nobody)
    muster("note", "From a container")

    name = pwd.getpwuid(os.getuid()).pw_name
    assert f"{name} (command line) noted: From a container" in muster("timeline").out
    monkeypatch.setattr(os, "getuid", lambda: 987_654)
    muster("note", "From another one")
    assert "987654 (command line) noted: From another one" in muster("timeline").out
