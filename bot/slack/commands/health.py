"""Show what became of everything that Muster promised to do."""

from bot.ports import Json, Promised, Work
from bot.slack import blocks
from bot.slack.call import Call, Command, only_you
from bot.slack.desk import known
from bot.slack.health import how_long, in_words, unsettled, waiting
from bot.slack.text import Mrkdwn, clock_time, m, one_line

MOST = 5


async def run(call: Call, work: Work) -> Json:
    """Count what is done, and list what failed, is doubtful or waits, with buttons."""
    promised = (await known(call.here, work)).promised
    done = sum(1 for each in promised if each.state == "done")
    open_ones = [each for each in promised if each.state in {"planned", "intent"}]
    bad, slow = unsettled(promised), waiting(promised)
    lead = m(
        "*{}* done, *{}* pending, *{}* failed or doubtful",
        *(Mrkdwn(str(n)) for n in (done, len(open_ones), len(bad))),
    )
    if not bad and not slow:
        return only_you(
            m("{}. Everything is well.", lead), [blocks.section(m("{}. Everything is well.", lead))]
        )
    body = [blocks.section(lead)]
    body += [blocks.section(_slow(each)) for each in slow[-MOST:]]
    for each in bad[-MOST:]:
        body += _doubt(each)
    return only_you(lead, body)


def _slow(each: Promised) -> Mrkdwn:
    what, how = one_line(in_words(each.kind)), Mrkdwn(how_long(each))
    return m(
        ":hourglass: {} {} since {}: {}", what, how, clock_time(each.planned_at),
        one_line(each.reason),
    )  # fmt: skip


def _doubt(each: Promised) -> list[blocks.Block]:
    what = "nobody knows whether it happened" if each.state == "unknown" else "failed"
    text = m(
        ":warning: *{}*: {}. {}", one_line(in_words(each.kind)), Mrkdwn(what), one_line(each.reason)
    )
    value = f"{each.incident_id}|{each.key}"
    return [
        blocks.section(text),
        blocks.actions(
            [
                blocks.button("Retry", "effect_retry", value=value),
                blocks.button("Mark as done", "effect_happened", value=value),
                blocks.button("Leave it", "effect_dropped", value=value),
            ]
        ),
    ]


commands = (
    Command(
        verb="health",
        usage="health",
        summary="What Muster did, and what failed",
        group="trouble",
        run=run,
        reads=True,
    ),
)
