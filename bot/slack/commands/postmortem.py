"""Share the postmortem draft in the channel."""

from bot.domain.terms import label, slug
from bot.ports import Effect, Json, Promises, Work
from bot.slack.call import Call, Command, only_you
from bot.slack.desk import known
from bot.slack.text import Mrkdwn, m


async def run(call: Call, work: Work) -> Json:
    """Draft from what is recorded now; the same record is not shared twice."""
    now = await known(call.here, work)
    key = f"{slug(call.here)}/slack.postmortem/{now.incident.position}"
    effect = Effect(
        key,
        "slack.postmortem",
        call.here,
        {"position": now.incident.position},
        lane=slug(call.here),
    )
    if await work.effects.find(key):
        return only_you(
            Mrkdwn("Nothing was recorded since the newest draft, which is in the channel already.")
        )
    await work.effects.plan(Promises(effects=(effect,)))
    return only_you(
        m("The draft of {} comes into the channel in a moment.", Mrkdwn(label(call.here)))
    )


commands = (
    Command(
        verb="postmortem",
        usage="postmortem",
        summary="Share the draft from what is recorded",
        group="the end",
        run=run,
    ),
)
