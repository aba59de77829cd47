"""Show what customers see now, and drafts that wait for approval."""

from bot.domain.terms import Audience
from bot.ports import Json, Work
from bot.slack.call import Call, Command, only_you, opens
from bot.slack.desk import known
from bot.slack.forms import update_form
from bot.slack.preview import preview, published_block
from bot.slack.text import Mrkdwn, link
from bot.slack.wording import begun

DRAFTS = 3


async def run(call: Call, work: Work) -> Json:
    """List published updates and offer the open drafts; without any, open the form."""
    now = (await known(call.here, work)).incident
    public = [each for each in now.updates if each.audience is Audience.PUBLIC]
    drafts = [each for each in public if each.phase == "drafted"]
    shown = [each for each in public if each.phase == "published"]
    if not drafts and not shown:
        return opens(
            update_form(call.here, begun(now)),
            Mrkdwn("Nothing is published yet. Type /incident update and the words for customers."),
        )
    body = [published_block(now, shown[-1])] if shown else []
    for draft in drafts[-DRAFTS:]:
        body += preview(call.here, now, draft, call.person)["blocks"]
    page = link(f"{call.preferences.page_url}/status", "the status page")
    return only_you(Mrkdwn(f"What customers see on {page}"), body)


commands = (
    Command(
        verb="statuspage",
        usage="statuspage",
        summary="What customers see, and drafts to approve",
        group="customers",
        run=run,
    ),
)
