"""Each kind of input: what arrives, and what never does."""

import pytest

from bot.localslack.workspace import Workspace
from tests.localslack.forms import opened
from tests.localslack.limit_samples import option, options
from tests.localslack.rig import (
    Bot,
    Json,
    input_block,
    modal,
)

INPUTS: list[tuple[Json, object, Json]] = [
    ({"type": "plain_text_input"}, "a", {"value": "a"}),
    ({"type": "number_input", "is_decimal_allowed": False}, 5, {"value": "5"}),
    ({"type": "email_text_input"}, "a@b.example", {"value": "a@b.example"}),
    ({"type": "url_text_input"}, "https://a.example", {"value": "https://a.example"}),
    ({"type": "static_select", "options": [option()]}, "1", {"selected_option": option()}),
    ({"type": "radio_buttons", "options": [option()]}, "1", {"selected_option": option()}),
    ({"type": "checkboxes", "options": options(2)}, ["0"], {"selected_options": options(1)}),
    (
        {"type": "multi_static_select", "options": options(3)},
        ["0", "1"],
        {"selected_options": options(2)},
    ),
    ({"type": "users_select"}, "dee", {"selected_user": "W0DEE00001"}),
    ({"type": "multi_users_select"}, ["dee"], {"selected_users": ["W0DEE00001"]}),
    ({"type": "datepicker"}, "2026-01-05", {"selected_date": "2026-01-05"}),
    ({"type": "timepicker"}, "14:07", {"selected_time": "14:07"}),
    ({"type": "datetimepicker"}, 1_767_571_200, {"selected_date_time": 1_767_571_200}),
    (
        {"type": "rich_text_input"},
        "a",
        {
            "rich_text_value": {
                "type": "rich_text",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "a"}]}
                ],
            }
        },
    ),
]


@pytest.mark.parametrize(
    ("element", "value", "state"), INPUTS, ids=[str(each[0]["type"]) for each in INPUTS]
)
async def test_each_input_arrives_in_its_own_shape(
    element: Json, value: object, state: Json, ws: Workspace, bot: Bot
) -> None:
    form = await opened(ws, bot, modal(input_block(element | {"action_id": "value"})))

    answer = await form.submit(title=value)

    assert answer["outcome"] == "closed"
    [payload] = bot.payloads("view_submission")
    assert payload["view"]["state"]["values"] == {
        "title": {"value": {"type": element["type"]} | state}
    }


EMPTY: list[tuple[Json, Json]] = [
    ({"type": "plain_text_input"}, {"value": None}),
    ({"type": "static_select", "options": [option()]}, {"selected_option": None}),
    ({"type": "checkboxes", "options": [option()]}, {"selected_options": []}),
    ({"type": "users_select"}, {"selected_user": None}),
    ({"type": "multi_users_select"}, {"selected_users": []}),
    ({"type": "rich_text_input"}, {"rich_text_value": None}),
]


@pytest.mark.parametrize(("element", "state"), EMPTY, ids=[str(each[0]["type"]) for each in EMPTY])
async def test_an_optional_input_left_empty_arrives_as_nothing(
    element: Json, state: Json, ws: Workspace, bot: Bot
) -> None:
    block = input_block(element | {"action_id": "value"}, optional=True)
    form = await opened(ws, bot, modal(block))

    await form.submit(title="")

    values = bot.payloads("view_submission")[0]["view"]["state"]["values"]
    assert values["title"]["value"] == {"type": element["type"]} | state


REFUSED_BY_CLIENT: list[tuple[Json, object]] = [
    ({"type": "plain_text_input"}, ""),
    ({"type": "plain_text_input", "min_length": 3}, "ab"),
    ({"type": "plain_text_input", "max_length": 3}, "abcd"),
    ({"type": "plain_text_input"}, "a" * 3001),
    ({"type": "number_input", "is_decimal_allowed": False}, "1.5"),
    ({"type": "number_input", "is_decimal_allowed": True}, "many"),
    ({"type": "number_input", "is_decimal_allowed": True}, "NaN"),
    ({"type": "number_input", "is_decimal_allowed": True, "min_value": "3"}, "2"),
    ({"type": "number_input", "is_decimal_allowed": True, "max_value": "3"}, "4"),
    ({"type": "email_text_input"}, "nobody"),
    ({"type": "url_text_input"}, "nowhere"),
    ({"type": "datepicker"}, "tomorrow"),
    ({"type": "timepicker"}, "25:00"),
    (
        {"type": "multi_static_select", "options": options(3), "max_selected_items": 1},
        ["0", "1"],
    ),
]


@pytest.mark.parametrize(("element", "value"), REFUSED_BY_CLIENT)
async def test_what_slacks_client_refuses_never_reaches_the_bot(
    element: Json, value: object, ws: Workspace, bot: Bot
) -> None:
    form = await opened(ws, bot, modal(input_block(element | {"action_id": "value"})))

    answer = await form.submit(title=value)

    assert (answer["outcome"], list(answer["errors"])) == ("client_refused", ["title"])
    assert bot.heard == []
