"""End the response."""

from bot.domain.situation import resolve
from bot.ports import Json, Work
from bot.slack import blocks
from bot.slack.call import Call, Command, answered, only_you
from bot.slack.text import Mrkdwn, m
from bot.slack.untold import not_told, tell_customers


async def run(call: Call, work: Work) -> Json:
    """Resolve; never blocked. The public page keeps what it says until somebody publishes."""
    if not await call.record(lambda incident: resolve(incident, call.text), work):
        return answered(0, Mrkdwn("This incident is resolved already"))
    now = await work.timelines.incident(call.here)
    told = not_told(now) or Mrkdwn("Customers are not told by this.")
    text = m("Resolved. {} The postmortem draft comes into the channel.", told)
    return only_you(text, [blocks.section(text), blocks.actions([tell_customers(call.here)])]) | {
        "asks": True
    }


commands = (
    Command(
        verb="resolve",
        usage="resolve [text]",
        summary="Service is restored",
        group="the end",
        run=run,
    ),
)
