"""Forms with one text: each says what the verb of the same name says."""

from dataclasses import replace

from bot.domain.terms import Verdict
from bot.ports import Json, Work
from bot.slack import blocks
from bot.slack.asides import tell_noted
from bot.slack.blocks import value_of
from bot.slack.call import Action, Call, Handler, nothing_to_say
from bot.slack.commands import hypo, impact, mitigate, note, reopen, resolve
from bot.slack.forms import remembered
from bot.slack.values import number_of


def _as(handler: Handler) -> Handler:
    async def run(call: Call, work: Work) -> Json:
        incident_id, _extra = remembered(call.metadata)
        text = value_of(call.state, "text")
        told = await handler(replace(call, incident_id=incident_id, text=text), work)
        if told.get("unchanged"):
            return told
        return _shown(told) if told.get("asks") else nothing_to_say()

    return run


async def note_text(call: Call, work: Work) -> Json:
    """Note it, and confirm it in the channel."""
    here = replace(call, incident_id=remembered(call.metadata)[0])
    told = await _as(note.noted)(here, work)
    await tell_noted(here, work)
    return told


def _judged(verdict: Verdict) -> Handler:
    async def run(call: Call, work: Work) -> Json:
        incident_id, number = remembered(call.metadata)
        here = replace(call, incident_id=incident_id)
        said = value_of(call.state, "text")
        return await hypo.judged(here, work, number_of(number), verdict, said)

    return run


def _shown(told: Json) -> Json:
    """Put what asks for another press in the place of the form."""
    view = {
        "type": "modal",
        "title": blocks.plain("Done", 24),
        "close": blocks.plain("Close", 24),
        "blocks": told["blocks"],
    }
    return {"update": view}


actions = (
    Action("note_text", note_text),
    Action("hypo_text", _as(hypo.run)),
    Action("supported_text", _judged(Verdict.SUPPORTED)),
    Action("refuted_text", _judged(Verdict.REFUTED)),
    Action("mitigate_text", _as(mitigate.run)),
    Action("impact_text", _as(impact.run)),
    Action("resolve_text", _as(resolve.run)),
    Action("reopen_text", _as(reopen.run)),
)
