"""Raise an explanation, or judge one."""

import re

from bot.domain.errors import Rejected
from bot.domain.hypotheses import judge, raise_hypothesis
from bot.domain.terms import Verdict
from bot.ports import Json, Work
from bot.slack.call import Call, Command, opens
from bot.slack.forms import text_form
from bot.slack.text import Mrkdwn, m

JUDGED = re.compile(
    r"^H?(?P<number>\d{1,4})\s+(?P<verdict>[a-z]+)\s*(?P<rest>.*)$", re.IGNORECASE | re.DOTALL
)
EVIDENCE = re.compile(r"\bE(\d{1,5})\b", re.IGNORECASE)


async def run(call: Call, work: Work) -> Json:
    """`hypo text` raises one; `hypo 2 refuted E17 why` judges H2."""
    text = call.text.strip()
    if not text:
        return opens(
            text_form(call.here, "hypo"),
            Mrkdwn("Type /incident hypo followed by what you think is the cause."),
        )
    found = JUDGED.match(text)
    if not found:
        return await call.change(
            lambda incident: raise_hypothesis(incident, text),
            work,
            so=Mrkdwn("Somebody raised that hypothesis already"),
        )
    return await judged(call, work, int(found["number"]), _verdict(found["verdict"]), found["rest"])


async def judged(call: Call, work: Work, number: int, verdict: Verdict, said: str) -> Json:
    """Judge H<number>; what is `said` may name evidence, as E17."""
    evidence = tuple(int(each) for each in EVIDENCE.findall(said))
    why = EVIDENCE.sub("", said).strip(" ,")
    return await call.change(
        lambda incident: judge(incident, number, verdict, evidence, why),
        work,
        so=m("*H{}* is judged exactly so already", Mrkdwn(str(number))),
    )


def _verdict(word: str) -> Verdict:
    if word.lower() not in set(Verdict):
        raise Rejected(
            f"“{word[:20]}” is not a verdict. Type supported, refuted or inconclusive, as in "
            "/incident hypo 2 refuted E17."
        )
    return Verdict(word.lower())


commands = (
    Command(
        verb="hypo",
        usage="hypo text · hypo 1 supported, refuted or inconclusive [why]",
        summary="Say what may be the cause (it becomes H1, H2 ...), or what became of that",
        group="work",
        run=run,
        examples={
            "hypo the 1.5.2 deploy": "it may be the cause; the answer in the channel names it H1",
            "hypo 1 supported errors began with it": "what you saw speaks for H1",
            "hypo 1 refuted it began before": "H1 is not it; E17 in it cites a check",
        },
        aliases=("hypothesis",),
    ),
)
