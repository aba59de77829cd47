"""What people say of a call that failed or is in doubt."""

from dataclasses import replace

from bot.domain.ledger import settled
from bot.ports import Json, Work
from bot.slack.call import Action, Call, Handler
from bot.slack.text import Mrkdwn
from bot.slack.values import incident_of, key_of

TOLD = {
    "retry": "It is tried again.",
    "happened": "Noted: it happened.",
    "dropped": "Noted: it is left as it is.",
}


def _settle(verdict: str) -> Handler:
    async def run(call: Call, work: Work) -> Json:
        number, _bar, rest = call.value.partition("|")
        key = key_of(rest)
        here = replace(call, incident_id=incident_of(number))
        await here.record(lambda incident: settled(incident, key, verdict), work)
        await work.effects.settle(key, verdict)
        return {"text": Mrkdwn(TOLD[verdict]), "replaces": True}

    return run


actions = tuple(Action(f"effect_{verdict}", _settle(verdict)) for verdict in TOLD)
