"""What was written can be taken back, and stays on record."""

from dataclasses import replace

import pytest

from bot.domain.facts import (
    Closed,
    EntryWithdrawn,
    Fact,
    HypothesisRaised,
    MessageRecorded,
    MitigationReverted,
    MitigationStarted,
    Noted,
    RecordedMessageDeleted,
    RecordedMessageEdited,
    Resolved,
    SeverityChanged,
)
from bot.domain.notes import deleted, edited, note, record_message, unmark, withdraw
from bot.domain.terms import ChannelId, Severity, Words
from tests.domain.telling import ALEX, JORDAN, after, incident, why_rejected

CHANNEL = ChannelId("C01INC")
PINNED = MessageRecorded(CHANNEL, "1.1", JORDAN, Words("It began at 03:12"))
GUESS = replace(PINNED, mark="hypothesis")
PATCH = replace(PINNED, mark="mitigation")

OPEN = incident()
OVER = incident(Resolved())
CLOSED = incident(PINNED, Noted(Words("x")), Resolved(), Closed())
CLOSED_TELLS = "This incident is closed. Type /incident reopen why."


def test_a_note_is_taken_until_the_incident_is_closed() -> None:
    assert note(OPEN, " seen  in logs\n") == [Noted(Words("seen  in logs"))]
    assert note(OVER, "postmortem on Monday") == [Noted(Words("postmortem on Monday"))]
    assert why_rejected(lambda: note(CLOSED, "more")) == CLOSED_TELLS
    assert why_rejected(lambda: note(OPEN, "x" * 3_001)).startswith("The note has 3,001")


def test_a_message_is_recorded_once_for_each_mark() -> None:
    assert record_message(OPEN, PINNED) == [PINNED]
    pinned = after(OPEN, [PINNED])

    assert record_message(pinned, PINNED) == []
    assert record_message(pinned, replace(PINNED, ts="2.2")) == [replace(PINNED, ts="2.2")]
    assert record_message(pinned, GUESS)[0] == GUESS
    assert why_rejected(lambda: record_message(CLOSED, GUESS)) == CLOSED_TELLS


def test_a_recorded_message_cannot_notify_anybody() -> None:
    [fact] = record_message(OPEN, replace(PINNED, text=Words("<!channel> look")))

    assert fact == replace(PINNED, text=Words("(channel) look"))


def test_a_message_marked_as_hypothesis_raises_one() -> None:
    assert record_message(OPEN, GUESS) == [
        GUESS,
        HypothesisRaised(1, Words("It began at 03:12"), "message"),
    ]


def test_a_message_marked_as_mitigation_starts_one() -> None:
    assert record_message(OPEN, PATCH) == [PATCH, MitigationStarted(1, PATCH.text)]


@pytest.mark.parametrize(
    ("there", "message"),
    [
        (HypothesisRaised(1, Words("it began AT 03:12")), GUESS),
        (MitigationStarted(1, Words("it began AT 03:12")), PATCH),
        (Noted(Words("x")), replace(GUESS, text=Words(""))),
        (Noted(Words("x")), replace(PATCH, text=Words(""))),
        (Resolved(), PATCH),
    ],
)
def test_a_mark_brings_nothing_that_is_there_already_or_cannot_be(
    there: Fact, message: MessageRecorded
) -> None:
    assert record_message(incident(there), message) == [message]


def test_a_long_message_is_kept_longer_than_what_it_brings() -> None:
    said, raised = record_message(OPEN, replace(GUESS, text=Words("x" * 5_000)))

    assert isinstance(said, MessageRecorded)
    assert isinstance(raised, HypothesisRaised)
    assert (len(said.text), len(raised.text)) == (4_000, 500)


def test_removing_the_emoji_withdraws_the_message() -> None:
    pinned = after(OPEN, [PINNED])

    assert unmark(pinned, CHANNEL, "1.1", "timeline") == [EntryWithdrawn(2)]
    assert unmark(pinned, CHANNEL, "1.1", "hypothesis") == []
    assert unmark(pinned, CHANNEL, "9.9", "timeline") == []
    assert unmark(after(pinned, [EntryWithdrawn(2)]), CHANNEL, "1.1", "timeline") == []
    assert why_rejected(lambda: unmark(CLOSED, CHANNEL, "1.1", "timeline")) == CLOSED_TELLS


@pytest.mark.parametrize("message", [GUESS, PATCH])
def test_removing_the_emoji_withdraws_what_it_brought(message: MessageRecorded) -> None:
    marked = after(OPEN, record_message(OPEN, message))

    assert unmark(marked, CHANNEL, "1.1", message.mark) == [EntryWithdrawn(2), EntryWithdrawn(3)]


@pytest.mark.parametrize(
    ("message", "next_one"),
    [
        (GUESS, HypothesisRaised(1, Words("typed by a person"))),
        (PATCH, MitigationStarted(1, Words("typed by a person"))),
        (PINNED, HypothesisRaised(1, GUESS.text, "message")),
        (PINNED, MitigationStarted(1, PATCH.text)),
        (GUESS, Noted(Words("x"))),
    ],
)
def test_removing_the_emoji_leaves_what_others_recorded_next(
    message: MessageRecorded, next_one: Fact
) -> None:
    marked = after(OPEN, [message, next_one])

    assert unmark(marked, CHANNEL, "1.1", message.mark) == [EntryWithdrawn(2)]


def test_removing_the_emoji_does_not_withdraw_twice() -> None:
    marked = after(OPEN, record_message(OPEN, GUESS))

    gone = after(marked, [EntryWithdrawn(3)])

    assert unmark(gone, CHANNEL, "1.1", "hypothesis") == [EntryWithdrawn(2)]


def test_a_mitigation_put_back_and_marked_again_is_a_new_one() -> None:
    again = after(OPEN, [MitigationStarted(1, PATCH.text), MitigationReverted(1)])

    assert record_message(again, PATCH) == [PATCH, MitigationStarted(2, PATCH.text)]


def test_what_the_author_changes_afterwards_is_recorded() -> None:
    pinned = after(OPEN, [PINNED, GUESS])

    assert edited(pinned, CHANNEL, "1.1", "It began at 03:11") == [
        RecordedMessageEdited(2, Words("It began at 03:11")),
        RecordedMessageEdited(3, Words("It began at 03:11")),
    ]
    assert edited(pinned, CHANNEL, "1.1", "It began at 03:12") == []
    assert edited(pinned, CHANNEL, "9.9", "other") == []
    assert edited(CLOSED, CHANNEL, "1.1", "other") == [RecordedMessageEdited(2, Words("other"))]


def test_what_is_deleted_in_slack_stays_and_says_so_once() -> None:
    pinned = after(OPEN, [PINNED])

    assert deleted(pinned, CHANNEL, "1.1") == [RecordedMessageDeleted(2)]
    assert deleted(after(pinned, [RecordedMessageDeleted(2)]), CHANNEL, "1.1") == []


def test_an_own_entry_is_taken_back_without_a_reason() -> None:
    noted = after(OPEN, [Noted(Words("wrong"))])

    assert withdraw(noted, 2, actor=ALEX) == [EntryWithdrawn(2)]
    assert withdraw(noted, 2, actor=JORDAN, why="wrong incident") == [
        EntryWithdrawn(2, Words("wrong incident"))
    ]
    assert why_rejected(lambda: withdraw(noted, 2, actor=JORDAN)) == (
        "Entry 2 is by somebody else. Take it back with a reason."
    )


def test_taking_back_again_changes_nothing() -> None:
    noted = after(OPEN, [Noted(Words("wrong")), EntryWithdrawn(2)])

    assert withdraw(noted, 2, actor=JORDAN) == []


def test_a_message_is_taken_back_with_what_it_brought() -> None:
    marked = after(OPEN, record_message(OPEN, GUESS))

    assert withdraw(marked, 2, actor=ALEX) == [EntryWithdrawn(2), EntryWithdrawn(3)]


def test_what_is_not_there_or_is_no_note_cannot_be_taken_back() -> None:
    raised = after(OPEN, [SeverityChanged(Severity.SEV1, Severity.SEV2)])

    assert why_rejected(lambda: withdraw(raised, 9, actor=ALEX)) == (
        "There is no entry 9; the last is 2. Type /incident timeline to see them."
    )
    assert why_rejected(lambda: withdraw(raised, 2, actor=ALEX)) == (
        "Entry 2 cannot be taken back. Record what is true now instead, "
        "or type /incident note text."
    )
    assert why_rejected(lambda: withdraw(CLOSED, 3, actor=ALEX)) == CLOSED_TELLS
