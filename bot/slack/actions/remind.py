"""The buttons under a reminder of an update."""

from dataclasses import replace

from bot.ports import Json, Work
from bot.slack.call import Action, Call, only_you
from bot.slack.commands import remind
from bot.slack.text import Mrkdwn
from bot.slack.values import incident_of

QUIET = Mrkdwn("No more reminders of updates here. /incident remind on brings them back.")


async def snooze(call: Call, work: Work) -> Json:
    """Wait a quarter of an hour."""
    here = replace(call, incident_id=incident_of(call.value), text="snooze")
    return await remind.run(here, work)


async def off(call: Call, work: Work) -> Json:
    """Say nothing of updates any more."""
    here = replace(call, incident_id=incident_of(call.value), text="off")
    return await remind.run(here, work) or only_you(QUIET)


actions = (Action("remind_snooze", snooze), Action("remind_off", off))
