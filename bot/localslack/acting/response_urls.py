"""Answers that come to a response_url, or with an acknowledgement.

Vendor: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from bot.localslack.changes.messages import Draft, delete, edit, post, whisper
from bot.localslack.errors import SlackError
from bot.localslack.hub import Hub
from bot.localslack.shapes import Obj
from bot.localslack.state.channels import Channel
from bot.localslack.state.messages import Message
from bot.localslack.state.views import ResponseUrl
from bot.localslack.strict.blocks import check_blocks
from bot.localslack.strict.text import wrong_in_message

KNOWN = frozenset(
    {
        "text",
        "blocks",
        "attachments",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "unfurl_links",
        "unfurl_media",
        "metadata",
        "parse",
        "link_names",
        "mrkdwn",
    }
)


def use(hub: Hub, name: str, body: Obj) -> None:
    """Take one answer at a response_url.

    Raises SlackError (not_found, used_url, expired_url: not documented; and those of `respond`).
    """
    url = hub.world.response_urls.get(name)
    if url is None:
        raise SlackError("not_found")
    if url.left <= 0:
        raise SlackError("used_url")
    if hub.clock.time() >= url.expires:
        raise SlackError("expired_url")
    url.left -= 1
    channel = hub.world.channels.by_id[url.channel]
    original = hub.world.messages.get(url.channel, url.message_ts) if url.message_ts else None
    if body.get("delete_original") and original is not None:
        delete(hub, original)
    elif body.get("replace_original") and original is not None:
        _replace(hub, original, body)
    else:
        respond(hub, _in_place(body, url), url.user, channel)


def respond(hub: Hub, body: Obj, user: str, channel: Channel) -> Message:
    """Show an answer: to one person, or with response_type in_channel to everybody.

    Raises SlackError (no_text, invalid_blocks, is_archived).
    """
    draft = _draft(hub, body)
    if body.get("response_type") != "in_channel":
        return whisper(hub, channel, hub.world.bot, draft, user)
    if channel.is_archived:
        raise SlackError("is_archived")
    return post(hub, channel, hub.world.bot, draft)[0]


def _replace(hub: Hub, original: Message, body: Obj) -> None:
    draft = _draft(hub, body)
    edit(hub, original, hub.world.bot.id, text=draft.text, blocks=draft.blocks)


def _in_place(body: Obj, url: ResponseUrl) -> Obj:
    return {"thread_ts": url.thread_ts} | body if url.thread_ts else body


def _draft(hub: Hub, body: Obj) -> Draft:
    text, blocks = str(body.get("text") or ""), body.get("blocks") or []
    if not text and not blocks:
        raise SlackError("no_text")
    problems = check_blocks(blocks, surface="message")
    if problems:
        raise SlackError("invalid_blocks", *(problem.as_slack() for problem in problems))
    for code, detail in wrong_in_message(text, blocks, hub.world):
        hub.violations.add(code, "response", detail)
    for name in sorted(set(body) - KNOWN):
        hub.violations.add("unknown_argument", "response", name)
    return Draft(text, blocks, thread_ts=body.get("thread_ts"))
