"""What is wrong with words although Slack would show them."""

import re
from collections.abc import Iterator

from bot.localslack.shapes import Obj
from bot.localslack.state.world import World
from bot.localslack.strict.blocks import text_length, texts_of
from bot.localslack.strict.limits import limit

BROADCAST = re.compile(r"<!(channel|here|everyone)(\|[^>]*)?>")
MENTION = re.compile(r"<(@|#|!subteam\^)([A-Z0-9]+)(?:\|[^>]*)?>")
TOKEN = re.compile(r"xox[abeprs]-|xapp-")

Finding = tuple[str, str]
"""A violation's code and its detail."""


def wrong_in_message(text: str, blocks: list[Obj], world: World) -> Iterator[Finding]:
    """Yield what is wrong with a message that the bot sends."""
    for said in (text, *texts_of(blocks)):
        yield from wrong_in_text(said, world)
    if blocks and not text:
        yield "no_text_fallback", "blocks without text: nothing to notify or to read aloud"
    length = text_length(blocks)
    if length > limit("message.budget"):
        yield "over_budget", f"{length} characters of text in one message"


def wrong_in_text(text: str, world: World) -> Iterator[Finding]:
    """Yield broadcasts, mentions of nobody, and secrets."""
    for shout in BROADCAST.finditer(text):
        yield "broadcast", shout.group(0)
    for mention in MENTION.finditer(text):
        if not _exists(mention.group(1), mention.group(2), world):
            yield "unknown_mention", mention.group(0)
    if TOKEN.search(text) or world.app.signing_secret in text:
        yield "token_in_text", "a token or the signing secret stands in the text"


def _exists(mark: str, name: str, world: World) -> bool:
    if mark == "@":
        return name in world.people.by_id
    return name in (world.channels.by_id if mark == "#" else world.groups)
