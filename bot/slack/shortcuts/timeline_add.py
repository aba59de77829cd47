"""Put a message on the timeline from its menu, also inside a thread."""

from bot.domain.errors import Rejected
from bot.ports import Json, Work
from bot.slack.call import Action, Call, only_you
from bot.slack.reading import message_of
from bot.slack.recording import fetch_message
from bot.slack.text import Mrkdwn


async def run(call: Call, work: Work) -> Json:
    """Promise to record it; the emoji under the message confirms."""
    if call.incident_id is None:
        raise Rejected(
            "This message is not in an incident channel, so there is no timeline to add it to."
        )
    ts = str(message_of(call.payload)["ts"])
    await work.effects.plan(fetch_message(call, ts, "timeline"))
    return only_you(Mrkdwn(":memo: On its way to the timeline."))


actions = (Action("timeline_add", run),)
