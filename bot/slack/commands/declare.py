"""Declare an incident with one line, or open the form."""

import re

from bot.domain.declaring import declare as decide
from bot.domain.errors import Rejected
from bot.domain.terms import Severity, label, own_name
from bot.ports import Json, Work
from bot.slack.call import Call, Command, only_you, opens
from bot.slack.forms import declare_form
from bot.slack.names import channel_name
from bot.slack.severities import which_severity
from bot.slack.text import Mrkdwn, m, one_line
from bot.workflows.declare import declare

SEVERITY = re.compile(r"^(sev-?[0-9?]+|sev-?unknown)(?:\s+|$)", re.IGNORECASE)


async def run(call: Call, work: Work) -> Json:
    """Take an optional severity off the front; the rest is the title."""
    severity, title = Severity.UNKNOWN, call.text
    found = SEVERITY.match(title)
    if found:
        title = title[found.end() :]
        try:
            severity = Severity.parse(found.group(1))
        except Rejected as refusal:
            return which_severity(refusal, "declare", title)
    if not title.strip():
        summaries = await work.incidents.list(only_open=True, limit=5)
        return opens(
            declare_form(summaries, severity=severity),
            Mrkdwn("Type /incident and what is broken, as in /incident checkout is failing."),
        )
    facts = decide(
        title, severity=severity, source="slash", origin_channel=call.channel, now=call.now
    )
    incident_id = await declare(facts, saying=call.saying, work=work)
    name = channel_name(incident_id, title)
    invited = "" if own_name(call.person) else "; you are invited in a moment"
    return only_you(
        m(
            ":rotating_light: *{}* is declared: {}\nOpening #{}{}.",
            Mrkdwn(label(incident_id)), one_line(title), Mrkdwn(name), Mrkdwn(invited),
        )
    )  # fmt: skip


commands = (
    Command(
        verb="declare",
        usage="declare [sev1-sev4] title",
        summary="Open an incident channel; without a title, a form",
        group="anywhere",
        run=run,
        aliases=("new",),
    ),
)
