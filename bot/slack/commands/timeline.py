"""Show the newest entries of the timeline."""

import re
from datetime import datetime
from itertools import islice

from bot.domain.entries import Entry
from bot.domain.errors import Rejected
from bot.ports import Json, Work
from bot.slack import blocks
from bot.slack.call import Call, Command, only_you
from bot.slack.desk import known
from bot.slack.text import Mrkdwn, clock_time, date_time, joined, link, m
from bot.slack.timeline import told

MOST = 20
WIDE = 50
ASKED = re.compile("[0-9]{1,3}")


async def run(call: Call, work: Work) -> Json:
    """Show the last 20, or as many as asked for up to 50."""
    word = call.text.strip()
    if word and not (ASKED.fullmatch(word) and 0 < int(word) <= WIDE):
        raise Rejected(f"Type how many entries, 1 to {WIDE}, as in /incident timeline 30.")
    now = await known(call.here, work)
    most = int(word) if word else MOST
    readable = (
        (each, text)
        for each in reversed(now.entries)
        if (text := told(each, now.incident, now.runbook))
    )
    newest = [*islice(readable, most)][::-1]
    lines = [
        m("`{}` {} {}", Mrkdwn(str(each.position)), _when(each, call.now), text)
        for each, text in newest
    ]
    left = newest[0][0].position - 1
    if left:
        lines.insert(0, Mrkdwn(f"… {left} earlier entries"))
    body = _in_sections(lines)
    if call.preferences.has_console:
        whole = link(f"{call.preferences.page_url}/incidents/{call.here}", "the whole timeline")
        body.append(blocks.context(m("All of it: {}", whole)))
    return only_you(Mrkdwn("Timeline"), body)


def _when(entry: Entry, now: datetime) -> Mrkdwn:
    """Show the time, with the day unless it is today."""
    is_today = entry.occurred.date() == now.date()
    return (clock_time if is_today else date_time)(entry.occurred)


def _in_sections(lines: list[Mrkdwn]) -> list[blocks.Block]:
    """Fill sections up to their limit, and the message up to 8,000 characters, newest kept."""
    sections: list[list[Mrkdwn]] = [[]]
    for line in lines:
        if sum(len(each) + 1 for each in sections[-1]) + len(line) > blocks.SECTION:
            sections.append([])
        sections[-1].append(line[: blocks.SECTION])  # type: ignore[arg-type] # a cut of safe text
    kept = sections[-3:]
    return [blocks.section(joined("\n", each)) for each in kept if each]


commands = (
    Command(
        verb="timeline",
        usage="timeline [how many]",
        summary="What was recorded",
        group="work",
        run=run,
        reads=True,
    ),
)
