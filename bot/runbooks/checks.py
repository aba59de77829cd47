"""Ask what one check of a runbook asks, and keep the answer as evidence."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.domain.errors import Refused, Rejected, Unavailable
from bot.domain.expectations import verdict
from bot.domain.facts import EvidenceCollected
from bot.domain.runbook import Expectation, Runbook, Step
from bot.domain.terms import Outcome, Words
from bot.domain.text import cleaned
from bot.patterns import search
from bot.ports import Answer, EvidenceSource, Question
from bot.redaction import Redactor
from bot.runbooks.concealing import conceal
from bot.runbooks.filling import Unfilled, filled_header, filled_hosts, filled_json, filled_url
from bot.runbooks.values import starting_values

PAUSES_S = (2, 4, 8)
LONGEST_S = 60
"""All tries of a check together take at most this; a try that would take longer is not begun."""

REASON_LIMIT, TITLE_LIMIT, PARAMETERS_LIMIT, SUMMARY_LIMIT = 500, 150, 2_000, 4_000
CUT_TAIL = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer, judged, before secrets are taken out."""

    question: Question
    answer: Answer
    outcome: Outcome
    reason: str


async def ask(
    step: Step,
    runbook: Runbook,
    variables: Mapping[str, Any],
    sources: Mapping[str, EvidenceSource],
    *,
    redact: Redactor | None = None,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> EvidenceCollected:
    """Ask the source of this check and return what it answered, as evidence number 0.

    `variables` holds values by name, those from outside included (`catalog.app_hosts`,
    `incident.id`); `sources` has each source under the probe type that it answers. What cannot be
    asked comes out as `error` with the reason; nothing is raised. Nothing is asked again but an
    error, and that as often as the step says. `redact` knows our own secrets.
    """
    redactor = (redact or Redactor()).also(patterns=runbook.redact)
    try:
        question, expect = prepared(step, runbook, variables)
    except (Unfilled, Rejected) as problem:
        unasked = Question(step.id, {}, timedelta(), 0)
        answer = Answer(str(step.probe["type"]), problem=str(problem))
        asked = Asked(unasked, answer, Outcome.ERROR, str(problem))
    else:
        asked = await _asked(question, expect, sources.get(str(step.probe["type"])))
        for wait in _pauses(step):
            if asked.outcome is not Outcome.ERROR:
                break
            await pause(wait)
            asked = await _asked(question, expect, sources.get(str(step.probe["type"])))
    # Patterns over a quarter of a megabyte would hold up everybody else on the loop.
    return await asyncio.to_thread(_evidence, step, asked, redactor)


def prepared(
    step: Step, runbook: Runbook, variables: Mapping[str, Any]
) -> tuple[Question, tuple[Expectation, ...]]:
    """Return the question and the expectations of a check, filled in.

    Names of secrets stay as they are: only the source knows the values. Raises Unfilled or
    Rejected, naming the variable, when a value is missing or does not fit.
    """
    values = starting_values(runbook, variables) | {"step.id": step.id}
    types = {variable.name: variable.type for variable in runbook.variables}
    probe: Mapping[str, Any] = step.probe
    parameters = {
        **probe,
        "url": filled_url(probe["url"], values, types),
        "headers": {
            name: filled_header(text, values) for name, text in (probe["headers"] or {}).items()
        },
        "json_body": filled_json(probe["json_body"], values),
        "allow_hosts": filled_hosts(runbook.allow_hosts, values, types),
    }
    expect = tuple(
        replace(claim, value=_operand(filled_json(claim.value, values))) for claim in step.expect
    )
    within = timedelta(seconds=min(step.timeout_s, LONGEST_S))
    return Question(step.id, parameters, within, runbook.max_response_bytes), expect


def described(question: Question) -> str:
    """Write the request as people read it: method, address, headers, body."""
    wanted = question.parameters
    if "url" not in wanted:
        return ""
    lines = [f"{wanted['method']} {wanted['url']}"]
    lines += [f"{name}: {value}" for name, value in wanted["headers"].items()]
    if wanted["json_body"] is not None:
        lines.append(json.dumps(wanted["json_body"], ensure_ascii=False))
    return "\n".join(lines)


async def _asked(
    question: Question, expect: tuple[Expectation, ...], source: EvidenceSource | None
) -> Asked:
    answer = await _answer(question, source)
    outcome, reason = verdict(
        expect,
        answer.fields,
        is_incomplete=answer.is_incomplete,
        problem=answer.problem,
        search=search,
    )
    if answer.fields.get("reachable") is False and answer.body:
        reason = f"{reason} ({answer.body})"
    return Asked(question, answer, outcome, reason)


async def _answer(question: Question, source: EvidenceSource | None) -> Answer:
    if source is None:
        return Answer("", problem="no source here can ask this")
    try:
        async with asyncio.timeout(question.within.total_seconds()):
            return await source.collect(question)
    except TimeoutError:
        limit = f"{question.within.total_seconds():g} s"
        return Answer(source.name, problem=f"no answer within {limit}")
    except (Unavailable, Refused) as failure:
        return Answer(source.name, problem=str(failure))


def _pauses(step: Step) -> list[int]:
    """Return how long to wait before each further try that still fits into the time."""
    waits: list[int] = []
    for wait in PAUSES_S[: step.retries]:
        if sum(waits) + wait + (len(waits) + 2) * step.timeout_s <= LONGEST_S:
            waits.append(wait)
    return waits


def _operand(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _evidence(step: Step, asked: Asked, redactor: Redactor) -> EvidenceCollected:
    """Take the secrets out of everything that is kept, and say what was cut."""
    answer = asked.answer
    fields, text = conceal(answer.fields, answer.body, step.redact)
    if answer.is_incomplete:
        text = _without_half_a_word(text)
    body = cleaned(redactor(text), max(len(text) * 2, 1))
    summary = {name: value for name, value in fields.items() if name != "json"}
    return EvidenceCollected(
        number=0,
        step=step.id,
        source=answer.source or str(step.probe["type"]),
        outcome=asked.outcome,
        title=cleaned(step.title, TITLE_LIMIT),
        reason=cleaned(redactor(asked.reason), REASON_LIMIT),
        parameters=cleaned(redactor(described(asked.question)), PARAMETERS_LIMIT),
        summary=cleaned(redactor(_as_json(summary)), SUMMARY_LIMIT) if fields else Words(""),
        body=body,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
        size_bytes=len(body.encode()),
        is_truncated=answer.is_incomplete,
        elapsed_ms=answer.elapsed_ms,
    )


def _without_half_a_word(text: str) -> str:
    """Drop the end of a body that was cut: half a secret looks like no secret."""
    kept = text[:-CUT_TAIL]
    tail = text[len(kept) :]
    return kept + tail[: max(tail.rfind(" "), tail.rfind("\n")) + 1]


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
