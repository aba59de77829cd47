"""What Slack's own client refuses before the bot hears of a submit."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from bot.localslack.changes.values import is_empty, stateful
from bot.localslack.shapes import Obj

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
REQUIRED = "Please complete this required field."


def refused_by_client(blocks: list[Obj], values: Obj) -> dict[str, str]:
    """Return what the person must put right, by block_id; the wording is our own."""
    errors: dict[str, str] = {}
    for block, element in stateful(blocks):
        state = values[block["block_id"]][element["action_id"]]
        if block["type"] == "input" and is_empty(state) and not block.get("optional", False):
            errors[block["block_id"]] = REQUIRED
        elif not is_empty(state):
            wrong = CHECKS.get(element["type"], _fine)(element, state)
            if wrong:
                errors[block["block_id"]] = wrong
    return errors


def _fine(_element: Obj, _state: Obj) -> str | None:
    return None


def _text(element: Obj, state: Obj) -> str | None:
    length = len(state["value"])
    if length < element.get("min_length", 0):
        return f"Must be at least {element['min_length']} characters."
    if length > element.get("max_length", 3000):
        return f"Must be at most {element.get('max_length', 3000)} characters."
    return None


def _number(element: Obj, state: Obj) -> str | None:
    try:
        value = Decimal(state["value"])
    except InvalidOperation:
        return "Must be a number."
    if not value.is_finite() or (not element["is_decimal_allowed"] and value % 1):
        return "Must be a whole number."
    if value < Decimal(element.get("min_value", "-Infinity")):
        return f"Must be at least {element['min_value']}."
    if value > Decimal(element.get("max_value", "Infinity")):
        return f"Must be at most {element['max_value']}."
    return None


def _matching(
    key: str, pattern: re.Pattern[str], sentence: str
) -> Callable[[Obj, Obj], str | None]:
    def check(_element: Obj, state: Obj) -> str | None:
        return None if pattern.fullmatch(str(state[key])) else sentence

    return check


def _several(element: Obj, state: Obj) -> str | None:
    chosen = next(value for key, value in state.items() if key != "type")
    most = element.get("max_selected_items") or element.get("max_files") or len(chosen)
    return f"Choose at most {most}." if len(chosen) > most else None


CHECKS: dict[str, Callable[[Obj, Obj], str | None]] = {
    "plain_text_input": _text,
    "number_input": _number,
    "email_text_input": _matching("value", EMAIL, "Must be an e-mail address."),
    "url_text_input": _matching("value", ADDRESS, "Must be a web address."),
    "datepicker": _matching("selected_date", DATE, "Must be a date."),
    "timepicker": _matching("selected_time", TIME, "Must be a time."),
    "multi_static_select": _several,
    "multi_external_select": _several,
    "multi_users_select": _several,
    "multi_conversations_select": _several,
    "multi_channels_select": _several,
    "file_input": _several,
}
