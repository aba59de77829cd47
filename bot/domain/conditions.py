"""Evaluate when a step of a runbook applies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.expectations import MISSING, Finding, Search, finding
from bot.domain.runbook import Expectation, Scalar
from bot.domain.terms import Outcome, Severity

_ANY_OF = {"eq", "in", "matches"}
"""With several answers to one question, these hold when they hold for one of them."""


@dataclass(frozen=True, slots=True)
class Known:
    """What conditions can speak about.

    `results` maps a step to its outcome or what people did, `answers` a question to the values
    that were chosen; a step without any is in neither.
    """

    results: Mapping[str, tuple[str, ...]]
    answers: Mapping[str, tuple[str, ...]]
    variables: Mapping[str, Scalar]
    severity: Severity
    search: Search | None = None


def applies(when: Sequence[Expectation], known: Known) -> Finding:
    """Say whether a step applies: no, if one claim does not hold; None, if one is not known.

    A result that is `error`, a step without result and a severity that nobody judged are not
    known, unless the claim asks for just that: unknown is never treated as fine.
    """
    findings = [_claim(claim, known) for claim in when]
    for verdict in (False, None):
        for found in findings:
            if found.holds is verdict:
                return found
    return Finding(holds=True, sentence="")


def _claim(claim: Expectation, known: Known) -> Finding:
    root, _, name = claim.path.partition(".")
    match root:
        case "outcomes":
            return _one_of(claim, known.results.get(name, ()), name, known)
        case "answers":
            values = known.answers.get(name, known.results.get(name, ()))
            return _one_of(claim, values, name, known)
        case "vars":
            value = known.variables.get(name)
            return finding(claim, MISSING if value is None else value, known.search)
        case _ if claim.path == "incident.severity":
            if known.severity is Severity.UNKNOWN and not _asks_for(claim, "unknown"):
                return Finding(None, "the severity is not known")
            return finding(claim, known.severity.value, known.search)
        case _:
            return Finding(None, f"{claim.path} is not known")


def _one_of(claim: Expectation, values: tuple[str, ...], name: str, known: Known) -> Finding:
    if not values or (values == (Outcome.ERROR.value,) and not _asks_for(claim, "error")):
        return Finding(None, f"{name} is not known")
    if claim.op in {"exists", "absent"}:
        return finding(claim, MISSING if values == ("skipped",) else values, known.search)
    findings = [finding(claim, value, known.search) for value in values]
    decisive = claim.op in _ANY_OF
    return next((found for found in findings if found.holds is decisive), findings[0])


def _asks_for(claim: Expectation, word: str) -> bool:
    return word in (claim.value if isinstance(claim.value, tuple) else (claim.value,))
