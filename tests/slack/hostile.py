"""Words that shout, hide, break out or break something; and what Slack says of a message."""

import re
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from bot.cli.manifest import MANIFEST
from bot.localslack.errors import SlackError
from bot.localslack.ids import Ids
from bot.localslack.manifest import read_manifest
from bot.localslack.state.build import build_world
from bot.localslack.strict.blocks import check_blocks
from bot.localslack.strict.limits import limit
from bot.localslack.strict.text import wrong_in_message
from bot.localslack.strict.views import check_view

LONGEST = 10_000
MARKUP = ("<!", "<@", "<#", "<http", "<mailto:")
SHOUT = re.compile(r"(?<![\w@.])@(?:channel|here|everyone)(?![\w-]|\.\w)")

FRAGMENTS = (
    "<!channel>",
    "<!here|here>",
    "<!everyone>",
    "<!subteam^S0PAYMENTS|@payments>",
    "<@W0DEE00001>",
    "<#C0GENERAL1|general>",
    "<https://evil.example|your bank>",
    "<mailto:a@b.example>",
    "<!date^1^{time}|never>",
    "&lt;!channel&gt;",
    "&amp;lt;!channel&amp;gt;",
    "@channel",
    "```\n*bold*\n```",
    "`code`",
    "\n> quoted\n",
    "{0} {} {{}} %s %(x)s ${x}",
    "\x00\x07\x1b[31m",
    "\ud800",
    "\u202e\u2066abc\u2069",
    "\u200b\ufeff\u2060",
    "שלום مرحبا",
    "👩‍👩‍👧 🔥",
    ":fire:",
    "e\u0301\u0327" * 40,
    "\n" * 400,
    "&" * 5_000,
    "<" * 5_000,
    "W" * 9_000,
    "ﷺ" * 900,
)

WORDS = (
    st.lists(
        st.one_of(st.sampled_from(FRAGMENTS), st.text(st.characters(), max_size=30)), max_size=8
    )
    .map("".join)
    .map(lambda text: text[:LONGEST])
)

WORLD = build_world(Ids(7), read_manifest(MANIFEST), 1_767_578_400)
ANA, BEN = (WORLD.people.find(name).id for name in ("ana", "ben"))  # type: ignore[union-attr] # they live in the default world
ROOM = next(channel.id for channel in WORLD.channels if channel.name == "checkout")
PAGE = "http://127.0.0.1:8080"
OURS = re.compile(
    rf"<@(?:{ANA}|{BEN})>|<#{ROOM}>|<!date\^17\d{{8}}\^[^|<>]*\|[^|<>]*>|<{PAGE}/[^|<>]*\|[^<>]*>"
)
"""The markup that Muster itself puts into what it says of the incidents of these tests."""


def wrong_with(message: dict[str, Any]) -> list[str]:
    """Return what Slack, or a reader, would have against a message that we built."""
    text, blocks = message["text"], message["blocks"]
    refused = [problem.as_slack() for problem in check_blocks(blocks, surface="message")]
    # Who types a token is warned by nobody yet: that belongs to redaction.
    found = [each for each in wrong_in_message(text, blocks, WORLD) if each[0] != "token_in_text"]
    blamed = [": ".join(each) for each in found]
    long = [] if 0 < len(text) <= limit("update.text") else [f"{len(text)} characters of text"]
    return [*refused, *blamed, *long, *foreign_markup({"text": text}), *foreign_markup(blocks)]


def wrong_with_form(view: dict[str, Any]) -> list[str]:
    """Return what Slack, or a reader, would have against a form that we built."""
    try:
        check_view(view, surface="modal")
    except SlackError as error:
        return [error.code, *error.messages]
    return list(foreign_markup(view))


def foreign_markup(value: object) -> Iterator[str]:
    """Yield texts with markup that is not our own, so that it came out of foreign words."""
    if isinstance(value, dict):
        text = value.get("text")
        if isinstance(text, str):
            yield from _markup(text, is_plain=value.get("type") == "plain_text")
        for key, inner in value.items():
            if key != "text" or not isinstance(inner, str):
                yield from foreign_markup(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from foreign_markup(inner)


def _markup(text: str, *, is_plain: bool) -> Iterator[str]:
    """In formatted text only our own markup may begin with “<”; in plain text it shows as it is."""
    left = text if is_plain else OURS.sub("", text)
    marks = MARKUP if is_plain else ("<",)
    yield from (f"{mark} in {left[:200]!r}" for mark in marks if mark in left)
    yield from (f"a shout in {left[:200]!r}" for _each in SHOUT.findall(left))
