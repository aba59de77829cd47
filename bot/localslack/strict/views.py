"""What a view may look like.

Vendor: https://docs.slack.dev/reference/views/modal-views
"""

import json

from bot.localslack.errors import SlackError
from bot.localslack.shapes import Obj
from bot.localslack.strict.blocks import check_blocks
from bot.localslack.strict.checks import (
    Findings,
    Shape,
    boolean,
    of_type,
    plain,
    string,
    text_id,
)
from bot.localslack.strict.limits import limit

SHARED = {
    "blocks": of_type(list, "a list"),
    "private_metadata": string("view.private_metadata"),
    "callback_id": string("view.callback_id"),
    "external_id": string("view.external_id"),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
}
MODAL = Shape(
    SHARED
    | {
        "title": plain("view.title"),
        "submit": plain("view.submit"),
        "close": plain("view.close"),
        "submit_disabled": boolean,
        "id": text_id,
    },
    required=("title", "blocks"),
)
HOME = Shape(SHARED, required=("blocks",))


def check_view(view: object, *, surface: str) -> Obj:
    """Return the view when Slack would take it.

    Raises SlackError (invalid_arguments, view_too_large) with a pointer to each problem.
    """
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", "[ERROR] view must be an object [json-pointer:/view]")
    if len(json.dumps(view, ensure_ascii=False).encode("utf-8", "surrogatepass")) > limit(
        "view.bytes"
    ):
        raise SlackError("view_too_large")
    found = Findings()
    if view.get("type") != surface:
        found.bad("/view/type", f"must be one of: {surface}")
    (MODAL if surface == "modal" else HOME)(found, view, "/view")
    if isinstance(view.get("blocks"), list):
        found.problems += check_blocks(view["blocks"], surface=surface, pointer="/view/blocks")
    if not found.problems and _needs_submit(view):
        found.bad("/view", "missing required field: submit")
    if found.problems:
        raise SlackError("invalid_arguments", *(problem.as_slack() for problem in found.problems))
    return view


def _needs_submit(view: Obj) -> bool:
    has_input = any(entry["type"] == "input" for entry in view["blocks"])
    return view["type"] == "modal" and has_input and not view.get("submit")
