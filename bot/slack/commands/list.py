"""List incidents."""

from bot.domain.errors import Rejected
from bot.ports import Json, Work
from bot.slack.call import Call, Command, only_you
from bot.slack.listing import MOST, shown
from bot.slack.text import Mrkdwn


async def run(call: Call, work: Work) -> Json:
    """Show open ones, the person's own, or the newest of all."""
    which = call.text.strip().lower() or "open"
    if which not in {"open", "mine", "recent"}:
        raise Rejected(
            f"There is no list “{which[:20]}”. Type /incident list open, mine or recent, or "
            f"/incident find {which[:20]} to search."
        )
    if which == "recent":
        found = await work.incidents.list(only_open=False, limit=MOST + 1)
        return shown(found, "older ones: /incident find words") if found else _none()
    found = await work.incidents.list(only_open=True, limit=100)
    if which == "mine":
        found = [each for each in found if call.person in {each.lead, each.declared_by}]
    if not found:
        return _none()
    return shown(found, f"and {len(found) - MOST} more")


def _none() -> Json:
    return only_you(Mrkdwn("No open incidents. To see ended ones: /incident list recent."))


commands = (
    Command(
        verb="list",
        usage="list [open, mine, recent]",
        summary="Incidents that are open, yours, or recent",
        group="anywhere",
        run=run,
        reads=True,
    ),
)
