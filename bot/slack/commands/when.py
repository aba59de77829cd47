"""Set or correct a moment that durations are computed from."""

import re

from bot.domain.errors import Rejected
from bot.domain.situation import set_stamp
from bot.domain.terms import Stamp
from bot.domain.times import parse_at
from bot.ports import Json, Work
from bot.slack.call import Call, Command, only_you
from bot.slack.grammar import first_word
from bot.slack.lines import because
from bot.slack.text import Mrkdwn, date_time, m

AT = re.compile(
    r"^(?P<at>\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}|\S+(?:\s+(?:min|m|minutes)?\s*ago)?)"
    r"\s*(?P<why>.*)$",
    re.DOTALL,
)


async def run(call: Call, work: Work) -> Json:
    """Read `when mitigated 03:27 why`."""
    word, rest = first_word(call.text)
    names = [stamp.value for stamp in Stamp]
    found = AT.match(rest.strip())
    if word.lower() not in names or not found:
        raise Rejected(
            "Type which moment and when, as in /incident when mitigated 03:27. "
            f"Moments: {', '.join(names)}."
        )
    stamp, at = Stamp(word.lower()), parse_at(found["at"], now=call.now)
    why = found["why"]
    await call.record(lambda incident: set_stamp(incident, stamp, at, now=call.now, why=why), work)
    recorded = m("*{}* is recorded as {}", Mrkdwn(stamp.value), date_time(at))
    return only_you(m("{}{}", recorded, because(why)))


commands = (
    Command(
        verb="when",
        usage="when moment 03:27 [why]",
        summary=f"Say when something happened, in UTC; moments: {', '.join(Stamp)}",
        group="work",
        run=run,
        examples={
            "when impact 10 min ago": "customers were hit from then on",
            "when signal 01:50 the first alert": "somebody could have known it then",
            "when mitigated 01:55 from the graph": "service worked again",
        },
    ),
)
