"""Ask people for what no record can tell; the keys never change."""

from collections.abc import Mapping, Sequence

from bot.domain.document import Question, Statement
from bot.domain.facts import HypothesisRaised, MitigationStarted
from bot.domain.terms import Stamp

HERE = "Answer here."
WHOLE = {"author": "for the author", "everybody": "for everybody"}
"""Who is asked without having a role."""

MOMENTS: Mapping[Stamp, str] = {
    Stamp.IMPACT: "When did it start to hurt?",
    Stamp.SIGNAL: "When came the first signal, and what was it: an alert, a user, a colleague?",
    Stamp.ACKNOWLEDGED: "When did somebody take it up?",
    Stamp.DECIDED: "When was it decided what to do?",
    Stamp.STARTED: "When was that started?",
    Stamp.MITIGATED: "When was it seen to work?",
    Stamp.NORMAL: "When was everything back to normal?",
    Stamp.PEAK: "When was it at its worst, and how bad was that?",
}
"""What to ask for a moment that nobody recorded."""

ASKED: tuple[tuple[str, str, str], ...] = (
    ("situation.severity", "lead", "How bad was it: sev1 to sev4?"),
    ("situation.lead", "lead", "Who led the response?"),
    ("situation.resolved", "lead", "It is not resolved on the record: is it over, and since when?"),
    ("cause.sentence", "author", "What was the cause, in one plain sentence?"),
    ("impact.described", "comms", "Who was hit, and what could they not do?"),
    ("impact.users", "comms", "How many users were affected, and who counted them?"),
    ("impact.requests", "comms", "How many requests failed, of how many, and at the peak?"),
    ("impact.revenue", "comms", "What did it cost, and who estimated it?"),
    ("impact.sentiment", "comms", "How many tickets and posts came, by channel; in what mood?"),
    ("impact.complaint", "comms", "What did customers complain about most?"),
    ("objective.target", "author", "Which objective does the service have?"),
    ("objective.used", "author", "How much of the error budget did this use, by which method?"),
    ("effort.outside", "author", "Who worked on it outside the channel, and for how long?"),
    ("timeline.missed", "everybody", "What happened that the timeline does not show?"),
    ("leadup.enabled", "author", "What had changed before, and made this possible now?"),
    ("detection.sooner", "author", "How could it be found in half the time?"),
    ("cause.happened", "author", "What happened inside the system, step by step?"),
    ("cause.why", "author", "Why did that happen?"),
    ("cause.introduced", "author", "How did the fault come in; which lines changed?"),
    ("cause.passed", "author", "Why did tests, canary and review let it through?"),
    ("cause.whys", "author", "Why was each of these possible? Go on until a system is the answer."),
    ("factors.kept", "author", "What contributed? Keep or drop each suggestion; add what lacks."),
    ("resolution.permanent", "author", "What is the permanent fix, and when is it in place?"),
    ("went.well", "everybody", "What went well?"),
    ("went.wrong", "everybody", "What went wrong?"),
    ("went.lucky", "everybody", "Where were we lucky?"),
    ("actions.items", "author", "What will be done: action, one owner, due date, ticket?"),
    ("lessons.learned", "everybody", "What did we learn, and what changes because of it?"),
    ("signoff.people", "author", "Who prepared, reviewed and approved this, and when?"),
)
"""Key, who is asked, and the question."""

HOW: Mapping[str, str] = {
    "situation.severity": "Type /incident sev 2 and why.",
    "situation.lead": "Type /incident role lead @name.",
    "situation.resolved": "Type /incident resolve followed by what solved it.",
    "impact.described": "Type /incident impact followed by who and what.",
    "objective.target": "Set slo = 0.999 in the settings, or answer here.",
    "timeline.missed": "Type /incident note text at 03:10.",
}
"""How to answer a question; all others are answered in the document itself."""


def questions(
    answers: Mapping[str, Statement],
    holders: Mapping[str, str],
    raised: Sequence[HypothesisRaised | MitigationStarted],
) -> dict[str, Question]:
    """Return every question by its key, in the order of the document, with what is known.

    `holders` are the names of those who have a role; `raised` is what has to be judged.
    """
    asked = [
        *((f"times.{stamp}", "lead", text, _when(stamp)) for stamp, text in MOMENTS.items()),
        *((key, role, text, HOW.get(key, HERE)) for key, role, text in ASKED),
        *map(_judgement, raised),
    ]
    return {
        key: Question(key, _who(role, holders), f"{text} {how}", answers.get(key))
        for key, role, text, how in asked
    }


def _judgement(raised: HypothesisRaised | MitigationStarted) -> tuple[str, str, str, str]:
    number = raised.number
    if isinstance(raised, HypothesisRaised):
        how = f"Type /incident hypo {number} supported, refuted or inconclusive, and why."
        return f"hypothesis.{number}", "lead", f"Was H{number} the cause?", how
    how = f"Type /incident mitigate {number} worked, or {number} reverted and why."
    return f"mitigation.{number}", "lead", f"Did M{number} work?", how


def _who(role: str, holders: Mapping[str, str]) -> str:
    if role in WHOLE:
        return WHOLE[role]
    return f"for {holders[role]}, {role}" if role in holders else f"nobody is {role}"


def _when(stamp: Stamp) -> str:
    return f"Type /incident when {stamp} 03:12 and why."
