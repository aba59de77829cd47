"""The step card: what to do now and why, replaced in place when the step moves."""

from bot.domain.guide import Place, View, walk
from bot.domain.incident import Incident
from bot.domain.parts import StepState
from bot.domain.ranking import Candidate, rank
from bot.domain.runbook import Runbook, Step
from bot.domain.suggest import GENERIC, suggest
from bot.domain.terms import Severity
from bot.ports import Json
from bot.slack import blocks
from bot.slack.answers import answers
from bot.slack.blocks import Block
from bot.slack.current import counted, place
from bot.slack.desk import Known
from bot.slack.text import Mrkdwn, escape, joined, m, one_line
from bot.slack.values import packed
from bot.slack.words import OUTCOME, PHASE, ROLE, SEVERITY

BUTTONS = 4
"""A question with more choices than this shows them as a list."""

CHECKS = 8

SITUATION = "set_severity"
"""The id by which a runbook calls the step that asks for severity and impact."""


def steps_card(known: Known) -> Json:
    """Show the current step; before there is a runbook, offer those that fit."""
    now = place(known)
    if known.runbook is None or now is None:
        return _offer(known)
    doing = _step(known, now) if known.incident.is_open else _left_at(now)
    body = [blocks.section(_trail(known.runbook, now)), *doing]
    body += answers(known.incident, known.runbook)
    body += _results(known, known.runbook, now)
    body += _likely(known, known.runbook)
    small = m("{} · version {}", one_line(known.runbook.title), Mrkdwn(str(known.runbook.version)))
    if now.step and now.step.role in ROLE:
        small = m("For {} · {}", Mrkdwn(ROLE[now.step.role]), small)
    return blocks.message(_named(now), [*body, blocks.context(small)])


def at_hand(known: Known) -> Json:
    """Show the current step to one person, who has just pressed or handled one."""
    now = place(known)
    if known.runbook is None or now is None or not known.incident.is_open:
        return steps_card(known)
    small = Mrkdwn("Only you see this; the step card above shows the same to everybody.")
    state = known.incident.steps.get(now.step.id) if now.step else None
    doing = [_wait(now.step)] if now.step and state and state.is_running else _step(known, now)
    body = [blocks.section(_trail(known.runbook, now)), *doing]
    return blocks.message(_named(now), [*body, blocks.context(small)])


def _wait(step: Step) -> Block:
    """Say that a check runs: what only one person sees is not edited when it has answered."""
    text = m(":hourglass: checking  *{}*", one_line(step.title))
    return blocks.section(
        text, accessory=blocks.button("Show the current step", "say", value="next")
    )


def _named(now: Place) -> Mrkdwn:
    text = f"Step: {now.step.title}" if now.step else "Every step of the runbook is handled"
    return escape(text, 300)


def _offer(known: Known) -> Json:
    """Offer the best runbooks with the reason, and the generic one always."""
    incident = known.incident
    if not incident.is_open:
        nothing = Mrkdwn("No runbook was followed.")
        return blocks.message(nothing, [blocks.context(nothing)])
    fitting = suggest(known.runbooks, incident.title, incident.impact, incident.service)
    offered = {each.runbook.id: (each.runbook, each.reason) for each in fitting}
    offered |= {
        each.id: (each, "always fits")
        for each in known.runbooks
        if each.id == GENERIC and each.id not in offered
    }
    walks = "It walks you through scope, evidence, cause, cure."
    head = Mrkdwn(f"*Which runbook do we follow?* {walks}")
    if offered.keys() == {GENERIC}:
        head = Mrkdwn(f"*Shall we follow this runbook?* None is written for this alone. {walks}")
        offered = {GENERIC: (offered[GENERIC][0], "always fits")}
    rows = [
        blocks.section(
            m(
                "*{}*\n{} ({})",
                one_line(runbook.title),
                one_line(runbook.summary, 200),
                one_line(reason),
            ),
            accessory=blocks.button(
                "Start", f"runbook_start.{runbook.id}", value=packed(known.incident_id, runbook.id)
            ),
        )
        for runbook, reason in offered.values()
    ]
    return blocks.message(Mrkdwn("Which runbook do we follow?"), [blocks.section(head), *rows])


def _trail(runbook: Runbook, now: Place) -> Mrkdwn:
    """Show the phases with the present one in bold, and how far it is."""
    names = []
    for phase in runbook.phases:
        name = PHASE[phase.name]
        here = now.phase is not None and phase.name == now.phase.name
        names.append(Mrkdwn(f"*{counted(now)}*" if here else name))
    return joined("  →  ", names)


def _left_at(now: Place) -> list[Block]:
    """Say how far it was followed; who wants to go on reopens the incident first."""
    if now.step is None:
        return [blocks.section(Mrkdwn("Every step is handled."))]
    return [blocks.section(m("Followed up to *{}*.", one_line(now.step.title)))]


def _step(known: Known, now: Place) -> list[Block]:
    if now.step is None or now.phase is None:
        return [
            blocks.section(Mrkdwn("Every step is handled. Resolve when service is restored.")),
            blocks.actions([_back(known)]),
        ]
    step = now.step
    lines = [m("*{}*", one_line(step.title))]
    lines += [one_line(step.why, 300)] if step.why else []
    lines += [escape(step.instructions, 1_500)] if step.instructions else []
    lines += [one_line(step.prompt, 500)] if step.prompt else []
    lines += [m("*Already set*  {}", kept)] if (kept := _already(known, step)) else []
    lines += [m(":grey_question: held: {}", one_line(now.held, 300))] if now.held else []
    body = [blocks.section(joined("\n", lines))]
    if step.suggested_command:
        command = escape(step.suggested_command, 1_000).replace("```", "'''")
        body.append(blocks.section(Mrkdwn(f"```{command}```")))
    state = known.incident.steps.get(step.id, StepState(step.id))
    return [*body, *_choices(known, step), blocks.actions(_controls(known, step, state))]


def _choices(known: Known, step: Step) -> list[Block]:
    if step.kind != "question" or step.is_multiple:
        return []
    value = packed(known.incident_id, step.id)
    if len(step.choices) <= BUTTONS:
        elements = [
            blocks.button(choice.label, f"step_answer.{number}", value=f"{value}:{choice.value}")
            for number, choice in enumerate(step.choices)
        ]
    else:
        options = [blocks.option(each.label, f"{value}:{each.value}") for each in step.choices]
        elements = [blocks.select("Pick the answer", "step_answer", options)]
    return [blocks.actions(elements)]


def _controls(known: Known, step: Step, state: StepState) -> list[Block]:
    value = packed(known.incident_id, step.id)
    controls = []
    if step.kind == "manual":
        done = "Keep" if _already(known, step) else "Done"
        controls.append(blocks.button(done, "step_done", value=value, style="primary"))
        controls.append(blocks.button("Done, with findings", "done_form", value=value))
    if step.kind == "question":
        controls += _ask(step, value)
    if step.kind == "check":
        text = "Checking …" if state.is_running else "Run check"
        controls.append(blocks.button(text, "step_check", value=value, style="primary"))
        controls.append(blocks.button("Seen by hand", "done_form", value=value))
    return [*controls, blocks.button("Skip", "skip_form", value=value), _back(known)]


def _already(known: Known, step: Step) -> Mrkdwn | None:
    """Say what the step asks to be set, once severity and impact both are."""
    incident = known.incident
    if step.id != SITUATION or incident.severity is Severity.UNKNOWN or not incident.impact:
        return None
    return m("{} · {}", Mrkdwn(SEVERITY[incident.severity]), one_line(incident.impact, 200))


def _ask(step: Step, value: str) -> list[Block]:
    """Offer the form: the only way to give several answers, and else the way to own words."""
    if step.is_multiple:
        return [blocks.button("Pick answers", "answer_form", value=value, style="primary")]
    if step.allows_other:
        return [blocks.button("In own words", "answer_form", value=value)]
    return []


def _back(known: Known) -> Block:
    return blocks.button("Back", "step_back", value=str(known.incident_id))


def _results(known: Known, runbook: Runbook, now: Place) -> list[Block]:
    """List the checks of this phase with what they last said."""
    views = walk(known.incident, runbook, given=known.given.values, search=known.given.search)
    checks = [
        view
        for view in views
        if view.step.kind == "check" and (now.phase is None or view.phase.name == now.phase.name)
    ]
    lines = [line for view in checks[:CHECKS] if (line := _result(known, view))]
    return [blocks.section(joined("\n", lines))] if lines else []


def _result(known: Known, view: View) -> Mrkdwn | None:
    state = known.incident.steps.get(view.step.id)
    if state is None:
        return None
    if state.is_running:
        return m(":hourglass: checking  {}", one_line(view.step.title, 120))
    if state.outcome is None:
        return None
    number = Mrkdwn(f"E{state.evidence[-1]}")
    return m("{}  {}  {}", Mrkdwn(OUTCOME[state.outcome]), number, one_line(view.step.title, 120))


def _likely(known: Known, runbook: Runbook) -> list[Block]:
    """Show the explanations that evidence speaks for; they are hints and trigger nothing."""
    lines = [
        m("• {}{}", one_line(each.explanation.title, 160), _grounds(each, known.incident, runbook))
        for each in rank(known.incident, runbook)
    ]
    if not lines:
        return []
    return [blocks.section(Mrkdwn("*What the evidence points to*\n" + "\n".join(lines)))]


def _grounds(candidate: Candidate, incident: Incident, runbook: Runbook) -> Mrkdwn:
    """Say what speaks for and against it: results with their evidence, else who suggested it."""
    if not candidate.steps_for and not candidate.steps_against:
        named = [
            _suggestion(step, candidate, incident.steps[step.id])
            for phase in runbook.phases
            for step in phase.steps
            if step.id in candidate.suggested_by
        ]
        return m(": suggested by {}", joined(", ", named))
    sides = []
    for word, steps, evidence in (
        ("for", candidate.steps_for, candidate.evidence_for),
        ("against", candidate.steps_against, candidate.evidence_against),
    ):
        if steps:
            numbers = " ".join(f"E{number}" for number in evidence)
            sides.append(f"{len(steps)} {word}" + (f" ({numbers})" if numbers else ""))
    return Mrkdwn(": " + ", ".join(sides) + (", tied" if candidate.is_tied else ""))


def _suggestion(step: Step, candidate: Candidate, state: StepState) -> Mrkdwn:
    """Name the step, and the answers or the result that suggested this explanation."""
    given = [
        one_line(choice.label, 80)
        for choice in step.choices
        if choice.value in state.values and candidate.explanation.id in choice.then.suggest
    ]
    if state.outcome and not given:
        given = [Mrkdwn(OUTCOME[state.outcome])]
    return m("“{}” → {}", one_line(step.title, 120), joined(" + ", given))
