"""List incidents."""

from bot.domain.errors import Rejected
from bot.domain.terms import label
from bot.ports import Json, Summary, Work
from bot.slack.call import Call, Command, only_you
from bot.slack.text import Mrkdwn, date_time, joined, m, one_line, person
from bot.slack.words import SEVERITY, STATUS

MOST = 20


async def run(call: Call, work: Work) -> Json:
    """Show open ones, the person's own, or the newest of all."""
    which = call.text.strip().lower() or "open"
    if which not in {"open", "mine", "recent"}:
        raise Rejected(
            f"There is no list “{which[:20]}”. Type /incident list open, mine or recent."
        )
    found = await work.incidents.list(only_open=which != "recent", limit=100)
    if which == "mine":
        found = [each for each in found if call.person in {each.lead, each.declared_by}]
    if not found:
        return only_you(Mrkdwn("No open incidents. To see ended ones: /incident list recent."))
    lines = [_line(each) for each in found[:MOST]]
    if len(found) > MOST:
        lines.append(Mrkdwn(f"… and {len(found) - MOST} more"))
    return only_you(joined("\n", lines))


def _line(summary: Summary) -> Mrkdwn:
    where = (
        Mrkdwn(f"<#{summary.channel}>") if summary.channel else Mrkdwn("(channel is being opened)")
    )
    return m(
        "*{}* {} · {} · {} {} · lead {} · {}",
        Mrkdwn(label(summary.incident_id)), Mrkdwn(SEVERITY[summary.severity]),
        Mrkdwn(STATUS[summary.status]), one_line(summary.title, 120), where,
        person(summary.lead), date_time(summary.declared_at),
    )  # fmt: skip


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
