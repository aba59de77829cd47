"""The timeline alone says what is true of an incident."""

from collections import Counter
from typing import get_args

import pytest

from bot.domain import facts, groups
from bot.domain.entries import Entry, said
from bot.domain.incident import Incident
from bot.domain.parts import StepState
from bot.domain.terms import (
    MUSTER,
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
from tests.domain.samples import EXAMPLES
from tests.domain.telling import ALEX, DECLARED, JORDAN, NOW, after, incident, minutes

CHANNEL = ChannelId("C01INC")
MESSAGE = facts.MessageRecorded(CHANNEL, "1.1", JORDAN, Words("it began at 03:12"))
EVIDENCE = facts.EvidenceCollected(1, "health", "http", Outcome.FAIL, Words("Sign-in answers"))


def test_a_declared_incident_is_open_and_knows_what_was_said() -> None:
    declared = facts.Declared(
        Words("Sign-in fails"), impact=Words("all"), service="auth", started_at=NOW, is_drill=True
    )

    now = incident(declared=declared)

    assert (now.position, now.title, now.impact, now.service) == (1, "Sign-in fails", "all", "auth")
    assert (now.severity, now.status) == (Severity.UNKNOWN, Status.INVESTIGATING)
    assert (now.declared_at, now.declared_by, now.started_at) == (NOW, ALEX, NOW)
    assert now.is_open
    assert now.is_drill
    assert now.lead is None
    assert now.origin == declared


def test_declared_at_is_when_muster_heard_of_it() -> None:
    heard = NOW - minutes(1)

    entries = said(
        [DECLARED], actor=ALEX, now=NOW, after=0, observed=heard, occurred=NOW - minutes(9)
    )

    assert Incident.replay(entries).declared_at == heard


def test_changes_replace_what_was_true() -> None:
    now = incident(
        facts.ChannelOpened(CHANNEL, "inc-42-sign-in-fails"),
        facts.SeverityChanged(Severity.SEV1, Severity.SEV2),
        facts.Retitled(Words("Sign-in fails since 1.5.2")),
        facts.ImpactDescribed(Words("45 % of requests")),
        facts.StatusChanged(Status.IDENTIFIED, Status.INVESTIGATING),
    )

    assert (now.channel, now.channel_name) == (CHANNEL, "inc-42-sign-in-fails")
    assert (now.severity, now.status) == (Severity.SEV1, Status.IDENTIFIED)
    assert (now.title, now.impact) == ("Sign-in fails since 1.5.2", "45 % of requests")
    assert now.position == 6


def test_roles_and_people_come_and_go() -> None:
    now = incident(
        facts.RoleTaken("lead", ALEX),
        facts.RoleTaken("lead", JORDAN),
        facts.RoleTaken("scribe", ALEX),
        facts.RoleReleased("scribe", ALEX),
        facts.PersonJoined(ALEX),
        facts.PersonJoined(JORDAN),
        facts.PersonJoined(ALEX),
        facts.PersonLeft(JORDAN),
    )

    assert now.roles == {"lead": JORDAN}
    assert now.lead == JORDAN
    assert now.people == (ALEX,)


def test_notes_and_messages_count_until_withdrawn() -> None:
    now = incident(facts.Noted(Words("first")), MESSAGE, facts.Noted(Words("second")))
    assert [note.text for note in now.notes] == ["first", "second"]
    assert [(each.position, each.author, each.text) for each in now.messages] == [
        (3, JORDAN, "it began at 03:12")
    ]

    then = after(now, [facts.EntryWithdrawn(2), facts.EntryWithdrawn(3)])

    assert [note.text for note in then.notes] == ["second"]
    assert then.messages == ()
    assert then.withdrawn == {2, 3}


def test_what_an_author_does_later_leaves_the_first_wording() -> None:
    other = facts.MessageRecorded(CHANNEL, "2.2", JORDAN, Words("another"))

    now = incident(
        MESSAGE,
        other,
        facts.RecordedMessageEdited(2, Words("it began at 03:11")),
        facts.RecordedMessageDeleted(2),
    )

    first, second = now.messages
    assert (first.text, first.latest) == ("it began at 03:12", "it began at 03:11")
    assert first.is_deleted
    assert (second.latest, second.is_deleted) == ("another", False)


def test_the_latest_word_on_a_moment_counts_and_can_be_withdrawn() -> None:
    now = incident(
        facts.StampSet(Stamp.IMPACT, NOW - minutes(3)),
        facts.StampSet(Stamp.IMPACT, NOW - minutes(5)),
    )
    assert now.stamps == {Stamp.IMPACT: NOW - minutes(5)}
    assert now.started_at == NOW - minutes(5)

    assert after(now, [facts.EntryWithdrawn(3)]).started_at == NOW - minutes(3)


RUNBOOK = facts.RunbookAttached("login", "Sign-in", 1, "a" * 64)


@pytest.mark.parametrize(
    ("told", "state", "results"),
    [
        ([facts.StepDone("s", Words("seen"))], "done", ("done",)),
        ([facts.StepSkipped("s", Words("no"))], "skipped", ("skipped",)),
        ([facts.QuestionAnswered("s", ("a", "b"))], "answered", ("a", "b")),
        ([facts.QuestionAnswered("s", (), Words("else"))], "answered", ("other",)),
        ([facts.StepDone("s"), facts.StepReturned("s")], "open", ()),
        ([facts.QuestionAnswered("s", ("a",)), facts.StepReturned("s")], "open", ()),
        ([facts.CheckRequested("s")], "open", ()),
    ],
)
def test_a_step_is_as_people_left_it(
    told: list[facts.Fact], state: str, results: tuple[str, ...]
) -> None:
    step = incident(*told).steps["s"]

    assert (step.state, step.results) == (state, results)
    assert step.is_handled is (state != "open")


def checked(*outcomes: Outcome, before: tuple[facts.Fact, ...] = ()) -> StepState:
    collected = [
        facts.EvidenceCollected(number, "s", "http", outcome, Words("check"))
        for number, outcome in enumerate(outcomes, start=1)
    ]
    return incident(*before, *collected).steps["s"]


def test_a_check_is_handled_by_its_answer() -> None:
    step = checked(Outcome.FAIL)

    assert (step.state, step.outcome, step.results) == ("checked", Outcome.FAIL, ("fail",))


def test_a_check_that_could_not_ask_is_not_handled() -> None:
    step = checked(Outcome.ERROR)

    assert (step.state, step.results) == ("open", ("error",))


def test_the_latest_answer_counts_and_earlier_evidence_stays() -> None:
    step = checked(Outcome.FAIL, Outcome.ERROR)

    assert (step.state, step.outcome, step.evidence) == ("checked", Outcome.ERROR, (1, 2))


def test_a_skipped_check_counts_as_skipped_until_it_answers() -> None:
    skipped = facts.StepSkipped("s", Words("no access"))

    assert checked(Outcome.ERROR, before=(skipped,)).results == ("skipped",)
    assert checked(Outcome.PASS, before=(skipped,)).results == ("pass",)
    assert checked(Outcome.PASS, before=(skipped,)).state == "skipped"


def test_a_check_runs_until_it_answers_or_its_call_fails() -> None:
    running = incident(facts.CheckRequested("health"))
    assert running.steps["health"].is_running

    answered = after(running, [EVIDENCE])
    elsewhere = after(
        running, [facts.EffectFailed("inc-1/run.probe/9", "run.probe", is_unknown=False)]
    )
    failed = after(
        running, [facts.EffectFailed("inc-1/run.probe/2", "run.probe", is_unknown=False)]
    )

    assert not answered.steps["health"].is_running
    assert elsewhere.steps["health"].is_running
    assert not failed.steps["health"].is_running


def test_evidence_keeps_its_place_in_the_timeline() -> None:
    now = incident(EVIDENCE)

    [evidence] = now.evidence
    assert (evidence.number, evidence.position, evidence.outcome) == (1, 2, Outcome.FAIL)


def test_another_runbook_begins_at_its_start_and_a_newer_version_does_not() -> None:
    done = incident(RUNBOOK, facts.StepDone("replicate"), EVIDENCE)

    newer = after(done, [facts.RunbookAttached("login", "Sign-in", 2, "b" * 64)])
    other = after(done, [facts.RunbookAttached("generic", "Anything", 1, "c" * 64)])

    assert newer.steps == done.steps
    assert other.steps == {}
    assert other.evidence == done.evidence
    assert other.runbook == facts.RunbookAttached("generic", "Anything", 1, "c" * 64)


def test_a_hypothesis_is_open_until_judged_and_falls_back_when_the_verdict_is_withdrawn() -> None:
    now = incident(
        facts.HypothesisRaised(1, Words("bad deploy")),
        facts.HypothesisRaised(2, Words("expired certificate")),
    )
    assert [each.state for each in now.hypotheses] == ["open", "open"]

    now = after(
        now,
        [
            facts.HypothesisJudged(1, Verdict.INCONCLUSIVE, why=Words("too early")),
            facts.HypothesisJudged(1, Verdict.SUPPORTED, (1,)),
        ],
    )
    assert [each.state for each in now.hypotheses] == ["supported", "open"]

    assert after(now, [facts.EntryWithdrawn(5)]).hypotheses[0].state == "inconclusive"
    assert after(now, [facts.EntryWithdrawn(2)]).hypotheses[0].state == "withdrawn"


@pytest.mark.parametrize(
    ("told", "state", "is_on", "is_pending"),
    [
        ([], "started", True, True),
        ([facts.MitigationConfirmed(1)], "effective", True, True),
        ([facts.MitigationMadePermanent(1, Words("fine"))], "permanent", True, False),
        ([facts.MitigationReverted(1)], "reverted", False, False),
        (
            [facts.MitigationMadePermanent(1, Words("fine")), facts.MitigationConfirmed(1)],
            "permanent",
            True,
            False,
        ),
        ([facts.MitigationReverted(1), facts.EntryWithdrawn(4)], "started", True, True),
        ([facts.EntryWithdrawn(2)], "withdrawn", False, False),
    ],
)
def test_a_temporary_mitigation_is_pending_until_undone_or_kept(
    told: list[facts.Fact], state: str, *, is_on: bool, is_pending: bool
) -> None:
    now = incident(
        facts.MitigationStarted(1, Words("allow-list"), is_temporary=True),
        facts.MitigationStarted(2, Words("rollback")),
        *told,
    )

    first, second = now.mitigations
    assert (first.state, first.is_on, first.is_pending) == (state, is_on, is_pending)
    assert (second.state, second.is_on, second.is_pending) == ("started", True, False)


def test_an_update_moves_from_draft_to_the_pages_that_show_it() -> None:
    drafted = facts.UpdateDrafted(1, Audience.PUBLIC, UpdateState.IDENTIFIED, Words("We know."))
    other = facts.UpdateDrafted(2, Audience.INTERNAL, UpdateState.IDENTIFIED, Words("We know."))
    now = incident(drafted, other)
    assert [each.phase for each in now.updates] == ["drafted", "drafted"]
    assert now.last_update_at is None

    now = after(now, [facts.UpdateApproved(1), facts.UpdateDiscarded(2)])
    assert [each.phase for each in now.updates] == ["approved", "discarded"]

    seen = [facts.UpdatePublished(1, "builtin", "https://a"), facts.UpdatePublished(1, "other")]
    now = after(now, seen, by=MUSTER, at=NOW + minutes(2))
    first = now.updates[0]
    assert (first.phase, first.at, first.by) == ("published", NOW + minutes(2), MUSTER)
    assert first.pages == (("builtin", "https://a"), ("other", ""))
    assert now.last_update_at == NOW + minutes(2)


def test_failed_calls_are_in_trouble_until_settled() -> None:
    failed = facts.EffectFailed("inc-1/slack.topic/1", "slack.topic", is_unknown=True)
    now = incident(
        failed, facts.EffectFailed("inc-1/slack.invite/1", "slack.invite", is_unknown=False)
    )
    assert [trouble.what for trouble in now.troubles.values()] == ["slack.topic", "slack.invite"]

    now = after(now, [facts.EffectSettled("inc-1/slack.topic/1", "happened")])

    assert list(now.troubles) == ["inc-1/slack.invite/1"]


def test_an_incident_ends_and_can_be_reopened() -> None:
    resolved = incident(facts.Resolved(Words("rolled back")))
    assert (resolved.status, resolved.is_open, resolved.resolved_at) == (
        Status.RESOLVED,
        False,
        NOW,
    )
    assert resolved.summary == "rolled back"

    closed = after(resolved, [facts.Closed()], at=NOW + minutes(9))
    assert (closed.status, closed.is_open, closed.closed_at) == (
        Status.CLOSED,
        False,
        NOW + minutes(9),
    )

    again = after(closed, [facts.Reopened(Words("errors are back"))], at=NOW + minutes(20))
    assert (again.status, again.is_open) == (Status.INVESTIGATING, True)
    assert (again.resolved_at, again.closed_at, again.reopened_at) == (
        None,
        None,
        NOW + minutes(20),
    )


@pytest.mark.parametrize(
    "entries", [[], said([facts.Noted(Words("x"))], actor=ALEX, now=NOW, after=0)]
)
def test_a_timeline_begins_with_its_declaration(entries: list[Entry]) -> None:
    with pytest.raises(ValueError, match="begins with Declared"):
        Incident.replay(entries)


def test_a_timeline_declares_once() -> None:
    with pytest.raises(ValueError, match="declares its incident once"):
        incident(DECLARED)


@pytest.mark.parametrize("example", EXAMPLES[1:], ids=lambda example: example.kind)
def test_any_fact_can_stand_on_a_timeline(example: facts.Fact) -> None:
    now = incident(example)

    assert now.position == 2
    assert now.entries[1].fact == example


def test_every_kind_of_fact_is_in_one_group() -> None:
    single = [
        groups.SituationFact,
        groups.EndFact,
        groups.PeopleFact,
        groups.RecordFact,
        groups.StepFact,
        groups.WorkFact,
        groups.EffectFact,
    ]

    assert Counter(fact for group in single for fact in get_args(group)) == Counter(
        get_args(facts.Fact)
    )


def test_entries_know_when_it_happened_was_heard_and_was_written() -> None:
    occurred, observed = NOW - minutes(9), NOW - minutes(1)

    heard, backdated = (
        said([DECLARED], actor=ALEX, now=NOW, after=4, observed=observed)[0],
        said([DECLARED], actor=ALEX, now=NOW, after=4, occurred=occurred)[0],
    )

    assert (heard.occurred, heard.observed, heard.recorded) == (observed, observed, NOW)
    assert (backdated.occurred, backdated.observed, backdated.recorded) == (occurred, NOW, NOW)
    assert heard.position == 5
