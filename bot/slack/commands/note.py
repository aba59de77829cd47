"""Write something on the timeline."""

import re

from bot.domain.errors import Rejected
from bot.domain.notes import note
from bot.domain.times import parse_at
from bot.ports import Json, Work
from bot.slack.call import Call, Command, only_you, opens
from bot.slack.forms import text_form
from bot.slack.text import Mrkdwn, escape, m, told
from bot.slack.timeline import confirmed

AT = re.compile(
    r"^(?P<text>.+?)\s+at\s+(?P<at>\d{1,2}:\d{2}|\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2})\s*(?:utc|z)?$",
    re.IGNORECASE | re.DOTALL,
)
PASTED = 3_100
"""As much of a note as is given back: the longest one that fits."""


async def run(call: Call, work: Work) -> Json:
    """Note it; a time at the end that cannot be gives the words back, so that none is lost."""
    if not call.text.strip():
        return opens(
            text_form(call.here, "note"), Mrkdwn("Type /incident note followed by what happened.")
        )
    if found := AT.match(call.text.strip()):
        try:
            parse_at(found["at"], now=call.now)
        except Rejected as refusal:
            return _given_back(refusal, f"{found['text']} at {call.now:%H:%M}")
    return await noted(call, work)


def _given_back(refusal: Rejected, mended: str) -> Json:
    """Say what was wrong, and the line as it can be pasted and sent."""
    line = escape(f"/incident note {mended}".replace("```", "``"), PASTED)
    ready = Mrkdwn("Nothing was noted. Your words to send again, with a time that can be (now):")
    return only_you(m("{}\n{}\n```{}```", told(str(refusal)), ready, line))


async def noted(call: Call, work: Work) -> Json:
    """Note what stands there; a time at the end (`at 02:14`, UTC) says when it happened."""
    text, occurred = call.text, None
    if found := AT.match(call.text.strip()):
        text, occurred = found["text"], parse_at(found["at"], now=call.now)
    await call.record(lambda incident: note(incident, text), work, occurred=occurred)
    return only_you(confirmed(text, occurred or call.now, now=call.now))


commands = (
    Command(
        verb="note",
        usage="note text [at 02:14]",
        summary="Write it on the timeline; a time at the end (UTC) says when it was",
        group="work",
        run=run,
        examples={
            "note all errors are 401": "it was now",
            "note deploy of 1.5.2 at 01:40": "it was at 01:40 UTC",
        },
    ),
)
