"""Declare an incident from anywhere, or from a message."""

import json

from bot.domain.text import cleaned
from bot.ports import Json, Work
from bot.slack.call import Action, Call, opens
from bot.slack.forms import declare_form
from bot.slack.reading import message_of
from bot.slack.text import Mrkdwn, readable

OTHERWISE = Mrkdwn("Type /incident followed by what is broken.")


async def anywhere(_call: Call, work: Work) -> Json:
    """Open the empty form."""
    return opens(declare_form(await work.incidents.list(only_open=True, limit=5)), OTHERWISE)


async def from_message(call: Call, work: Work) -> Json:
    """Open the form with the message as title, and remember where it came from."""
    message = message_of(call.payload)
    text = readable(str(message.get("text") or ""))
    origin = {
        "origin_channel": call.channel,
        "origin_ts": str(message["ts"]),
        "origin_text": cleaned(text, 1_000),
    }
    title = " ".join(cleaned(text, 120).split())
    # Written out in ASCII, a thousand letters of another script would not fit into a form.
    remember = json.dumps(origin, ensure_ascii=False)
    open_ones = await work.incidents.list(only_open=True, limit=5)
    return opens(declare_form(open_ones, title=title, remember=remember), OTHERWISE)


actions = (
    Action("declare", anywhere, reads=True),
    Action("declare_from_message", from_message, reads=True),
)
