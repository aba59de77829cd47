"""Show the card to one person, or move the status on."""

from bot.domain.errors import Rejected
from bot.domain.situation import change_status
from bot.domain.terms import Status
from bot.ports import Json, Work
from bot.slack import blocks
from bot.slack.call import Call, Command, answered, nothing_to_say, only_you
from bot.slack.card import card
from bot.slack.current import current_step
from bot.slack.desk import known
from bot.slack.grammar import first_word
from bot.slack.text import Mrkdwn, m
from bot.slack.untold import still_read, tell_customers
from bot.slack.words import STATUS

SETTABLE = (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING)


async def run(call: Call, work: Work) -> Json:
    """Without a word: the card. With one of the three states: set it."""
    word, why = first_word(call.text)
    if not word:
        now = await known(call.here, work, call.preferences.given)
        shown = card(call.here, now.incident, now.promised, call.preferences, current_step(now))
        return only_you(Mrkdwn(shown["text"]), shown["blocks"])
    if word.lower() not in {status.value for status in SETTABLE}:
        raise Rejected(
            f"“{word[:20]}” is not a status. Type /incident status investigating, identified or "
            "monitoring; to end it, /incident resolve."
        )
    to = Status(word.lower())
    if not await call.record(lambda incident: change_status(incident, to, why), work):
        return answered(0, m("The status is  {} already", Mrkdwn(STATUS[to])))
    read = still_read(await work.timelines.incident(call.here))
    if not read:
        return nothing_to_say()
    text = m("The status is  {}. {}", Mrkdwn(STATUS[to]), read)
    body = [blocks.section(text), blocks.actions([tell_customers(call.here)])]
    return only_you(text, body)


commands = (
    Command(
        verb="status",
        usage="status [investigating, identified, monitoring] [why]",
        summary="The card, only to you; or set where the response stands",
        run=run,
    ),
)
