"""Offer explanations and judge them on evidence."""

from collections.abc import Sequence

from bot.domain.errors import Rejected
from bot.domain.facts import Fact, HypothesisJudged, HypothesisRaised
from bot.domain.guards import known, next_number, not_closed
from bot.domain.incident import Incident
from bot.domain.parts import Hypothesis
from bot.domain.terms import Verdict
from bot.domain.text import HYPOTHESIS_LIMIT, WHY_LIMIT, same, words


def raise_hypothesis(incident: Incident, text: str, origin: str = "person") -> list[Fact]:
    """Offer an explanation; `origin` is person, message or a step id.

    Raises Rejected when the incident is closed, and when the same words stand there already.
    """
    not_closed(incident)
    offered = words(text, field="hypothesis", limit=HYPOTHESIS_LIMIT)
    if twin := find_twin(incident, offered):
        raise Rejected(
            f"H{twin.number} says this already, {_standing(twin)}. "
            f"Type /incident hypo {twin.number} supported, refuted or inconclusive, and why."
        )
    return [HypothesisRaised(next_number(incident.hypotheses), offered, origin)]


def judge(
    incident: Incident,
    number: int,
    verdict: Verdict,
    evidence: Sequence[int] = (),
    why: str = "",
) -> list[Fact]:
    """Say what was found out; a later verdict is a new fact, the same one again is none.

    Raises Rejected when the incident is closed, for numbers that are not there, and without
    either evidence or a reason.
    """
    not_closed(incident)
    there = [each for each in incident.hypotheses if not each.is_withdrawn]
    judged = next((each for each in there if each.number == number), None)
    if judged is None:
        raise Rejected(
            f"There is no hypothesis H{number}. {known('H', there)} "
            "Type /incident hypo text to raise one."
        )
    seen = _existing(incident, evidence)
    reason = words(why, field="reason", limit=WHY_LIMIT, required=False)
    if not seen and not reason:
        raise Rejected(
            f"A verdict needs evidence or a reason. Type /incident hypo {number} {verdict.value} "
            f"E1, or /incident hypo {number} {verdict.value} why."
        )
    last = judged.judgements[-1] if judged.judgements else None
    if last is not None and (last.verdict, last.evidence, last.why) == (verdict, seen, reason):
        return []
    return [HypothesisJudged(number, verdict, seen, reason)]


def find_twin(incident: Incident, text: str) -> Hypothesis | None:
    """Return the hypothesis that says the same, whatever its case and spacing."""
    return next(
        (each for each in incident.hypotheses if not each.is_withdrawn and same(each.text, text)),
        None,
    )


def _existing(incident: Incident, evidence: Sequence[int]) -> tuple[int, ...]:
    numbers = {each.number for each in incident.evidence}
    if missing := [number for number in evidence if number not in numbers]:
        raise Rejected(
            f"There is no evidence E{missing[0]}. {known('E', incident.evidence)} "
            "Leave it out and give a reason, or run a check first: /incident check."
        )
    return tuple(dict.fromkeys(evidence))


def _standing(hypothesis: Hypothesis) -> str:
    if not hypothesis.judgements:
        return "and it is open"
    last = hypothesis.judgements[-1]
    proof = " ".join(f"E{number}" for number in last.evidence)
    by = f" by {proof}" if proof else ""
    return f"{last.verdict.value}{by} at {last.at:%H:%M} UTC"
