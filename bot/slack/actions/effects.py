"""What people say of a call that failed or is in doubt."""

from dataclasses import replace

from bot.domain.ledger import TOLD, settled
from bot.ports import Json, Work
from bot.slack.call import Action, Call, Handler
from bot.slack.health_report import report
from bot.slack.text import Mrkdwn, m
from bot.slack.values import incident_of, key_of


def _settle(verdict: str) -> Handler:
    async def run(call: Call, work: Work) -> Json:
        number, _bar, rest = call.value.partition("|")
        key = key_of(rest)
        here = replace(call, incident_id=incident_of(number))
        await here.record(lambda incident: settled(incident, key, verdict), work)
        await work.effects.settle(key, verdict)
        return {"text": m("Noted: {}.", Mrkdwn(TOLD[verdict])), "replaces": True}

    return run


async def show(call: Call, work: Work) -> Json:
    """Show the person alone what there is to settle; the card stays as it is."""
    return await report(incident_of(call.value), work)


actions = (
    Action("effects", show, reads=True),
    *(Action(f"effect_{verdict}", _settle(verdict)) for verdict in TOLD),
)
