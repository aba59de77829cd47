"""Declare an incident by the form."""

import json
from collections.abc import Mapping
from typing import Any

from bot.domain.declaring import declare as decide
from bot.domain.errors import Rejected
from bot.domain.terms import Severity
from bot.domain.text import IMPACT_LIMIT, SERVICE_LIMIT, one_line, words
from bot.domain.times import parse_at
from bot.ports import Json, Work
from bot.slack.blocks import value_of
from bot.slack.call import Action, Call, filling, nothing_to_say
from bot.workflows.declare import declare

ORIGIN = ("origin_channel", "origin_ts", "origin_text")
OLDER = "This form is from an older Muster. Open it again."


async def run(call: Call, work: Work) -> Json:
    """Read the fields; what is wrong shows at its field."""
    origin = _origin(call.metadata)
    started = value_of(call.state, "started")
    with filling("started"):
        started_at = parse_at(started, now=call.now) if started else None
    with filling("impact"):
        impact = words(
            value_of(call.state, "impact"), field="impact", limit=IMPACT_LIMIT, required=False
        )
    with filling("service"):
        service = one_line(value_of(call.state, "service"), field="service", limit=SERVICE_LIMIT)
    with filling("title"):
        facts = decide(
            value_of(call.state, "title"),
            severity=Severity.parse(value_of(call.state, "severity") or "unknown"),
            impact=impact,
            service=service,
            started_at=started_at,
            source="message" if origin else "form",
            now=call.now,
            **origin,
        )
    await declare(facts, saying=call.saying, work=work)
    return nothing_to_say()


def _origin(metadata: str) -> Mapping[str, Any]:
    """Return the message that the form was opened from, if there was one."""
    if not metadata:
        return {}
    try:
        told: Any = json.loads(metadata)
    except (ValueError, RecursionError) as error:
        raise Rejected(OLDER) from error
    is_ours = isinstance(told, dict) and {*told} == {*ORIGIN}
    if not is_ours or not all(isinstance(each, str) for each in told.values()):
        raise Rejected(OLDER)
    return dict(told)


actions = (Action("declare", run),)
