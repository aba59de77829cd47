"""What people do with the steps of a runbook, whether they type or click."""

from bot.domain import steps
from bot.domain.errors import Rejected
from bot.domain.guide import where
from bot.domain.incident import Incident
from bot.domain.runbook import Runbook
from bot.ports import Json, Work
from bot.slack.call import Call, answered
from bot.slack.text import Mrkdwn
from bot.workflows.follow_runbook import attached, start_runbook, take_step
from bot.workflows.record import Decide

HANDLED = Mrkdwn("That step is handled so already")


async def start(call: Call, work: Work, runbook_id: str) -> Json:
    """Follow a runbook."""
    given = call.preferences.given
    started = await start_runbook(call.here, runbook_id, saying=call.saying, work=work, given=given)
    return answered(len(started), Mrkdwn("That runbook is followed already"))


async def done(call: Call, work: Work, text: str, step: str = "") -> Json:
    """Finish a step, the current one unless named."""
    runbook = await attached(call.here, work)
    return await _take(
        call,
        work,
        lambda incident: steps.finish(
            incident, runbook, step or now(incident, runbook, call), text
        ),
    )


async def skip(call: Call, work: Work, why: str, step: str = "") -> Json:
    """Skip a step, the current one unless named."""
    runbook = await attached(call.here, work)
    return await _take(
        call,
        work,
        lambda incident: steps.skip(incident, runbook, step or now(incident, runbook, call), why),
    )


async def back(call: Call, work: Work) -> Json:
    """Go back to the step that was handled last."""
    runbook = await attached(call.here, work)
    return await _take(call, work, lambda incident: steps.back(incident, runbook))


async def answer(call: Call, work: Work, step: str, values: list[str], text: str = "") -> Json:
    """Answer a question."""
    runbook = await attached(call.here, work)
    return await _take(
        call, work, lambda incident: steps.answer(incident, runbook, step, values, text)
    )


async def check(call: Call, work: Work, step: str = "") -> Json:
    """Run a check, the current step unless named."""
    runbook = await attached(call.here, work)
    return await _take(
        call,
        work,
        lambda incident: steps.request_check(
            incident, runbook, step or now(incident, runbook, call)
        ),
        Mrkdwn("That check is running already"),
    )


def now(incident: Incident, runbook: Runbook, call: Call) -> str:
    """Name the current step; raises Rejected when the walk is over."""
    place = where(
        incident,
        runbook,
        given=call.preferences.given.values,
        search=call.preferences.given.search,
    )
    if place.step is None:
        raise Rejected("Every step is handled. Type /incident step back to return to the last one.")
    return place.step.id


async def _take(call: Call, work: Work, decide: Decide, so: Mrkdwn = HANDLED) -> Json:
    given = call.preferences.given
    taken = await take_step(call.here, decide, saying=call.saying, work=work, given=given)
    return answered(len(taken), so)
