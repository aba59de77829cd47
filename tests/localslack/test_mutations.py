"""Whatever is put in the place of whatever part, the answer is a refusal or a form that works."""

from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.localslack.acting.client_checks import refused_by_client
from bot.localslack.changes.values import initial_values, stateful
from bot.localslack.errors import SlackError
from bot.localslack.ids import Ids
from bot.localslack.shapes import copied
from bot.localslack.strict.blocks import check_blocks, elements_of
from bot.localslack.strict.views import check_view
from tests.localslack.limit_samples import confirm, image, option, select
from tests.localslack.rig import Json, actions, button, input_block, modal, plain, section

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)

ELEMENTS: list[Json] = [
    button(confirm=confirm()),
    select(initial_option=option()),
    {"type": "static_select", "option_groups": [{"label": plain("a"), "options": [option()]}]},
    {"type": "overflow", "options": [option()]},
    {"type": "checkboxes", "options": [option()], "initial_options": [option()]},
    {"type": "datepicker", "initial_date": "2026-01-05"},
    {"type": "users_select", "initial_user": "U1"},
]
INPUTS: list[Json] = [
    {"type": "plain_text_input", "initial_value": "a", "min_length": 1, "max_length": 3},
    {"type": "number_input", "is_decimal_allowed": False, "initial_value": "5", "min_value": "1"},
    {"type": "multi_static_select", "options": [option()], "max_selected_items": 1},
    {"type": "multi_users_select", "initial_users": ["U1"]},
    {"type": "email_text_input", "initial_value": "a"},
    {"type": "rich_text_input", "initial_value": {"type": "rich_text", "elements": []}},
]
BLOCKS: list[Json] = [
    section() | {"accessory": image()},
    {"type": "section", "fields": [plain("a")]},
    actions(*ELEMENTS),
    {"type": "context", "elements": [plain("a"), image()]},
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
    {"type": "header", "text": plain("a")},
]
FORM = modal(
    *BLOCKS,
    *(input_block(element, f"b{number}") for number, element in enumerate(INPUTS)),
    notify_on_close=True,
    private_metadata="a",
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every part of a JSON value."""
    found = [path] if path else []
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            found += paths(inner, (*path, key))
    return found


def replaced(value: Any, path: tuple[Any, ...], part: object) -> Any:
    changed = deepcopy(value)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = part
    return changed


@given(st.sampled_from(paths(FORM)), ANYTHING)
@settings(max_examples=400, deadline=None)
def test_a_broken_form_is_refused_or_works(path: tuple[Any, ...], part: object) -> None:
    view = accepted(replaced(FORM, path, part))

    if view is not None:
        blocks = named(view["blocks"])
        assert isinstance(refused_by_client(blocks, initial_values(blocks)), dict)


def accepted(view: Json) -> Json | None:
    """Return the view, or None when it was refused as Slack would refuse it."""
    try:
        return check_view(view, surface="modal")
    except SlackError:
        return None


@given(st.sampled_from(paths(BLOCKS)), ANYTHING)
@settings(max_examples=300, deadline=None)
def test_broken_blocks_are_pointed_at_or_work(path: tuple[Any, ...], part: object) -> None:
    blocks = replaced(BLOCKS, path, part)

    problems = check_blocks(blocks, surface="message")

    if not problems:
        assert len(list(stateful(named(blocks)))) <= len(ELEMENTS)
    assert all(problem.pointer.startswith("/blocks") for problem in problems)


def named(blocks: list[Json]) -> list[Json]:
    """Fill in the names, as the workspace does before it shows blocks."""
    ids, filled = Ids(), copied(blocks)
    for block in filled:
        block["block_id"] = block.get("block_id") or ids.new("")
        for element in elements_of(block):
            element["action_id"] = element.get("action_id") or ids.new("")
    named_blocks: list[Json] = filled
    return named_blocks
