"""Ask which severity is meant, when somebody typed one that does not exist."""

from bot.domain.errors import Rejected
from bot.domain.terms import Severity
from bot.ports import Json
from bot.slack import blocks
from bot.slack.call import only_you
from bot.slack.text import Mrkdwn, m, told, typed
from bot.slack.words import SEVERITY

BUTTON_VALUE = 1_900


def which_severity(refusal: Rejected, before: str, behind: str) -> Json:
    """Offer every severity as a button that says `before`, the severity and `behind`."""
    buttons = [
        blocks.button(
            words,
            f"say.{severity.value}",
            value=f"{before} sev{severity.value.removeprefix('sev')} {typed(behind)}"[
                :BUTTON_VALUE
            ].strip(),
        )
        for severity, words in SEVERITY.items()
    ]
    text = m("{} Which one is it?", told(str(refusal)))
    return only_you(text, [blocks.section(text), blocks.actions(buttons)])


def is_set(severity: Severity) -> Mrkdwn:
    """Say that this is the severity already."""
    return m("The severity is  {} already", Mrkdwn(SEVERITY[severity]))
