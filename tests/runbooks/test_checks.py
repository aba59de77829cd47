import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Refused, Unavailable
from bot.domain.runbook import Expectation, Runbook, Step
from bot.domain.terms import Outcome
from bot.ports import Answer, Question
from bot.runbooks.checks import LONGEST_S, ask, described, prepared
from bot.runbooks.loading import load
from tests.runbooks.asking import BASE, HEALTHY, Scripted, asked, check, no_pause
from tests.runbooks.writing import changed, write


@pytest.fixture
def runbook(tmp_path: Path) -> Runbook:
    return load(write(tmp_path, changed()))


async def test_an_answer_that_holds_is_evidence_that_passes(runbook: Runbook) -> None:
    evidence = await asked(runbook, HEALTHY)

    assert (evidence.number, evidence.step, evidence.source) == (0, "health", "http")
    assert (evidence.outcome, evidence.title) == (Outcome.PASS, "The shop is healthy")
    assert evidence.parameters == "GET https://shop.example.com/health"
    assert (evidence.body, evidence.size_bytes, evidence.elapsed_ms) == ("fine", 4, 12)
    assert evidence.sha256 == hashlib.sha256(b"fine").hexdigest()
    assert json.loads(evidence.summary) == {"status": 200}


async def test_a_violated_expectation_fails_and_says_which(runbook: Runbook) -> None:
    evidence = await asked(runbook, Answer("http", {"status": 503}))

    assert evidence.outcome is Outcome.FAIL
    assert evidence.reason == "status is 503, wanted exactly 200"


async def test_an_unreachable_target_says_why(runbook: Runbook) -> None:
    answer = Answer("http", {"reachable": False, "failure": "refused"}, body="connection refused")
    expect = (Expectation("reachable", "eq", value=True),)

    evidence = await asked(runbook, answer, expect=expect)

    assert evidence.outcome is Outcome.FAIL
    assert evidence.reason.endswith("(connection refused)")


@pytest.mark.parametrize(
    "answer",
    [
        Answer("http", problem="the guard says no"),
        Unavailable("no network"),
        Refused("not allowed"),
        Answer("http", {}),
        Answer("http", {"status": 200}, is_incomplete=True),
        Answer("http", {"status": "200"}, is_incomplete=True),
    ],
    ids=["problem", "unavailable", "refused", "no fields", "in part", "in part, other type"],
)
async def test_what_could_not_be_asked_is_never_fine(
    runbook: Runbook, answer: Answer | Exception
) -> None:
    evidence = await asked(runbook, answer)

    assert evidence.outcome in {Outcome.ERROR, Outcome.FAIL}
    assert evidence.reason


@given(
    st.dictionaries(st.sampled_from(["status", "reachable", "json"]), st.none() | st.integers()),
    st.sampled_from(["eq", "ne", "lt", "ge", "in", "exists", "absent", "matches"]),
    st.sampled_from(["problem", "incomplete"]),
)
async def test_no_answer_that_did_not_finish_comes_out_as_pass_or_warn(
    fields: dict[str, Any], op: str, trouble: str
) -> None:
    step = Step("s", "check", "t", probe=PROBE, expect=(Expectation("status", op, 200, "warn"),))
    answer = (
        Answer("http", problem="no")
        if trouble == "problem"
        else Answer("http", fields, is_incomplete=True)
    )

    evidence = await ask(step, BARE, {}, {"http": Scripted([answer])})

    assert evidence.outcome in {Outcome.ERROR, Outcome.FAIL}


PROBE: dict[str, Any] = {
    "type": "http",
    "url": "https://a.example",
    "method": "GET",
    "headers": {},
    "json_body": None,
}
BARE = Runbook("r1", 1, "t", "s", ("o",), "2027-01-01", (), "", "{}")


async def test_a_check_that_expects_nothing_is_recorded(runbook: Runbook) -> None:
    evidence = await asked(runbook, HEALTHY, expect=())

    assert evidence.outcome is Outcome.RECORDED


async def test_a_variable_without_a_value_is_named(runbook: Runbook) -> None:
    source = Scripted([HEALTHY])

    evidence = await ask(check(runbook), runbook, {}, {"http": source})

    assert (evidence.outcome, evidence.reason) == (
        Outcome.ERROR,
        "variable base_url has no value",
    )
    assert source.questions == []
    assert evidence.body == ""


async def test_a_variable_that_does_not_fit_is_named(runbook: Runbook) -> None:
    evidence = await ask(
        check(runbook), runbook, {"base_url": "shop"}, {"http": Scripted([HEALTHY])}
    )

    assert evidence.outcome is Outcome.ERROR
    assert evidence.reason.startswith("variable base_url: “shop” is not a web address")


async def test_without_a_source_nobody_can_ask(runbook: Runbook) -> None:
    evidence = await ask(check(runbook), runbook, BASE, {})

    assert (evidence.outcome, evidence.source) == (Outcome.ERROR, "http")
    assert "no source" in evidence.reason


def test_the_question_is_filled_in_and_keeps_the_limits(runbook: Runbook) -> None:
    probe = {
        **check(runbook).probe,
        "method": "POST",
        "headers": {"X-Step": "${step.id}", "Authorization": "Bearer ${secret.token}"},
        "json_body": {"incident": "${incident.id}"},
    }
    expect = (Expectation("status", "in", (200, "${incident.id}")),)
    step = check(runbook, probe=probe, expect=expect, timeout_s=7)

    question, claims = prepared(step, runbook, {**BASE, "incident.id": "INC-1"})

    assert question.parameters["headers"]["X-Step"] == "health"
    assert question.parameters["json_body"] == {"incident": "INC-1"}
    assert question.parameters["allow_hosts"] == ("shop.example.com", "shop.example.com")
    assert (question.within, question.max_bytes) == (timedelta(seconds=7), 262_144)
    assert claims[0].value == (200, "INC-1")
    assert described(question).splitlines() == [
        "POST https://shop.example.com/health",
        "X-Step: health",
        "Authorization: Bearer ${secret.token}",
        '{"incident": "INC-1"}',
    ]


@pytest.mark.parametrize(
    ("answers", "outcome", "waited"),
    [
        ([Unavailable("no")], Outcome.ERROR, [2, 4, 8]),
        ([Unavailable("no"), HEALTHY], Outcome.PASS, [2]),
        ([Answer("http", {"status": 503}), HEALTHY], Outcome.FAIL, []),
    ],
    ids=["always an error", "once an error", "a finding"],
)
async def test_an_error_is_asked_again_and_a_finding_is_not(
    runbook: Runbook, answers: list[Answer | Exception], outcome: Outcome, waited: list[float]
) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    step = check(runbook, retries=3, timeout_s=5)
    evidence = await ask(step, runbook, BASE, {"http": Scripted(answers)}, pause=pause)

    assert (evidence.outcome, pauses) == (outcome, waited)


@pytest.mark.parametrize(
    ("timeout_s", "tries"), [(5, 4), (11, 4), (15, 3), (28, 2), (40, 1), (60, 1)]
)
async def test_all_tries_together_keep_within_the_limit(
    runbook: Runbook, timeout_s: int, tries: int
) -> None:
    source = Scripted([Unavailable("no")])
    step = check(runbook, retries=3, timeout_s=timeout_s)

    await ask(step, runbook, BASE, {"http": source}, pause=no_pause)

    assert len(source.questions) == tries
    assert tries * timeout_s + sum((2, 4, 8)[: tries - 1]) <= LONGEST_S


async def test_a_source_that_hangs_is_left_in_time(runbook: Runbook) -> None:
    class Hanging:
        name = "hanging"

        async def collect(self, question: Question) -> Answer:
            raise TimeoutError

    evidence = await ask(check(runbook), runbook, BASE, {"http": Hanging()})

    assert (evidence.outcome, evidence.source) == (Outcome.ERROR, "hanging")
    assert evidence.reason == "no answer within 10 s"
