"""Show what became of everything that Muster promised to do."""

from bot.ports import Json, Promised, Work
from bot.slack import blocks
from bot.slack.call import Call, Command, only_you
from bot.slack.health import held_up, how_long, in_words, unsettled
from bot.slack.patience import AUTH
from bot.slack.text import Mrkdwn, clock_time, m, one_line

MOST = 5


async def run(call: Call, work: Work) -> Json:
    """Count what is done, and list what failed, is doubtful or waits, with buttons."""
    promised = await work.effects.of(call.here)
    done = sum(1 for each in promised if each.state == "done")
    open_ones = [each for each in promised if each.state in {"planned", "intent"}]
    bad, slow = unsettled(promised), held_up(promised)
    refusal = await work.effects.why_blocked(AUTH)
    lead = m(
        "*{}* done, *{}* pending, *{}* failed or doubtful",
        *(Mrkdwn(str(n)) for n in (done, len(open_ones), len(bad))),
    )
    if not bad and not slow and not refusal:
        return only_you(
            m("{}. Everything is well.", lead), [blocks.section(m("{}. Everything is well.", lead))]
        )
    body = [blocks.section(lead), *_refusal(refusal)]
    body += [blocks.section(_slow(each)) for each in slow[-MOST:]]
    for each in bad[-MOST:]:
        body += _doubt(each)
    return only_you(lead, body)


def _refusal(why: str) -> list[blocks.Block]:
    """Say that nothing at all reaches Slack, and who can mend that."""
    if not why:
        return []
    told = m(
        ":no_entry: *{}*. Whoever runs Muster has to give it a new token; nothing is lost, and one "
        "call a minute tries. `muster doctor` says more.",
        one_line(why),
    )
    return [blocks.section(told)]


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
