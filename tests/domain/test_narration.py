"""Every fact reads as one plain sentence."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest

from bot.domain import facts
from bot.domain.document import Frame
from bot.domain.entries import Entry
from bot.domain.facts import Fact
from bot.domain.narration import MOMENTS, SENTENCES, narrator
from bot.domain.questions import MOMENTS as ASKED_MOMENTS
from bot.domain.runbook import Choice, Step
from bot.domain.terms import (
    MUSTER,
    Audience,
    ChannelId,
    IncidentId,
    Outcome,
    PersonId,
    Severity,
    Stamp,
    UpdateState,
    Verdict,
    Words,
)
from tests.domain.samples import EXAMPLES

DAY = datetime(2024, 1, 15, 3, 12, tzinfo=UTC)
ALEX = PersonId("U01ALEX")
FRAME = Frame(IncidentId(1), {ALEX: "Alex Chen"})


def told(*said: Fact, frame: Frame = FRAME) -> str:
    """Return the sentence of the last fact."""
    entries = [Entry(place, fact, ALEX, DAY, DAY, DAY) for place, fact in enumerate(said, start=1)]
    return narrator(entries, frame, DAY).sentence(entries[-1])


def test_every_kind_of_fact_has_a_sentence_and_every_moment_a_name() -> None:
    assert set(get_args(Fact)) == SENTENCES.keys()
    assert set(Stamp) == MOMENTS.keys()
    assert set(Stamp) - {Stamp.OPENED, Stamp.RESOLVED} == ASKED_MOMENTS.keys()


@pytest.mark.parametrize("fact", EXAMPLES, ids=lambda fact: fact.kind)
def test_a_full_fact_leaves_no_gap_in_its_sentence(fact: Fact) -> None:
    sentence = told(fact)

    assert sentence
    assert "{" not in sentence
    assert "None" not in sentence
    assert sentence == sentence.strip()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            facts.Declared(Words("Sign-in fails")),
            "Incident declared as unknown severity: Sign-in fails",
        ),
        (
            facts.Declared(Words("Sign-in fails"), Severity.SEV2, is_drill=True, started_at=DAY),
            "Incident declared as a drill as SEV2: Sign-in fails. Since: 03:12 UTC",
        ),
        (facts.SeverityChanged(Severity.SEV1, Severity.SEV2), "Severity changed from SEV2 to SEV1"),
        (facts.RoleTaken("lead", ALEX), "Alex Chen took the role Lead"),
        (facts.RoleReleased("poet", PersonId("U02")), "U02 gave back the role poet"),
        (facts.PersonLeft(MUSTER), "Muster left the incident channel"),
        (facts.StampSet(Stamp.NORMAL, DAY), "Back to normal"),
        (facts.StampSet(Stamp.PEAK, DAY, Words("45 %")), "Peak: 45 %"),
        (facts.StepDone("db_pool"), "Step db_pool done"),
        (
            facts.QuestionAnswered("symptom", ("slow", "errors")),
            "Step symptom answered: slow, errors",
        ),
        (facts.CheckRequested("db_pool"), "Check db_pool asked for"),
        (
            facts.EvidenceCollected(4, "health", "http", Outcome.FAIL, Words("Answers")),
            "E4 fail: Answers",
        ),
        (facts.MitigationStarted(1, Words("Restart")), "M1 started: Restart"),
        (facts.UpdatePublished(3, "status page"), "U3 published on status page"),
        (facts.Noted(Words(" ")), "(no words)"),
        (facts.Noted(Words("{number} %s {0}")), "{number} %s {0}"),
    ],
)
def test_only_what_is_there_is_said(said: Fact, sentence: str) -> None:
    assert told(said) == sentence


KEY = "inc-42/slack.topic/9"


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (
            facts.EffectFailed(KEY, "slack.topic", is_unknown=False, reason=Words("no_permission")),
            "Call failed: setting the channel topic. no_permission",
        ),
        (
            facts.EffectStuck(KEY, "slack.topic"),
            "Call waits for a long time: setting the channel topic",
        ),
        (
            facts.EffectSettled(KEY, "dropped"),
            "Call settled, it is left as it is: setting the channel topic",
        ),
        (facts.EffectSettled("inc-42/gone/9", "odd"), "Call settled, odd: inc-42/gone/9"),
    ],
)
def test_what_became_of_a_call_is_said_as_people_would(fact: Fact, sentence: str) -> None:
    assert told(fact) == sentence


def test_steps_and_answers_are_called_as_their_runbook_calls_them() -> None:
    choices = (Choice("slow", "It is slow"), Choice("errors", "It fails"))
    steps = {"symptom": Step("symptom", "question", "What do users see?", choices=choices)}
    frame = replace(FRAME, steps=steps)

    answered = told(facts.QuestionAnswered("symptom", ("slow", "odd")), frame=frame)
    skipped = told(facts.StepSkipped("symptom", Words("no time")), frame=frame)

    assert answered == "Step “What do users see?” answered: It is slow, odd"
    assert skipped == "Step “What do users see?” skipped: no time"


def test_evidence_is_told_by_its_reason_and_without_one_by_what_was_found() -> None:
    found = facts.EvidenceCollected(
        1, "web", "http", Outcome.FAIL, Words("Answers"), summary=Words('{"status": 503}')
    )

    assert told(found) == 'E1 fail: Answers. {"status": 503}'
    assert told(replace(found, reason=Words("status is 503"))) == "E1 fail: Answers: status is 503"


def test_a_verdict_repeats_what_it_is_about() -> None:
    claim = facts.HypothesisRaised(1, Words("expired tokens"))

    sentence = told(claim, facts.HypothesisJudged(1, Verdict.SUPPORTED, (4, 17), Words("logs")))

    assert sentence == "H1 (expired tokens) supported on E4, E17: logs"


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (facts.MitigationConfirmed(1), "M1 (Roll back) worked"),
        (facts.MitigationReverted(1, Words("slow")), "M1 (Roll back) undone: slow"),
        (facts.MitigationMadePermanent(1, Words("fast")), "M1 (Roll back) stays for good: fast"),
        (facts.MitigationConfirmed(2), "M2 worked"),
    ],
)
def test_what_became_of_a_mitigation_repeats_what_it_was(fact: Fact, sentence: str) -> None:
    assert told(facts.MitigationStarted(1, Words("Roll back")), fact) == sentence


def test_a_published_update_says_for_whom_and_in_which_words() -> None:
    draft = facts.UpdateDrafted(1, Audience.PUBLIC, UpdateState.MONITORING, Words("We watch"))

    assert told(draft, facts.UpdateApproved(1)) == "U1 (public, monitoring) approved"
    assert told(draft, facts.UpdatePublished(1, "status page")) == (
        "U1 (public, monitoring) published on status page: We watch"
    )


def test_a_message_shows_what_became_of_it() -> None:
    message = facts.MessageRecorded(ChannelId("C1"), "1.0", ALEX, Words("it began at 03:12"))
    entries = [
        Entry(1, message, ALEX, DAY, DAY, DAY),
        Entry(2, facts.RecordedMessageEdited(1, Words("03:10")), ALEX, DAY, DAY, DAY),
        Entry(3, facts.RecordedMessageEdited(1, Words("03:11")), ALEX, DAY, DAY, DAY),
    ]
    edited = narrator(entries, FRAME, DAY)
    assert edited.sentence(entries[0]) == "it began at 03:12 (later edited to: 03:11)"
    assert edited.later(1) == (3,)

    gone = Entry(4, facts.RecordedMessageDeleted(1), ALEX, DAY, DAY, DAY)
    deleted = narrator([entries[0], gone], FRAME, DAY)
    assert deleted.sentence(entries[0]) == "it began at 03:12 (later deleted in Slack)"
    assert deleted.later(1) == (4,)
    assert deleted.later(2) == ()


def test_a_time_on_another_day_carries_its_day() -> None:
    until = datetime(2024, 1, 16, 6, 0, tzinfo=UTC)
    mitigation = facts.MitigationStarted(
        1, Words("Bypass the cache"), is_temporary=True, until=until, revert=Words("turn it on")
    )

    assert told(mitigation) == (
        "M1 started, temporary: Bypass the cache. Until Jan 16 06:00 UTC. To undo it: turn it on"
    )


def test_marks_of_slack_are_spelled_out() -> None:
    assert told(facts.Noted(Words("paged <@U01ALEX>"))) == "paged @Alex Chen"
