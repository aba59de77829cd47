"""Step cards that only one person sees: nobody edits them later, so a press replaces them.

Vendor: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from bot.ports import Json, Work
from bot.slack import blocks
from bot.slack.call import Call, Handler, only_you
from bot.slack.desk import known
from bot.slack.steps_card import at_hand
from bot.slack.text import Mrkdwn
from bot.slack.values import incident_of

FORMS = {"answer", "done_text", "skip_text"}
"""The forms that handle a step."""


def is_private(call: Call) -> bool:
    """Tell whether the button that was pressed is on a message that only this person sees."""
    return bool((call.payload.get("container") or {}).get("is_ephemeral"))


def shown_again(handler: Handler) -> Handler:
    """Let a private card show the step that comes next, also if this one was handled before."""

    async def run(call: Call, work: Work) -> Json:
        told = await handler(call, work)
        if (told and not told.get("unchanged")) or not is_private(call):
            return told
        now = await known(incident_of(call.value), work, call.preferences.given)
        shown = at_hand(now)
        return only_you(Mrkdwn(shown["text"]), shown["blocks"]) | {"replaces": True}

    return run


def then_next(handler: Handler) -> Handler:
    """Give who pressed the next step at hand: the card of everybody may be far above."""

    async def run(call: Call, work: Work) -> Json:
        told = await shown_again(handler)(call, work)
        if told:
            return told
        now = await known(incident_of(call.value), work, call.preferences.given)
        shown = at_hand(now)
        return only_you(Mrkdwn(shown["text"]), shown["blocks"])

    return run


def left_for_a_form() -> Json:
    """Take the place of a private card whose form is open: what it showed is about to change."""
    text = Mrkdwn("The form has this step.")
    button = blocks.button("Show the current step", "say", value="next")
    return only_you(text, [blocks.section(text, accessory=button)]) | {"replaces": True}
