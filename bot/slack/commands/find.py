"""Find incidents by words of their names."""

from bot.domain.errors import Rejected
from bot.ports import Json, Work
from bot.slack.call import Call, Command, only_you
from bot.slack.listing import MOST, shown
from bot.slack.text import m, one_line


async def run(call: Call, work: Work) -> Json:
    """Show the newest incidents whose title, service or channel has all of the words."""
    text = call.text.strip()
    if not text:
        raise Rejected("Type what to look for, as in /incident find checkout.")
    incidents = await work.incidents.find(text, limit=MOST + 1)
    if not incidents:
        return only_you(
            m(
                "No incident is called “{}”. Titles, services and channels are searched, by whole "
                "words or by their first three letters and more.",
                one_line(text, 60),
            )
        )
    return shown(incidents, "only the newest are shown; one more word narrows it")


commands = (
    Command(
        verb="find",
        usage="find words",
        summary="Incidents by words of their title, service or channel",
        group="anywhere",
        run=run,
        reads=True,
    ),
)
