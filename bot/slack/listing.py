"""Incidents as lines, for whoever asked for several."""

from collections.abc import Sequence

from bot.domain.terms import label
from bot.ports import Json, Summary
from bot.slack.call import only_you
from bot.slack.text import Mrkdwn, date_time, joined, m, one_line, person
from bot.slack.words import SEVERITY, STATUS

MOST = 20
"""How many lines people read."""


def shown(found: Sequence[Summary], more: str) -> Json:
    """Show so many as people read, a line for each, and say that there are `more`."""
    lines = [_line(each) for each in found[:MOST]]
    if len(found) > MOST:
        lines.append(Mrkdwn(f"… {more}"))
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
