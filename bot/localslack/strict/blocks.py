"""What blocks may look like, and where each kind may stand.

Vendor: https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Iterator

from bot.localslack.shapes import Obj
from bot.localslack.strict.checks import (
    Check,
    Findings,
    Problem,
    Shape,
    anything,
    boolean,
    listed,
    number,
    of_type,
    plain,
    string,
    tagged,
    text_id,
    text_object,
    word,
)
from bot.localslack.strict.elements import (
    IMAGE_ELEMENT,
    accessory,
    action_element,
    input_element,
)

block_id = string("block_id")
context_element: Check = tagged(
    {
        "image": IMAGE_ELEMENT,
        "plain_text": Shape(
            {"text": string("context.text", least=1), "emoji": boolean}, required=("text",)
        ),
        "mrkdwn": Shape(
            {"text": string("context.text", least=1), "verbatim": boolean}, required=("text",)
        ),
    }
)
RICH_LEAF = tagged(
    dict.fromkeys(
        ("text", "link", "user", "usergroup", "channel", "emoji", "date", "broadcast", "color"),
        anything,
    )
)
RICH_LEAVES: dict[str, Check] = {"elements": of_type(list, "a list"), "border": of_type(int, "0")}


def _rich_leaves(found: Findings, value: object, pointer: str) -> None:
    Shape(RICH_LEAVES, required=("elements",))(found, value, pointer)
    inner = value.get("elements") if isinstance(value, dict) else None
    for index, leaf in enumerate(inner if isinstance(inner, list) else []):
        RICH_LEAF(found, leaf, f"{pointer}/elements/{index}")


RICH_PART = tagged(
    {
        "rich_text_section": _rich_leaves,
        "rich_text_preformatted": _rich_leaves,
        "rich_text_quote": _rich_leaves,
        "rich_text_list": Shape(
            {
                "elements": of_type(list, "a list"),
                "style": word("bullet", "ordered"),
                "indent": number("rich_text_list.indent"),
                "offset": of_type(int, "an integer"),
                "border": of_type(int, "an integer"),
            },
            required=("elements", "style"),
        ),
    }
)


def _rich_text(found: Findings, value: object, pointer: str) -> None:
    Shape({"elements": of_type(list, "a list"), "block_id": block_id}, required=("elements",))(
        found, value, pointer
    )
    parts = value.get("elements") if isinstance(value, dict) else None
    for index, part in enumerate(parts if isinstance(parts, list) else []):
        RICH_PART(found, part, f"{pointer}/elements/{index}")


TABLE_ROW = listed("table.columns", tagged({"raw_text": anything, "rich_text": anything}))

BLOCKS: dict[str, Check] = {
    "section": Shape(
        {
            "text": text_object("section.text"),
            "fields": listed("section.fields", text_object("section.field")),
            "accessory": accessory,
            "block_id": block_id,
            "expand": boolean,
        },
        one_of=("text", "fields"),
    ),
    "header": Shape({"text": plain("header.text"), "block_id": block_id}, required=("text",)),
    "divider": Shape({"block_id": block_id}),
    "context": Shape(
        {"elements": listed("context.elements", context_element), "block_id": block_id},
        required=("elements",),
    ),
    "actions": Shape(
        {"elements": listed("actions.elements", action_element), "block_id": block_id},
        required=("elements",),
    ),
    "input": Shape(
        {
            "label": plain("input.label"),
            "element": input_element,
            "dispatch_action": boolean,
            "block_id": block_id,
            "hint": plain("input.hint"),
            "optional": boolean,
        },
        required=("label", "element"),
    ),
    "image": Shape(
        {
            "image_url": string("image.url"),
            "slack_file": of_type(dict, "an object"),
            "alt_text": string("image.alt_text"),
            "title": plain("image.title"),
            "block_id": block_id,
        },
        required=("alt_text",),
        one_of=("image_url", "slack_file"),
    ),
    "rich_text": _rich_text,
    "markdown": Shape(
        {"text": string("markdown.text", least=1), "block_id": block_id}, required=("text",)
    ),
    "table": Shape(
        {
            "rows": listed("table.rows", TABLE_ROW),
            "column_settings": of_type(list, "a list"),
            "block_id": block_id,
        },
        required=("rows",),
    ),
    "file": Shape(
        {"external_id": text_id, "source": word("remote"), "block_id": block_id},
        required=("external_id", "source"),
    ),
}
NOT_ON = {
    "message": frozenset(),
    "modal": frozenset({"table", "markdown", "file"}),
    "home": frozenset({"markdown", "file"}),
}
"""Which kinds a surface refuses: "available in surfaces" on the page of each block."""

block = tagged(BLOCKS)


def check_blocks(blocks: object, *, surface: str, pointer: str = "/blocks") -> list[Problem]:
    """Return what Slack would refuse in the blocks of a message, modal or home."""
    found = Findings()
    most = "message.blocks" if surface == "message" else "view.blocks"
    listed(most, block, least=0)(found, blocks, pointer)
    if not found.problems and isinstance(blocks, list):
        _check_surface(found, blocks, surface, pointer)
        _check_names(found, blocks, pointer)
        _check_initial(found, blocks, pointer)
    return found.problems


def _check_surface(found: Findings, blocks: list[Obj], surface: str, pointer: str) -> None:
    for index, entry in enumerate(blocks):
        if entry["type"] in NOT_ON[surface]:
            found.bad(f"{pointer}/{index}/type", f"unsupported type: {entry['type']}")
    if sum(entry["type"] == "table" for entry in blocks) > 1:
        found.bad(pointer, "only one table allowed")


def _check_names(found: Findings, blocks: list[Obj], pointer: str) -> None:
    seen: set[str] = set()
    for index, entry in enumerate(blocks):
        name = entry.get("block_id")
        if name and name in seen:
            found.bad(f"{pointer}/{index}/block_id", "block_id already exists")
        seen.add(name or "")
        actions = [e["action_id"] for e in elements_of(entry) if e.get("action_id")]
        if len(set(actions)) < len(actions):
            found.bad(f"{pointer}/{index}", "action_id already exists")


def _check_initial(found: Findings, blocks: list[Obj], pointer: str) -> None:
    for index, entry in enumerate(blocks):
        for element in elements_of(entry):
            known = [option["value"] for option in options_of(element)]
            first = element.get("initial_option")
            chosen = element.get("initial_options") or ([first] if first else [])
            if known and any(option["value"] not in known for option in chosen):
                found.bad(f"{pointer}/{index}", "initial option must be one of the options")


def elements_of(entry: Obj) -> Iterator[Obj]:
    """Yield the interactive elements of a block, in reading order."""
    for key in ("accessory", "element"):
        if isinstance(entry.get(key), dict):
            yield entry[key]
    if entry["type"] == "actions":
        yield from entry["elements"]


def options_of(element: Obj) -> list[Obj]:
    """Return the options that an element offers, those inside groups included."""
    grouped = [
        option for group in element.get("option_groups") or [] for option in group["options"]
    ]
    return list(element.get("options") or []) + grouped


def text_length(blocks: list[Obj]) -> int:
    """Return how many characters of text stand in the blocks."""
    return sum(len(text) for text in texts_of(blocks))


def texts_of(value: object) -> Iterator[str]:
    """Yield every text that a reader sees somewhere inside blocks."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "text" and isinstance(inner, str):
                yield inner
            else:
                yield from texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner)
