"""An update as customers will read it, before anything is published."""

from bot.domain.parts import Update
from bot.domain.terms import IncidentId
from bot.ports import Json
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.call import only_you
from bot.slack.forms import STATUS_OF
from bot.slack.text import Mrkdwn, clock_time, m, one_line, quoted


def preview(incident_id: IncidentId, update: Update, title: str) -> Json:
    """Show the exact words with Publish and Discard."""
    value = f"{incident_id}:{update.number}"
    head = m(
        "*Preview of U{}* — nobody outside has seen it.\n*{}*  {}",
        Mrkdwn(str(update.number)), one_line(title), Mrkdwn(STATUS_OF[update.state]),
    )  # fmt: skip
    buttons = [
        blocks.button("Publish to the status page", "update_publish", value=value, style="primary"),
        blocks.button("Discard", "update_discard", value=value),
    ]
    return only_you(
        m("Preview of U{}", Mrkdwn(str(update.number))),
        [blocks.section(head), blocks.section(quoted(update.text)), blocks.actions(buttons)],
    )


def published_block(update: Update) -> Block:
    """Show what stands on the page now."""
    said = m(
        "*Customers read since {}*  {}\n", clock_time(update.at), Mrkdwn(STATUS_OF[update.state])
    )
    return blocks.section(Mrkdwn(said + quoted(update.text)))
