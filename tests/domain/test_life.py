"""Whatever people do in whatever order, the record holds together."""

from collections.abc import Callable
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import hypotheses, ledger, mitigations, people, situation, steps, updates
from bot.domain.errors import Rejected
from bot.domain.facts import (
    EffectFailed,
    EffectStuck,
    EvidenceCollected,
    Fact,
    MessageRecorded,
    RecordedMessageDeleted,
    RecordedMessageEdited,
    Reopened,
    UpdatePublished,
)
from bot.domain.incident import Incident
from bot.domain.notes import deleted, edited, note, record_message, undo, unmark, withdraw
from bot.domain.records import SCHEMA_V, from_record, to_record
from bot.domain.roles import ROLES
from bot.domain.runbook import Choice, Phase
from bot.domain.terms import (
    Audience,
    ChannelId,
    Outcome,
    Severity,
    Stamp,
    Status,
    UpdateState,
    Verdict,
    Words,
)
from tests.domain.books import answered, check, manual, question, runbook
from tests.domain.telling import ALEX, JORDAN, NOW, after, incident, minutes

Decide: TypeAlias = Callable[[Incident], list[Fact]]

BOOK = runbook(
    Phase("verify_scope", "Know", (manual("a"), question("b", Choice("x", "X")), check("c")))
)
CHANNEL = ChannelId("C01INC")
MARKS = ("timeline", "hypothesis", "mitigation")
NUMBERS = (1, 2, 3)
PHASES = ("drafted", "discarded")


def message(mark: str) -> MessageRecorded:
    return MessageRecorded(CHANNEL, "1.1", JORDAN, Words("bad deploy"), mark=mark)


ONCE: list[Decide] = [
    *(lambda i, to=each: situation.change_severity(i, to) for each in Severity),
    *(lambda i, to=each: situation.change_status(i, to) for each in Status),
    lambda i: situation.retitle(i, "Sign-in is slow"),
    lambda i: situation.describe_impact(i, "45 %"),
    lambda i: situation.resolve(i, "done"),
    situation.close,
    lambda i: situation.reopen(i, "it is back"),
    lambda i: situation.set_stamp(i, Stamp.IMPACT, NOW - minutes(3), now=NOW),
    lambda i: people.take_role(i, "lead", ALEX, roles=ROLES),
    lambda i: people.take_role(i, "lead", JORDAN, roles=ROLES),
    lambda i: people.release_role(i, "lead"),
    lambda i: people.joined(i, ALEX, NOW - minutes(1)),
    lambda i: people.left(i, ALEX, NOW),
    *(lambda i, mark=each: record_message(i, message(mark)) for each in MARKS),
    *(lambda i, mark=each: unmark(i, CHANNEL, "1.1", mark) for each in MARKS),
    lambda i: edited(i, CHANNEL, "1.1", "other"),
    lambda i: deleted(i, CHANNEL, "1.1"),
    *(lambda i, target=each: withdraw(i, target, actor=ALEX) for each in range(2, 9)),
    lambda i: steps.attach(i, BOOK),
    lambda i: steps.finish(i, BOOK, "a"),
    lambda i: steps.finish(i, BOOK, "b", "x"),
    lambda i: steps.skip(i, BOOK, "c", "no"),
    lambda i: steps.request_check(i, BOOK, "c"),
    lambda i: hypotheses.raise_hypothesis(i, "bad deploy"),
    lambda i: hypotheses.raise_hypothesis(i, "expired certificate"),
    *(lambda i, n=each: hypotheses.judge(i, n, Verdict.REFUTED, [1]) for each in NUMBERS),
    lambda i: mitigations.start(i, "allow-list", is_temporary=True, now=NOW),
    lambda i: mitigations.start(i, "rollback", now=NOW),
    *(lambda i, n=each: mitigations.confirm(i, n) for each in NUMBERS),
    *(lambda i, n=each: mitigations.revert(i, n) for each in NUMBERS),
    *(lambda i, n=each: mitigations.make_permanent(i, n, "stays") for each in NUMBERS),
    *(lambda i, n=each: updates.approve(i, n) for each in NUMBERS),
    *(lambda i, n=each: updates.discard(i, n) for each in NUMBERS),
    *(lambda i, n=each: updates.published(i, n, "builtin", "") for each in NUMBERS),
    lambda i: ledger.failed(i, "inc-1/x/1", "x", "no", is_unknown=True),
    lambda i: ledger.settled(i, "inc-1/x/1", "retry"),
]
"""What makes something so: deciding it again changes nothing."""

EVERY_TIME: list[Decide] = [
    lambda i: note(i, "seen"),
    lambda i: undo(i, actor=ALEX, now=NOW, within=minutes(1)),
    lambda i: steps.back(i, BOOK),
    lambda i: steps.collected(i, answered("c", Outcome.FAIL, number=0)),
    lambda i: steps.collected(i, answered("c", Outcome.ERROR, number=0)),
    lambda i: updates.draft(i, Audience.PUBLIC, UpdateState.IDENTIFIED, "We know."),
    lambda i: updates.draft(i, Audience.PUBLIC, UpdateState.RESOLVED, "It is over."),
]
"""What says something more each time."""

NOTHING_TO_TYPE = {
    "Somebody changed this again since. Record what is true now instead.",
    "Your last entry has no opposite. Record what is true now instead.",
    *(
        f"M{number} was not started as temporary, so it stays; there is nothing to type."
        for number in NUMBERS
    ),
    *(f"U{number} is {phase}; nobody approved it." for number in NUMBERS for phase in PHASES),
}
"""Refusals after which there is nothing to do."""

REPORTS = (
    EvidenceCollected,
    RecordedMessageEdited,
    RecordedMessageDeleted,
    UpdatePublished,
    EffectFailed,
    EffectStuck,
)
"""What the outside reports is recorded whatever the state of the incident."""


def tried(now: Incident, decide: Decide) -> list[Fact]:
    """Decide, and hold a refusal to its promise: a sentence that says what to do."""
    try:
        return decide(now)
    except Rejected as rejected:
        said = str(rejected)
    assert said.endswith(".")
    assert "/incident" in said or said in NOTHING_TO_TYPE
    return []


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(ONCE + EVERY_TIME), max_size=25))
def test_any_life_of_an_incident_leaves_a_whole_record(life: list[Decide]) -> None:
    now = incident()
    for decide in life:
        before, said = now, tried(now, decide)
        now = after(now, said)

        assert now.position == before.position + len(said)
        assert_closed_is_closed(before, said)
        assert_numbers_count_up(now)
    stored = [to_record(entry.fact) for entry in now.entries]
    assert [entry.fact for entry in now.entries] == [
        from_record(entry.fact.kind, SCHEMA_V, *record)
        for entry, record in zip(now.entries, stored, strict=True)
    ]


def assert_closed_is_closed(before: Incident, said: list[Fact]) -> None:
    if before.status is Status.CLOSED:
        assert all(isinstance(fact, (*REPORTS, Reopened)) or is_settling(fact) for fact in said)


def is_settling(fact: Fact) -> bool:
    return fact.kind == "effect_settled"


def assert_numbers_count_up(now: Incident) -> None:
    for parts in (now.hypotheses, now.mitigations, now.updates, now.evidence):
        assert [each.number for each in parts] == list(range(1, len(parts) + 1))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(ONCE + EVERY_TIME), max_size=12), st.sampled_from(ONCE))
def test_doing_it_twice_is_doing_it_once(life: list[Decide], last: Decide) -> None:
    now = incident()
    for decide in life:
        now = after(now, tried(now, decide))

    once = after(now, tried(now, last))

    assert tried(once, last) == []
