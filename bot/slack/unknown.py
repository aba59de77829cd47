"""Words behind /incident that begin with no verb: a new incident, or a slip of the finger."""

from collections.abc import Mapping

from bot.domain.errors import Rejected
from bot.domain.terms import label
from bot.ports import Json, Work
from bot.slack import blocks
from bot.slack.call import Call, Command, Handler, only_you
from bot.slack.grammar import SEVERITY, Said, first_word
from bot.slack.text import Mrkdwn, m, one_line, readable

FEW = 2
BUTTON_VALUE = 1_900


def unknown_verb(said: Said, commands: Mapping[str, Command]) -> Handler:
    """Nothing said: the card or the form. Bare words declare, but only where that is meant."""

    async def run(call: Call, work: Work) -> Json:
        is_inside = call.incident_id is not None
        if not said.rest:
            return await commands["status" if is_inside else "declare"].run(call, work)
        if said.near:
            return _did_you_mean(said, is_inside=is_inside)
        if is_inside and SEVERITY.match(said.rest):
            return await commands["sev"].run(call, work)
        if is_inside:
            raise Rejected(
                f"“{_first(call.text)}” is not something Muster can do here. To write it "
                f"down: /incident note {call.text[:40]}. All verbs: /incident help."
            )
        if len(call.text.split()) < FEW:
            raise Rejected(
                f"“{_first(call.text)}” is neither a verb nor a title. To declare an incident, "
                "say what is broken in two words or more: /incident checkout is failing. "
                "All verbs: /incident help."
            )
        return await commands["declare"].run(call, work)

    return run


def _first(text: str) -> str:
    return first_word(text)[0][:30]


def _did_you_mean(said: Said, *, is_inside: bool) -> Json:
    """Ask, only the person, and keep what was typed in the buttons."""
    named = "" if said.incident_id is None else f"{label(said.incident_id)} "
    first, rest = first_word(said.rest)
    meant = f"{named}{said.near} {rest}".strip()
    shown = readable(meant)
    elements = [
        blocks.button(f"/incident {shown}"[:70], "say", value=meant[:BUTTON_VALUE], style="primary")
    ]
    if not is_inside and len(said.rest.split()) >= FEW:
        title = blocks.button(
            "Declare an incident with that title",
            "declare_words",
            value=readable(said.rest)[:BUTTON_VALUE],
        )
        elements.append(title)
    text = m(
        "“{}” is not a verb. Did you mean */incident {}*?",
        one_line(readable(first), 40),
        one_line(shown, 200),
    )
    body = [blocks.section(text), blocks.actions(elements)]
    return only_you(Mrkdwn(text + " All verbs: /incident help."), body)
