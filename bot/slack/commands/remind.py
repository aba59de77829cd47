"""Decide how people are reminded of the next update."""

from bot.domain import reminding
from bot.domain.errors import Rejected
from bot.domain.reminders import next_update_at
from bot.domain.times import parse_span
from bot.ports import Json, Work
from bot.slack.call import Call, Command, nothing_to_say, only_you
from bot.slack.grammar import first_word
from bot.slack.text import Mrkdwn, m, time_passed

SNOOZE = "15m"


async def run(call: Call, work: Work) -> Json:
    """Without words: when the next update is due. Else `snooze 15m`, `30m`, `off` or `on`."""
    word, rest = first_word(call.text)
    match word.lower():
        case "":
            return await _shown(call, work)
        case "snooze":
            return await _snoozed(call, work, rest.strip() or SNOOZE)
        case "off" | "on" as switch if not rest.strip():
            is_on = switch == "on"
            return await call.change(lambda now: reminding.switch(now, is_on=is_on), work)
        case _:
            every = parse_span(call.text)
            return await call.change(lambda now: reminding.set_every(now, every), work)


async def _shown(call: Call, work: Work) -> Json:
    incident = await work.timelines.incident(call.here)
    due = next_update_at(incident, habits=call.preferences.habits)
    if due:
        return only_you(m("The next update is due {}.", time_passed(due)))
    how = "on" if incident.is_open and not incident.reminding.is_on else "30m"
    if not incident.is_open:
        raise Rejected(f"This incident is {incident.status.value}: no update is due any more.")
    return only_you(Mrkdwn(f"No update is promised here. Type /incident remind {how} for one."))


async def _snoozed(call: Call, work: Work, span: str) -> Json:
    wait = parse_span(span)
    if not await call.record(lambda now: reminding.snooze(now, wait, now=call.now), work):
        return nothing_to_say()
    return only_you(
        m("No reminder of the update before {}. The promise stays.", time_passed(call.now + wait))
    )


commands = (
    Command(
        verb="remind",
        usage="remind 30m · remind snooze [15m] · remind off · remind on",
        summary="How often customers are promised an update; alone: when the next is due",
        group="customers",
        run=run,
        examples={
            "remind 30m": "an update every 30 minutes, whatever the severity",
            "remind snooze 15m": "say nothing for a quarter of an hour",
            "remind off": "no reminders of updates for this incident",
            "remind on": "as configured for the severity again",
        },
    ),
)
