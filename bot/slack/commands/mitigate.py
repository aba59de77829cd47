"""Start a mitigation, or say what became of one."""

import re
from datetime import datetime

from bot.domain import mitigations
from bot.domain.errors import Rejected
from bot.domain.times import parse_until
from bot.ports import Json, Work
from bot.slack.call import Call, Command, opens
from bot.slack.forms import text_form
from bot.slack.text import Mrkdwn
from bot.workflows.record import Decide

OUTCOME = re.compile(
    r"^M?(?P<number>\d{1,4})\s+(?P<word>worked|works|reverted|permanent)\b\s*(?P<why>.*)$",
    re.IGNORECASE | re.DOTALL,
)
NUMBER_FIRST = re.compile(
    r"^M?(?P<number>\d{1,4})(\s+\w+|\s+temporar(?:y|ily)\b.*)?$", re.IGNORECASE
)
UNTIL = re.compile(
    r"\s*(?:(?:--|[–—])temporary|\btemporar(?:y|ily)(?=\s+until\s))"
    r"(?:\s+until\s+(?P<until>\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}|\S+))?",
    re.IGNORECASE,
)
"""Phones make a long dash of two hyphens; most people type neither."""
REVERT = re.compile(
    r"\s*(?:(?:--|[–—])revert\s|\bundo:)\s*"
    r"(?:[\"“”](?P<quoted>[^\"“”]+)[\"“”]|(?P<bare>.+))$",
    re.IGNORECASE | re.DOTALL,
)

GIVEN_BACK = 500


async def run(call: Call, work: Work) -> Json:
    """`mitigate text` starts one; `mitigate 1 worked, reverted or permanent why` ends the doubt."""
    text = call.text.strip()
    if not text:
        return opens(
            text_form(call.here, "mitigate"),
            Mrkdwn("Type /incident mitigate followed by what you do."),
        )
    found = OUTCOME.match(text)
    if found:
        number, word = int(found["number"]), found["word"].lower()
        decide, so = _outcome(number, word, found["why"]), became(number, word)
    elif numbered := NUMBER_FIRST.match(text):
        raise Rejected(_what_became_of(numbered["number"]))
    else:
        decide, so = _start(call, text), Mrkdwn("Somebody started that mitigation already")
    return await call.change(decide, work, so=so)


def became(number: int, word: str) -> Mrkdwn:
    """Say that it is known what became of a mitigation."""
    return Mrkdwn(f"*M{number}* is recorded as “{word}” already")


def _end(word: str, call: Call, text: str) -> datetime:
    """Read when it ends; a refusal gives the words back, since Slack forgets them."""
    try:
        return parse_until(word, now=call.now)
    except Rejected as refusal:
        few = text[:GIVEN_BACK] + ("…" if len(text) > GIVEN_BACK else "")
        raise Rejected(f"{refusal} Your words: {few}") from refusal


def _what_became_of(number: str) -> str:
    one = f"/incident mitigate {number}"
    return (
        f"Say what became of M{number}: {one} worked, {one} reverted (it is undone), or {one} "
        "permanent and why it stays. That it is temporary is said at its start, as in "
        "/incident mitigate Turn off promo codes temporary until 14:00."
    )


def _outcome(number: int, word: str, why: str) -> Decide:
    decisions: dict[str, Decide] = {
        "worked": lambda incident: mitigations.confirm(incident, number, why),
        "works": lambda incident: mitigations.confirm(incident, number, why),
        "reverted": lambda incident: mitigations.revert(incident, number, why),
        "permanent": lambda incident: mitigations.make_permanent(incident, number, why),
    }
    return decisions[word]


def _start(call: Call, text: str) -> Decide:
    revert = REVERT.search(text)
    undo = (revert["quoted"] or revert["bare"]) if revert else ""
    what = text[: revert.start()] if revert else text
    temporary = UNTIL.search(what)
    until = None
    if temporary:
        what = what[: temporary.start()] + what[temporary.end() :]
        until = _end(temporary["until"], call, text) if temporary["until"] else None
    return lambda incident: mitigations.start(
        incident,
        what,
        is_temporary=bool(temporary),
        until=until,
        revert=undo,
        now=call.now,
    )


commands = (
    Command(
        verb="mitigate",
        usage=(
            "mitigate text [temporary until 14:00] [undo: how] · mitigate 1 worked · "
            "mitigate 1 reverted [why] · mitigate 1 permanent why"
        ),
        summary="Start restoring service (it becomes M1, M2 ...), or say what became of it",
        group="work",
        run=run,
        examples={
            "mitigate Roll back to 1.5.1": "you do it now; the answer in the channel names it M1",
            "mitigate Turn off promo codes temporary until 14:00 undo: switch them on": (
                "it must be undone by 14:00 UTC, and how"
            ),
            "mitigate 1 worked": "M1 restored service",
            "mitigate 2 permanent nobody misses them": "M2 was temporary, and stays for good",
            "mitigate 1 reverted it broke search": "M1 is undone",
        },
    ),
)
