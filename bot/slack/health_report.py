"""How the promised calls of an incident stand, in words, with what only people can settle."""

from collections.abc import Sequence

from bot.domain.calls import in_words
from bot.domain.terms import IncidentId
from bot.ports import Json, Promised, Work
from bot.slack import blocks
from bot.slack.call import only_you
from bot.slack.health import OPEN, behind, held_up, how_long, unsettled
from bot.slack.patience import AUTH
from bot.slack.text import Mrkdwn, clock_time, m, one_line

MOST = 5

CHOICES = (
    ("Retry", "effect_retry"),
    ("Mark as done", "effect_happened"),
    ("Leave it", "effect_dropped"),
)


async def report(incident_id: IncidentId, work: Work) -> Json:
    """Count what is done, and list what is not and why; all is well in one sentence."""
    promised = await work.effects.of(incident_id)
    bad, slow = unsettled(promised), held_up(promised)
    refusal = await work.effects.why_blocked(AUTH)
    lead = _counted(promised, bad, slow)
    if not bad and not slow and not refusal:
        return only_you(lead, [blocks.section(lead)])
    body = [blocks.section(lead), *_refusal(refusal)]
    body += [blocks.section(_slow(each)) for each in slow[-MOST:]]
    for each in bad[-MOST:]:
        body += _doubt(each, behind(each, promised))
    return only_you(lead, [*body, *_more(len(bad) - MOST, len(slow) - MOST)])


def _counted(
    promised: Sequence[Promised], bad: Sequence[Promised], slow: Sequence[Promised]
) -> Mrkdwn:
    done = sum(each.state == "done" for each in promised)
    pending = sum(each.state in OPEN for each in promised)
    if bad or slow:
        unknown = sum(each.state == "unknown" for each in bad)
        counts = (done, pending, len(bad) - unknown, unknown)
        words = "*{}* done, *{}* pending, *{}* failed, *{}* unknown"
        return m(words, *(Mrkdwn(str(number)) for number in counts))
    told = [(done, "Muster has done {} things here"), (pending, "{} are under way")]
    parts = [words.format(number) for number, words in told if number]
    return Mrkdwn(f"All is well: {', '.join([*parts, 'none failed'])}.")


def _more(bad: int, slow: int) -> list[blocks.Block]:
    """Say what is too much to show; settling what is shown brings up the next."""
    hidden = [(bad, "more failed or unknown"), (slow, "more waiting")]
    told = ", ".join(f"{number} {words}" for number, words in hidden if number > 0)
    return [blocks.context(Mrkdwn(f"And {told}."))] if told else []


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


def _doubt(each: Promised, waiting: int) -> list[blocks.Block]:
    what = "nobody knows whether it happened" if each.state == "unknown" else "failed"
    held = Mrkdwn(f" {waiting} later calls wait for that." if waiting else "")
    text = m(
        ":warning: *{}*: {}. {}{}", one_line(in_words(each.kind)), Mrkdwn(what),
        one_line(each.reason), held,
    )  # fmt: skip
    value = f"{each.incident_id}|{each.key}"
    choices = [(words, action) for words, action in CHOICES if _is_possible(each, action)]
    buttons = [blocks.button(words, action, value=value) for words, action in choices]
    return [blocks.section(text), blocks.actions(buttons)]


def _is_possible(each: Promised, action: str) -> bool:
    """Tell whether people can say that; of a channel, Muster has to know which one it is."""
    return action != "effect_happened" or each.kind != "slack.channel.create"
