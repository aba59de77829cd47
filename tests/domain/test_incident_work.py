"""The timeline alone says how far the work on an incident is."""

import pytest

from bot.domain import facts
from bot.domain.parts import StepState
from bot.domain.terms import MUSTER, Audience, Outcome, UpdateState, Verdict, Words
from tests.domain.telling import NOW, after, incident, minutes

EVIDENCE = facts.EvidenceCollected(1, "health", "http", Outcome.FAIL, Words("Sign-in answers"))
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
