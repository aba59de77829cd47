"""The current runbook step in a few words, for the card."""

from bot.domain.guide import Place, where
from bot.slack.desk import Known
from bot.slack.words import PHASE


def place(known: Known) -> Place | None:
    """Return where responders stand in the runbook; None without one."""
    if known.runbook is None:
        return None
    return where(known.incident, known.runbook, given=known.given.values, search=known.given.search)


def current_step(known: Known) -> str:
    """Name phase and step, or what to do about the runbook."""
    now = place(known)
    if now is None:
        return "choose a runbook below, or type /incident next"
    if now.phase is None or now.step is None:
        return "every step of the runbook is handled"
    return f"{counted(now)}: {now.step.title}"


def counted(now: Place) -> str:
    """Say in words which step of its phase this is; nothing when the walk is over."""
    return f"{PHASE[now.phase.name]}, step {now.done + 1} of {now.total}" if now.phase else ""
