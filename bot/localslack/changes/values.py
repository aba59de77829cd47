"""What stands in a form element: from the short form a person thinks in to Slack's own shape.

Vendor: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

from collections.abc import Iterator

from bot.localslack.shapes import Obj
from bot.localslack.strict.blocks import elements_of, options_of

ONE_OPTION = frozenset({"static_select", "external_select", "radio_buttons", "overflow"})
MANY_OPTIONS = frozenset({"multi_static_select", "multi_external_select", "checkboxes"})
ONE_NAME = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
MANY_NAMES = {
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "file_input": "files",
}
STATELESS = frozenset({"button", "image"})


def stateful(blocks: list[Obj]) -> Iterator[tuple[Obj, Obj]]:
    """Yield each block and element that keeps a value, in reading order."""
    for block in blocks:
        for element in elements_of(block):
            if element["type"] not in STATELESS | {"overflow"}:
                yield block, element


def initial_values(blocks: list[Obj]) -> Obj:
    """Return state.values as they are before anybody touched the form."""
    values: Obj = {}
    for block, element in stateful(blocks):
        values.setdefault(block["block_id"], {})[element["action_id"]] = initial_state(element)
    return values


def initial_state(element: Obj) -> Obj:
    """Return one element's state as it is before anybody touched it."""
    kind = element["type"]
    if kind in ONE_OPTION:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in MANY_OPTIONS:
        return {"type": kind, "selected_options": list(element.get("initial_options") or [])}
    if kind in ONE_NAME:
        return {"type": kind, ONE_NAME[kind]: element.get(_initial(ONE_NAME[kind]))}
    if kind in MANY_NAMES:
        return {"type": kind, MANY_NAMES[kind]: list(element.get(_initial(MANY_NAMES[kind])) or [])}
    if kind == "rich_text_input":
        return {"type": kind, "rich_text_value": element.get("initial_value")}
    return {"type": kind, "value": element.get("initial_value")}


def state_of(element: Obj, short: object, offered: list[Obj]) -> Obj:
    """Return an element's state for what a person put in; None, "" and [] empty it.

    `offered` are the options that an external select was given. Raises KeyError for an option that
    does not exist and ValueError for a value of the wrong kind.
    """
    if short in (None, "", []):
        return _emptied(element)
    kind = element["type"]
    if kind in ONE_OPTION:
        return {"type": kind, "selected_option": _option(element, short, offered)}
    if kind in MANY_OPTIONS:
        chosen = [_option(element, value, offered) for value in _list(short)]
        return {"type": kind, "selected_options": chosen}
    if kind in MANY_NAMES:
        return {"type": kind, MANY_NAMES[kind]: [str(name) for name in _list(short)]}
    return {"type": kind} | _single(kind, short)


def is_empty(state: Obj) -> bool:
    """Say whether nothing was put in."""
    return all(value in (None, "", []) for key, value in state.items() if key != "type")


def rich_text(text: str) -> Obj:
    """Return plain words as a rich_text block."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def _single(kind: str, short: object) -> Obj:
    if isinstance(short, list | dict):
        raise ValueError(kind)  # noqa: TRY004 - one kind of failure for the caller
    if kind == "datetimepicker":
        return {"selected_date_time": int(str(short))}
    if kind in ONE_NAME:
        return {ONE_NAME[kind]: str(short)}
    if kind == "rich_text_input":
        return {"rich_text_value": rich_text(str(short))}
    return {"value": str(short)}


def _emptied(element: Obj) -> Obj:
    bare = {key: value for key, value in element.items() if not key.startswith("initial_")}
    return initial_state(bare)


def _initial(name: str) -> str:
    return name.replace("selected_", "initial_", 1)


def _list(short: object) -> list[object]:
    if not isinstance(short, list):
        raise ValueError("list")  # noqa: TRY004 - one kind of failure for the caller
    return short


def _option(element: Obj, value: object, offered: list[Obj]) -> Obj:
    for option in [*options_of(element), *offered]:
        if option["value"] == value:
            return option
    raise KeyError(str(value))
