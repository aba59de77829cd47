"""Words behind /incident that begin with no verb: a new incident, or a slip of the finger."""

from bot.domain.errors import Rejected
from bot.ports import Json, Work
from bot.slack import blocks
from bot.slack.call import Call, Command, Handler, only_you
from bot.slack.grammar import Said
from bot.slack.text import Mrkdwn, m, one_line

FEW = 2


def unknown_verb(said: Said, declare: Command, status: Command) -> Handler:
    """Nothing said: the card or the form. Bare words declare, but only where that is meant."""

    async def run(call: Call, work: Work) -> Json:
        if not said.rest:
            command = status if call.incident_id is not None else declare
            return await command.run(call, work)
        if said.near:
            return _did_you_mean(said, call)
        if call.incident_id is not None:
            raise Rejected(
                f"“{said.rest.split()[0][:30]}” is not something Muster can do here. To write it "
                f"down: /incident note {said.rest[:40]}. All verbs: /incident help."
            )
        if len(said.rest.split()) < FEW:
            raise Rejected(
                f"“{said.rest[:30]}” is neither a verb nor a title. To declare an incident, say "
                "what is broken in two words or more: /incident checkout is failing. "
                "All verbs: /incident help."
            )
        return await declare.run(call, work)

    return run


def _did_you_mean(said: Said, call: Call) -> Json:
    """Ask, only the person, and keep what was typed in the buttons."""
    first, _space, rest = said.rest.partition(" ")
    meant = f"{said.near} {rest}".strip()
    elements = [
        blocks.button(f"/incident {meant}"[:70], "say", value=meant[:1_900], style="primary")
    ]
    if call.incident_id is None and len(said.rest.split()) >= FEW:
        title = blocks.button(
            "Declare an incident with that title", "declare_words", value=said.rest[:1_900]
        )
        elements.append(title)
    text = m(
        "“{}” is not a verb. Did you mean */incident {}*?",
        one_line(first, 40),
        one_line(meant, 200),
    )
    body = [blocks.section(text), blocks.actions(elements)]
    return only_you(Mrkdwn(text + " All verbs: /incident help."), body)
