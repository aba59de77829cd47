"""Buttons that open a form."""

from dataclasses import replace

from bot.domain.errors import Rejected
from bot.ports import Json, Work
from bot.slack.call import Action, Call, Handler, opens
from bot.slack.commands import sev
from bot.slack.desk import known
from bot.slack.forms import TEXT_FORMS, role_form, text_form, update_form
from bot.slack.text import Mrkdwn
from bot.slack.values import incident_of, number_of, split
from bot.slack.wording import begun


async def severity(call: Call, work: Work) -> Json:
    """Ask how bad it is."""
    return await sev.run(replace(call, incident_id=incident_of(call.value), text=""), work)


async def update(call: Call, work: Work) -> Json:
    """Ask for words for customers."""
    incident_id = incident_of(call.value)
    now = (await known(incident_id, work)).incident
    return opens(
        update_form(incident_id, begun(now)),
        Mrkdwn("Type /incident update followed by the words."),
    )


async def resolve(call: Call, _work: Work) -> Json:
    """Ask what restored service."""
    return opens(text_form(incident_of(call.value), "resolve"), Mrkdwn("Type /incident resolve."))


async def reopen(call: Call, _work: Work) -> Json:
    """Ask why it is not over."""
    return opens(text_form(incident_of(call.value), "reopen"), Mrkdwn("Type /incident reopen why."))


async def skip(call: Call, _work: Work) -> Json:
    """Ask why the step is not needed."""
    incident_id, step = split(call.value)
    return opens(text_form(incident_id, "skip", step), Mrkdwn("Type /incident step skip why."))


async def done(call: Call, _work: Work) -> Json:
    """Ask what was found."""
    incident_id, step = split(call.value)
    return opens(text_form(incident_id, "done", step), Mrkdwn("Type /incident step done."))


def _judge(verdict: str) -> Handler:
    async def run(call: Call, _work: Work) -> Json:
        """Ask what speaks for it, or against it."""
        incident_id, number = split(call.value)
        otherwise = Mrkdwn(f"Type /incident hypo {number_of(number)} {verdict} and why.")
        return opens(text_form(incident_id, verdict, number), otherwise)

    return run


async def more(call: Call, _work: Work) -> Json:
    """Open the form that was picked in the card's menu (`note:12`)."""
    verb, _colon, number = call.value.partition(":")
    incident_id = incident_of(number)
    if verb == "role":
        return opens(
            role_form(incident_id, call.preferences.roles),
            Mrkdwn("Type /incident role comms @user."),
        )
    if verb not in TEXT_FORMS:
        raise Rejected("This menu is from an older card. Type /incident status for a new one.")
    return opens(
        text_form(incident_id, verb), Mrkdwn(f"Type /incident {verb} followed by the words.")
    )


actions = (
    Action("severity_form", severity, reads=True),
    Action("update_form", update, reads=True),
    Action("resolve_form", resolve, reads=True),
    Action("reopen_form", reopen, reads=True),
    Action("skip_form", skip, reads=True),
    Action("done_form", done, reads=True),
    Action("hypothesis_supported", _judge("supported"), reads=True),
    Action("hypothesis_refuted", _judge("refuted"), reads=True),
    Action("more", more, reads=True),
)
