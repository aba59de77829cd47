"""Judge anew how bad it is."""

from bot.domain.errors import Rejected
from bot.domain.situation import change_severity
from bot.domain.terms import Severity, label
from bot.ports import Json, Work
from bot.slack.call import Call, Command, opens
from bot.slack.forms import severity_form
from bot.slack.grammar import first_word
from bot.slack.severities import is_set, which_severity
from bot.slack.text import Mrkdwn


async def run(call: Call, work: Work) -> Json:
    """Set the severity; without one, open the form."""
    word, why = first_word(call.text)
    if not word:
        now = (await work.timelines.incident(call.here)).severity
        otherwise = Mrkdwn("Type /incident sev 1, 2, 3 or 4, and why.")
        return opens(severity_form(call.here, now), otherwise)
    try:
        to = Severity.parse(word)
    except Rejected as refusal:
        return which_severity(refusal, f"{label(call.here)} sev", why)
    return await call.change(
        lambda incident: change_severity(incident, to, why), work, so=is_set(to)
    )


commands = (
    Command(
        verb="sev",
        usage="sev 1-4 [why]",
        summary="Set how bad it is: 1 is worst, 4 mildest",
        run=run,
        examples={"sev 1 nobody can pay": "critical, and why"},
        aliases=("severity",),
    ),
)
