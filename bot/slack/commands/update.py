"""Write words for customers or colleagues; nothing is published without a second look."""

import re

from bot.domain.terms import Audience, UpdateState
from bot.ports import Json, Work
from bot.slack.call import Call, Command, opens
from bot.slack.desk import known
from bot.slack.forms import update_form
from bot.slack.text import Mrkdwn
from bot.slack.updating import drafted
from bot.slack.wording import Wording, begun, state_now

PREFIX = re.compile(
    r"^(?P<word>investigating|identified|monitoring|resolved|internal)\s*:\s*(?P<text>.*)$",
    re.IGNORECASE | re.DOTALL,
)


async def run(call: Call, work: Work) -> Json:
    """`update [state:] text` shows a preview; `update internal: text` tells colleagues."""
    now = (await known(call.here, work)).incident
    found = PREFIX.match(call.text.strip())
    word = found["word"].lower() if found else ""
    text = found["text"] if found else call.text
    state = UpdateState(word) if word in set(UpdateState) else state_now(now)
    if not text.strip():
        return opens(
            update_form(call.here, begun(now, state)),
            Mrkdwn("Type /incident update followed by the words for customers."),
        )
    audience = Audience.INTERNAL if word == "internal" else Audience.PUBLIC
    return await drafted(call, work, Wording(state, text, audience=audience))


commands = (
    Command(
        verb="update",
        usage="update [state:] text · update internal: text",
        summary=(
            "Tell customers (you see it first); the word “internal” and a colon in front: tell "
            "colleagues in this channel, at once"
        ),
        group="customers",
        run=run,
        examples={
            "update Some payments fail. We are on it.": "the state is where the response stands",
            "update monitoring: Payments work again.": (
                "or investigating:, identified:, resolved: in front"
            ),
            "update internal: We roll back at three.": "goes to the incident channel only",
        },
    ),
)
