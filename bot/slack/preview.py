"""An update as customers will read it, before anything is published."""

from bot.domain.incident import Incident
from bot.domain.parts import Update
from bot.domain.terms import IncidentId, PersonId
from bot.domain.updates import proposed_headline, speakers
from bot.ports import Json
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.call import only_you
from bot.slack.forms import STATUS_OF
from bot.slack.text import Mrkdwn, clock_time, joined, m, one_line, person, quoted


def preview(incident_id: IncidentId, incident: Incident, update: Update, reader: PersonId) -> Json:
    """Show headline and words as they will stand there, and whether the reader may publish them."""
    value = f"{incident_id}:{update.number}"
    style = "primary" if reader in speakers(incident).values() else ""
    head = m("*Preview of U{}* — nobody outside has seen it.", Mrkdwn(str(update.number)))
    buttons = [
        blocks.button("Publish to the status page", "update_publish", value=value, style=style),
        blocks.button("Change it", "update_change", value=value),
        blocks.button("Discard", "update_discard", value=value),
    ]
    return only_you(
        m("Preview of U{}", Mrkdwn(str(update.number))),
        [
            blocks.section(head),
            blocks.section(_as_read(incident, update)),
            blocks.context(_who_may(incident, reader)),
            blocks.actions(buttons),
        ],
    )


def published_block(incident: Incident, update: Update) -> Block:
    """Show what stands on the page now."""
    since = m("*Customers read since {}*", clock_time(update.at))
    return blocks.section(m("{}\n{}", since, _as_read(incident, update)))


def _as_read(incident: Incident, update: Update) -> Mrkdwn:
    headline = one_line(update.headline or proposed_headline(incident))
    return m("*{}*  {}\n{}", headline, Mrkdwn(STATUS_OF[update.state]), quoted(update.text))


def _who_may(incident: Incident, reader: PersonId) -> Mrkdwn:
    held = speakers(incident)
    mine = [m("*{}*", Mrkdwn(role)) for role, who in sorted(held.items()) if who == reader]
    if mine:
        return m(":white_check_mark: You may publish it: you are {}.", joined(" and ", mine))
    way = Mrkdwn("take a role with `/incident role comms`, then press Publish.")
    if not held:
        return m(
            ":lock: You may not publish it yet: it takes the *lead* or *comms*, and nobody has "
            "either. To do it, {}",
            way,
        )
    known = [m("*{}* {}", Mrkdwn(role), person(who)) for role, who in sorted(held.items())]
    return m(":lock: You may not publish it: {} may. Ask them, or {}", joined(" or ", known), way)
