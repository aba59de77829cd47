"""Write a previewed update anew."""

from bot.domain.updates import find
from bot.ports import Json, Work
from bot.slack.call import Action, Call, opens
from bot.slack.desk import known
from bot.slack.forms import update_form
from bot.slack.text import Mrkdwn
from bot.slack.values import number_of, split
from bot.slack.wording import again


async def change(call: Call, work: Work) -> Json:
    """Open the form with the words of that draft; what is sent takes its place."""
    incident_id, number = split(call.value)
    draft = find((await known(incident_id, work)).incident, number_of(number))
    return opens(
        update_form(incident_id, again(draft)),
        Mrkdwn("Type /incident update followed by the words for customers."),
    )


actions = (Action("update_change", change, reads=True),)
