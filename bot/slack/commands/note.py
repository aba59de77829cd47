"""Write something on the timeline."""

import re

from bot.domain.notes import note
from bot.domain.times import parse_at
from bot.ports import Json, Work
from bot.slack.call import Call, Command, only_you, opens
from bot.slack.forms import text_form
from bot.slack.text import Mrkdwn, clock_time, m, one_line

AT = re.compile(
    r"^(?P<text>.+?)\s+at\s+(?P<at>\d{1,2}:\d{2}|\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2})\s*(?:utc|z)?$",
    re.IGNORECASE | re.DOTALL,
)


async def run(call: Call, work: Work) -> Json:
    """Note it; a time at the end (`at 02:14`, UTC) says when it happened."""
    if not call.text.strip():
        return opens(
            text_form(call.here, "note"), Mrkdwn("Type /incident note followed by what happened.")
        )
    found = AT.match(call.text.strip())
    text, occurred = call.text, None
    if found:
        text, occurred = found["text"], parse_at(found["at"], now=call.now)
    await call.record(lambda incident: note(incident, text), work, occurred=occurred)
    at = clock_time(occurred or call.now)
    return only_you(m(":memo: On the timeline at {}: {}", at, one_line(text, 200)))


commands = (
    Command(
        verb="note",
        usage="note text [at 02:14]",
        summary="Write it on the timeline; a time (UTC) backdates it",
        group="work",
        run=run,
    ),
)
