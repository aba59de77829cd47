"""The forms: built here, answered in `views/`.

`private_metadata` of every form holds the incident number, or the message it was opened from.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.errors import Rejected
from bot.domain.roles import Role
from bot.domain.runbook import Step
from bot.domain.terms import IncidentId, Severity, UpdateState, label
from bot.domain.text import HEADLINE_LIMIT, UPDATE_LIMIT
from bot.ports import Summary
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import Mrkdwn, m, one_line
from bot.slack.values import number_of
from bot.slack.wording import Wording
from bot.slack.words import SEVERITY, SEVERITY_MEANS, STATUS


@dataclass(frozen=True, slots=True)
class TextForm:
    """A form with one field: its title, label, button, hint and longest answer."""

    title: str
    label: str
    submit: str
    hint: str
    limit: int
    optional: bool = False


TEXT_FORMS: Mapping[str, TextForm] = {
    "note": TextForm(
        "Add a note", "What happened?", "Add", "A time at the end (at 02:14, UTC) says when.", 3_000
    ),
    "hypo": TextForm(
        "Raise a hypothesis",
        "What could be the cause?",
        "Raise",
        "One sentence that can be wrong.",
        500,
    ),
    "supported": TextForm(
        "Supported",
        "What speaks for it?",
        "Supported",
        "A check such as E17, or what you saw.",
        500,
    ),
    "refuted": TextForm(
        "Refuted",
        "What speaks against it?",
        "Refuted",
        "A check such as E17, or what you saw.",
        500,
    ),
    "mitigate": TextForm(
        "Start a mitigation",
        "What are you doing to restore service?",
        "Start",
        "For example: Rollback to v1.5.1",
        500,
    ),
    "impact": TextForm(
        "Describe the impact",
        "Who is hit, and how?",
        "Save",
        "For example: 45 % of sign-ins fail in the EU",
        1_000,
    ),
    "resolve": TextForm(
        "Resolve",
        "What restored service?",
        "Resolve",
        "One sentence for the record. It is not published.",
        2_000,
        optional=True,
    ),
    "reopen": TextForm("Reopen", "Why is it not over?", "Reopen", "One sentence.", 500),
    "skip": TextForm("Skip this step", "Why is it not needed?", "Skip", "One sentence.", 500),
    "done": TextForm(
        "Step done",
        "What did you find?",
        "Done",
        "Paste what you saw; it goes on the timeline.",
        3_000,
        optional=True,
    ),
}


def text_form(incident_id: IncidentId, verb: str, extra: str = "") -> Block:
    """Ask for one text; the callback is `<verb>_text`."""
    form = TEXT_FORMS[verb]
    element = blocks.text_input("value", multiline=True, limit=form.limit)
    asked = blocks.field(form.label, "text", element, optional=form.optional, hint=form.hint)
    return blocks.modal(
        form.title,
        f"{verb}_text",
        [asked],
        submit=form.submit,
        metadata=metadata(incident_id, extra),
    )


def metadata(incident_id: IncidentId, extra: str = "") -> str:
    """Pack what a form must remember."""
    return json.dumps({"incident": incident_id, "extra": extra})


def remembered(packed: str) -> tuple[IncidentId, str]:
    """Unpack what a form remembered: (incident, extra)."""
    try:
        told = json.loads(packed)
        return IncidentId(number_of(str(told["incident"]))), str(told["extra"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Rejected("This form is from an older Muster. Open it again.") from error


def severity_options() -> list[Block]:
    """Offer every severity with its meaning, the most honest first."""
    return [
        blocks.option(SEVERITY[each], each.value, means) for each, means in SEVERITY_MEANS.items()
    ]


def _severity_field(initial: Severity) -> Block:
    options = severity_options()
    first = next(each for each in options if each["value"] == initial.value)
    return blocks.field(
        "Severity", "severity", blocks.select("How bad is it?", "value", options, initial=first)
    )


def declare_form(
    open_ones: Sequence[Summary],
    *,
    title: str = "",
    severity: Severity = Severity.UNKNOWN,
    remember: str = "",
) -> Block:
    """Ask for a title and a severity; show what is open already, so that nobody doubles it."""
    line, words = blocks.text_input, blocks.text_input("value", multiline=True, limit=1_000)
    typed = line("value", initial=title, limit=120, hint="As in: Checkout fails in the EU")
    began = line("value", limit=20, hint="Only if it was before now")
    when = "A time in UTC such as 02:14, or how long it is: 10 min ago. Left empty, it means now."
    asked = [
        *_open_ones(open_ones),
        blocks.field("What is broken?", "title", typed),
        _severity_field(severity),
        blocks.field("Impact", "impact", words, optional=True, hint="Who is hit, and how?"),
        blocks.field("Affected service", "service", line("value", limit=80), optional=True),
        blocks.field("Started at", "started", began, optional=True, hint=when),
    ]
    return blocks.modal("Declare incident", "declare", asked, submit="Declare", metadata=remember)


def _open_ones(summaries: Sequence[Summary]) -> list[Block]:
    if not summaries:
        return []
    lines = [
        m(
            "• *{}* {} {}",
            Mrkdwn(label(each.incident_id)),
            one_line(each.title, 100),
            Mrkdwn(f"<#{each.channel}>" if each.channel else ""),
        )
        for each in summaries
    ]
    return [
        blocks.context(Mrkdwn("Open now — join instead if it is the same:\n" + "\n".join(lines)))
    ]


def severity_form(incident_id: IncidentId, now: Severity) -> Block:
    """Ask how bad it is, and why; what it is `now` is picked already."""
    why = blocks.field("Why?", "why", blocks.text_input("value", limit=500), optional=True)
    return blocks.modal(
        "Severity",
        "severity",
        [_severity_field(now), why],
        submit="Set",
        metadata=metadata(incident_id),
    )


def role_form(incident_id: IncidentId, roles: Mapping[str, Role]) -> Block:
    """Ask which role, and who."""
    options = [blocks.option(role.title, name, role.duties[0]) for name, role in roles.items()]
    people = {
        "type": "users_select",
        "action_id": "value",
        "placeholder": blocks.plain("Who?", 150),
    }
    asked = [
        blocks.field(
            "Role", "role", blocks.select("Which role?", "value", options, initial=options[0])
        ),
        blocks.field("Person", "person", people),
    ]
    return blocks.modal(
        "Assign a role", "role", asked, submit="Assign", metadata=metadata(incident_id)
    )


def answer_form(incident_id: IncidentId, step: Step) -> Block:
    """Ask a question of the runbook, with several answers or own words where it allows them."""
    options = [blocks.option(choice.label, choice.value) for choice in step.choices]
    kind = "multi_static_select" if step.is_multiple else "static_select"
    picked = blocks.select("Pick the answer", "value", options) | {"type": kind}
    optional = step.allows_other
    asked = [blocks.field(step.title, "choices", picked, optional=optional, hint=step.prompt)]
    if step.allows_other:
        words = blocks.text_input("value", multiline=True, limit=1_000)
        asked.append(blocks.field("Or in your own words", "text", words, optional=True))
    remember = metadata(incident_id, step.id)
    return blocks.modal("Answer", "answer", asked, submit="Answer", metadata=remember)


def update_form(incident_id: IncidentId, wording: Wording) -> Block:
    """Ask for words for customers; they are shown once more before anything is published."""
    options = [blocks.option(STATUS_OF[each], each.value) for each in UpdateState]
    first = next(each for each in options if each["value"] == wording.state.value)
    audience = [
        blocks.option("Customers (status page)", "public"),
        blocks.option("Colleagues only", "internal"),
    ]
    state_of = blocks.select("State", "value", options, initial=first)
    readers = blocks.select("For whom?", "value", audience, initial=audience[0])
    above = blocks.text_input("value", initial=wording.headline, limit=HEADLINE_LIMIT)
    words = blocks.text_input("value", multiline=True, initial=wording.text, limit=UPDATE_LIMIT)
    headed = "They read it above your words. The title of this incident is never shown to them."
    hint = "What they notice, what you are doing, when they hear from you next."
    asked = [
        blocks.field("State", "state", state_of),
        blocks.field("For whom?", "audience", readers),
        blocks.field("Headline for customers", "headline", above, optional=True, hint=headed),
        blocks.field("What shall they know?", "text", words, hint=hint),
    ]
    remember = metadata(incident_id, str(wording.instead_of))
    return blocks.modal("Write an update", "update", asked, submit="Preview", metadata=remember)


STATUS_OF: Mapping[UpdateState, str] = {
    state: next(words for status, words in STATUS.items() if status.value == state.value)
    for state in UpdateState
}
