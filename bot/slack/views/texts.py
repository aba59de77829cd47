"""Forms with one text: each says what the verb of the same name says."""

from dataclasses import replace

from bot.ports import Json, Work
from bot.slack.blocks import value_of
from bot.slack.call import Action, Call, Handler, nothing_to_say
from bot.slack.commands import hypo, impact, mitigate, note, reopen, resolve
from bot.slack.forms import remembered


def _as(handler: Handler) -> Handler:
    async def run(call: Call, work: Work) -> Json:
        incident_id, _extra = remembered(call.metadata)
        text = value_of(call.state, "text")
        told = await handler(replace(call, incident_id=incident_id, text=text), work)
        return told if told.get("unchanged") else nothing_to_say()

    return run


actions = (
    Action("note_text", _as(note.run)),
    Action("hypo_text", _as(hypo.run)),
    Action("mitigate_text", _as(mitigate.run)),
    Action("impact_text", _as(impact.run)),
    Action("resolve_text", _as(resolve.run)),
    Action("reopen_text", _as(reopen.run)),
)
