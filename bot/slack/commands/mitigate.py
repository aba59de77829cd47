"""Start a mitigation, or say what became of one."""

import re

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
NUMBER_FIRST = re.compile(r"^M?\d{1,4}(\s+\w+)?$")
UNTIL = re.compile(
    r"\s*--temporary(?:\s+until\s+(?P<until>\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}|\S+))?",
    re.IGNORECASE,
)
REVERT = re.compile(
    r"\s*--revert\s+(?:[\"“”](?P<quoted>[^\"“”]+)[\"“”]|(?P<bare>.+))$", re.IGNORECASE | re.DOTALL
)


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
        decide = _outcome(int(found["number"]), found["word"].lower(), found["why"])
    elif NUMBER_FIRST.match(text):
        raise Rejected(
            "Type what became of it, as in /incident mitigate 1 worked, reverted or permanent why."
        )
    else:
        decide = _start(call, text)
    return await call.change(decide, work)


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
        until = parse_until(temporary["until"], now=call.now) if temporary["until"] else None
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
            'mitigate text [--temporary until 06:00] [--revert "how"] · '
            "mitigate 1 worked, reverted, permanent why"
        ),
        summary="Start restoring service, or say what became of it",
        group="work",
        run=run,
    ),
)
