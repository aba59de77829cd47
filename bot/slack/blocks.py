"""Block Kit pieces, cut to Slack's limits.

Vendor: https://docs.slack.dev/reference/block-kit
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.domain.text import cleaned
from bot.slack.text import Mrkdwn, shortened

Block = dict[str, Any]

SECTION = 2_900
BUTTON_TEXT = 75
OPTION_TEXT = 75
BUTTONS = 25


_LIKE_MARKUP = re.compile(r"<(?=[@#!]|https?|mailto|tel:)", re.IGNORECASE)


def plain(text: str, limit: int) -> Block:
    """Build a text in which nothing is formatted and nothing can be mentioned.

    It is shown as it stands, so nothing is escaped; what looks like markup is made to look odd.
    """
    cut = _LIKE_MARKUP.sub("\u2039", cleaned(text, limit))
    return {"type": "plain_text", "text": cut or "-", "emoji": True}


def mrkdwn(text: Mrkdwn, limit: int = SECTION) -> Block:
    """Build a formatted text."""
    return {"type": "mrkdwn", "text": shortened(text, limit) or "-", "verbatim": True}


def header(text: str) -> Block:
    """Build a large line."""
    return {"type": "header", "text": plain(text, 150)}


def section(text: Mrkdwn, *, accessory: Block | None = None) -> Block:
    """Build a paragraph, with one element beside it if given."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return block | {"accessory": accessory} if accessory else block


def fields(texts: Sequence[Mrkdwn]) -> Block:
    """Up to ten short texts in two columns."""
    return {"type": "section", "fields": [mrkdwn(text, 1_900) for text in texts[:10]]}


def context(*texts: Mrkdwn) -> Block:
    """Small print."""
    return {"type": "context", "elements": [mrkdwn(text, 1_900) for text in texts[:10]]}


def actions(elements: Iterable[Block], *, block_id: str = "") -> Block:
    """Build a row of buttons and selects."""
    block: Block = {"type": "actions", "elements": list(elements)[:BUTTONS]}
    return block | {"block_id": block_id} if block_id else block


def button(text: str, action_id: str, *, value: str = "", style: str = "", url: str = "") -> Block:
    """Build a button; `value` comes back with the click, `style` is primary or danger."""
    block: Block = {"type": "button", "text": plain(text, BUTTON_TEXT), "action_id": action_id}
    extra = {"value": value, "style": style, "url": url}
    return block | {key: word for key, word in extra.items() if word}


def confirmed(block: Block, *, title: str, text: str, confirm: str) -> Block:
    """Ask before the click counts."""
    return block | {
        "confirm": {
            "title": plain(title, 100),
            "text": plain(text, 300),
            "confirm": plain(confirm, 30),
            "deny": plain("Cancel", 30),
        }
    }


def option(text: str, value: str, description: str = "") -> Block:
    """One entry of a select."""
    block: Block = {"text": plain(text, OPTION_TEXT), "value": value[:150]}
    return block | {"description": plain(description, 75)} if description else block


def select(
    placeholder: str, action_id: str, options: Sequence[Block], *, initial: Block | None = None
) -> Block:
    """Build a drop-down list of at most 100 options."""
    block: Block = {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, 150),
        "options": list(options)[:100],
    }
    return block | {"initial_option": initial} if initial else block


def text_input(
    action_id: str,
    *,
    multiline: bool = False,
    initial: str = "",
    limit: int = 3_000,
    hint: str = "",
) -> Block:
    """Build a field to type into."""
    block: Block = {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": multiline,
        "max_length": limit,
    }
    block |= {"initial_value": initial[:limit]} if initial else {}
    return block | ({"placeholder": plain(hint, 150)} if hint else {})


def field(
    label: str, block_id: str, element: Block, *, optional: bool = False, hint: str = ""
) -> Block:
    """One labelled input of a form; errors are shown at its `block_id`."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, 2_000),
        "element": element,
        "optional": optional,
    }
    return block | {"hint": plain(hint, 2_000)} if hint else block


def modal(
    title: str, callback_id: str, blocks: Sequence[Block], *, submit: str, metadata: str = ""
) -> Block:
    """Build a form; titles and buttons have at most 24 characters."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, 24),
        "submit": plain(submit, 24),
        "close": plain("Cancel", 24),
        "private_metadata": metadata,
        "blocks": list(blocks),
    }


def message(text: Mrkdwn, blocks: Sequence[Block]) -> dict[str, Any]:
    """Join blocks with the same in a few words, for notifications and screen readers."""
    return {"text": shortened(text, 3_900) or "Muster", "blocks": list(blocks)[:50]}


def value_of(state: Mapping[str, Any], block_id: str) -> str:
    """Read what a person entered under `block_id` of a submitted form; empty if nothing."""
    for element in state.get("values", {}).get(block_id, {}).values():
        chosen = element.get("selected_option")
        found = chosen["value"] if chosen else element.get("value")
        found = found or element.get("selected_user")
        return str(found or "")
    return ""


def values_of(state: Mapping[str, Any], block_id: str) -> list[str]:
    """Read what a person picked under `block_id`, one or several."""
    for element in state.get("values", {}).get(block_id, {}).values():
        picked = element.get("selected_options")
        if picked is not None:
            return [str(option["value"]) for option in picked]
    single = value_of(state, block_id)
    return [single] if single else []
