"""Turn a runbook file into the runbook that responders walk."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from bot.domain import runbook as walked
from bot.runbooks import format as written
from bot.runbooks.parts import Expectation, Later
from bot.runbooks.steps import Check, Choice, Manual, Offer, Question
from bot.runbooks.values import seconds


def canonical(data: Any) -> str:
    """Return the one JSON text of this content: keys sorted, no spaces, no escapes."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(source: str) -> str:
    """Return the SHA-256 by which content is known."""
    return hashlib.sha256(source.encode()).hexdigest()


def build(book: written.RunbookFile, source: str) -> walked.Runbook:
    """Return the runbook of a file without faults; `source` is its canonical JSON."""
    default_s = seconds(book.policy.default_timeout)
    return walked.Runbook(
        id=book.id,
        version=book.version,
        title=book.title,
        summary=book.summary.strip(),
        owners=tuple(book.owners),
        review_by=book.review_by,
        phases=tuple(_phase(phase, default_s) for phase in book.phases),
        digest=digest(source),
        source=source,
        severity_hint=book.severity_hint or "",
        keywords=tuple(book.match.keywords),
        services=tuple(book.match.services),
        allow_hosts=tuple(book.policy.allow_hosts),
        max_response_bytes=book.policy.max_response_bytes,
        variables=tuple(variable(name, each) for name, each in book.variables.items()),
        explanations=tuple(_explanation(each) for each in book.hypotheses),
        references=tuple(book.references),
        redact=tuple(book.policy.redact),
        alert_labels=tuple(book.match.alert_labels),
    )


def variable(name: str, each: written.Variable) -> walked.Variable:
    """Return the variable as its values are checked against it."""
    return walked.Variable(
        name=name,
        type=each.type,
        source=each.source,
        default=each.default,
        is_required=each.required,
        choices=tuple(each.choices),
        pattern=each.pattern or "",
        description=each.description or "",
    )


def _phase(phase: written.Phase, default_s: int) -> walked.Phase:
    return walked.Phase(
        name=phase.phase,
        goal=phase.goal,
        steps=tuple(_step(step, default_s) for step in phase.steps if not isinstance(step, Later)),
        timebox_s=seconds(phase.timebox) if phase.timebox else None,
        exit_when=_claims(phase.exit_when),
    )


def _step(step: Manual | Question | Check, default_s: int) -> walked.Step:
    common: dict[str, Any] = {
        "id": step.id,
        "kind": step.kind,
        "title": step.title,
        "why": step.why or "",
        "role": step.role,
        "is_required": step.required,
        "when": _claims(step.when),
        "timeout_s": seconds(step.timeout) if step.timeout else default_s,
        "owner_hint": step.owner_hint or "",
    }
    return walked.Step(**common, **_own(step))


def _own(step: Manual | Question | Check) -> dict[str, Any]:
    match step:
        case Manual():
            return {
                "instructions": step.instructions.strip(),
                "collect": tuple(step.collect),
                "suggested_command": step.suggested_command or "",
            }
        case Question():
            return {
                "prompt": step.prompt.strip(),
                "choices": tuple(_choice(choice) for choice in step.choices),
                "is_multiple": step.multiple,
                "allows_other": step.allow_other,
            }
        case Check():
            return {
                "probe": step.probe.model_dump(),
                "expect": _claims(step.expect),
                "is_automatic": step.auto,
                "retries": step.retries,
                "redact": tuple(step.redact),
                "then": {outcome: _offer(offer) for outcome, offer in step.then.items()},
            }


def _choice(choice: Choice) -> walked.Choice:
    brings = walked.Consequence(
        goto=choice.goto or "", suggest=tuple(choice.suggest), assign=choice.assign
    )
    return walked.Choice(value=choice.value, label=choice.label, then=brings)


def _offer(offer: Offer) -> walked.Consequence:
    return walked.Consequence(
        goto=offer.goto or "", suggest=tuple(offer.suggest), note=offer.note or ""
    )


def _claims(claims: Iterable[Expectation]) -> tuple[walked.Expectation, ...]:
    return tuple(
        walked.Expectation(
            path=each.path,
            op=each.op,
            value=tuple(each.value) if isinstance(each.value, list) else each.value,
            otherwise=each.otherwise,
        )
        for each in claims
    )


def _explanation(each: written.Hypothesis) -> walked.Explanation:
    return walked.Explanation(
        id=each.id,
        title=each.title,
        supports=tuple((link.step, link.outcome, link.weight) for link in each.supports),
        test=each.test or "",
        mitigations=tuple(each.mitigations),
    )
