"""Follow a runbook: do, answer, check, skip, go back."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.errors import Rejected
from bot.domain.facts import (
    CheckRequested,
    EvidenceCollected,
    Fact,
    QuestionAnswered,
    RunbookAttached,
    StepDone,
    StepReturned,
    StepSkipped,
)
from bot.domain.guards import next_number, still_open
from bot.domain.incident import Incident
from bot.domain.parts import StepState
from bot.domain.runbook import Choice, Runbook, Step
from bot.domain.terms import Outcome
from bot.domain.text import NOTE_LIMIT, WHY_LIMIT, same, words


def attach(incident: Incident, runbook: Runbook) -> list[Fact]:
    """Follow this runbook in this content; a newer one of the same id keeps what was done.

    Raises Rejected after resolve.
    """
    still_open(incident)
    if incident.runbook is not None and incident.runbook.digest == runbook.digest:
        return []
    return [RunbookAttached(runbook.id, runbook.title, runbook.version, runbook.digest)]


def finish(incident: Incident, runbook: Runbook, step: str, text: str = "") -> list[Fact]:
    """Say that a step is done, with what was seen; to a question, `text` is the answer.

    Saying it again changes nothing. Raises Rejected after resolve, for a step that is not there,
    and for a check that neither answered nor was seen by a person.
    """
    found = _found(incident, runbook, step)
    if found.kind == "question":
        chosen = [choice for choice in found.choices if _means(choice, text)]
        own_words = "" if chosen else text
        return answer(incident, runbook, step, [choice.value for choice in chosen], own_words)
    state = _state(incident, step)
    seen = words(text, field="result", limit=NOTE_LIMIT, required=False)
    if state.is_handled and seen in {"", state.text}:
        return []
    if found.kind == "check" and not seen and state.outcome in {None, Outcome.ERROR}:
        raise Rejected(
            f"“{found.title}” has not answered. Type /incident check {step} to ask it, "
            "/incident step done and what you saw yourself, or /incident step skip why."
        )
    return [StepDone(step, seen)]


def skip(incident: Incident, runbook: Runbook, step: str, why: str) -> list[Fact]:
    """Pass a step over; skipping it again changes nothing.

    Raises Rejected after resolve, without a reason, and for a step that is not there or is done.
    """
    found = _found(incident, runbook, step)
    if not why.strip():
        raise Rejected(
            f"“{found.title}” is not skipped yet: say why, as in "
            "/incident step skip we saw it ourselves."
        )
    reason = words(why, field="reason", limit=WHY_LIMIT)
    state = _state(incident, step)
    if state.state == "skipped":
        return []
    if state.is_handled:
        raise Rejected(f"“{found.title}” is {state.state} already. Type /incident step back first.")
    return [StepSkipped(step, reason)]


def back(incident: Incident, runbook: Runbook) -> list[Fact]:
    """Return to the step that was handled last. Raises Rejected after resolve, and at the start."""
    still_open(incident)
    _attached(incident, runbook)
    there = {step.id for phase in runbook.phases for step in phase.steps}
    handled = [step for step in incident.steps.values() if step.is_handled and step.step in there]
    if not handled:
        raise Rejected("No step is done yet. Type /incident next to see the first one.")
    return [StepReturned(max(handled, key=lambda step: step.position).step)]


def answer(
    incident: Incident, runbook: Runbook, step: str, values: Sequence[str], text: str = ""
) -> list[Fact]:
    """Answer a question by the values of its choices, or in own words where it allows that.

    The same answer again changes nothing. Raises Rejected after resolve, for a step that is not
    there or no question, and for an answer that it does not offer.
    """
    found = _found(incident, runbook, step)
    if found.kind != "question":
        raise Rejected(f"“{found.title}” is no question. Type /incident step done text.")
    own_words = words(text, field="answer", limit=NOTE_LIMIT, required=False)
    _refuse_other_answers(found, values, own_words)
    chosen = tuple(choice.value for choice in found.choices if choice.value in values)
    state = _state(incident, step)
    if state.state == "answered" and (state.values, state.text) == (chosen, own_words):
        return []
    return [QuestionAnswered(step, chosen, own_words)]


def request_check(
    incident: Incident,
    runbook: Runbook,
    step: str,
    is_automatic: bool = False,  # noqa: FBT001, FBT002 - the field of the fact, under its own name
) -> list[Fact]:
    """Ask a check to run; one that is running, or that by itself ran once, is not asked again.

    Raises Rejected after resolve, and for a step that is not there or no check.
    """
    found = _found(incident, runbook, step)
    if found.kind != "check":
        raise Rejected(f"“{found.title}” is no check: a person does it. Type /incident step done.")
    state = _state(incident, step)
    if state.is_running or (is_automatic and state.evidence):
        return []
    return [CheckRequested(step, is_automatic)]


def collected(incident: Incident, evidence: EvidenceCollected) -> list[Fact]:
    """Note what a check answered, under the next number; also after closing."""
    return [replace(evidence, number=next_number(incident.evidence))]


def _found(incident: Incident, runbook: Runbook, step: str) -> Step:
    still_open(incident)
    _attached(incident, runbook)
    steps = {each.id: each for phase in runbook.phases for each in phase.steps}
    if step not in steps:
        raise Rejected(
            f"{runbook.title} has no step “{step[:64]}”. Its steps are {', '.join(steps)}."
        )
    return steps[step]


def _attached(incident: Incident, runbook: Runbook) -> None:
    if incident.runbook is None:
        raise Rejected("No runbook is attached yet. Type /incident next to choose one.")
    if incident.runbook.digest != runbook.digest:
        raise Rejected(
            f"This incident follows another version: {incident.runbook.title}, "
            f"version {incident.runbook.version}. Type /incident next to see its current step."
        )


def _state(incident: Incident, step: str) -> StepState:
    return incident.steps.get(step, StepState(step))


def _means(choice: Choice, text: str) -> bool:
    return same(choice.value, text) or same(choice.label, text)


def _refuse_other_answers(step: Step, values: Sequence[str], own_words: str) -> None:
    offered = ", ".join(f"“{choice.label}”" for choice in step.choices)
    known = {choice.value for choice in step.choices}
    strange = [value for value in values if value not in known]
    if strange or (own_words and not step.allows_other):
        said = strange[0] if strange else own_words
        raise Rejected(
            f"“{step.title}” does not offer “{said[:64]}”. "
            f"Type /incident step done and one of: {offered}."
        )
    if not values and not own_words:
        raise Rejected(
            f"“{step.title}” needs an answer. Type /incident step done and one of: {offered}."
        )
    if len(set(values)) > 1 and not step.is_multiple:
        raise Rejected(
            f"“{step.title}” takes one answer. Type /incident step done and one of: {offered}."
        )
