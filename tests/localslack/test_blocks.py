"""Blocks and views that Slack would refuse, each with the place of the mistake."""

import json

import pytest

from bot.localslack.errors import SlackError
from bot.localslack.strict.blocks import check_blocks
from bot.localslack.strict.views import check_view
from tests.beside import SHARED, needs
from tests.localslack.limit_samples import confirm, option, select
from tests.localslack.rig import Json, actions, button, input_block, modal, plain, section

VIEWS_OF_SLACK = "data/slack/python-slack-sdk/views"

WRONG: list[tuple[Json, str, str]] = [
    ({}, "/blocks/0", "missing required field: type"),
    ({"type": "card"}, "/blocks/0/type", "unsupported type: card"),
    ({"type": "section"}, "/blocks/0", "must define either text or fields"),
    (section() | {"colour": "red"}, "/blocks/0", "invalid additional property: colour"),
    (section(""), "/blocks/0/text/text", "must be more than 0 characters"),
    ({"type": "section", "text": "words"}, "/blocks/0/text", "must provide an object"),
    (
        {"type": "section", "text": {"type": "mrkdwn", "text": 5}},
        "/blocks/0/text/text",
        "must provide a string",
    ),
    (
        {"type": "header", "text": {"type": "mrkdwn", "text": "a"}},
        "/blocks/0/text/type",
        "unsupported type: mrkdwn",
    ),
    ({"type": "actions", "elements": []}, "/blocks/0/elements", "no fewer than 1 items allowed"),
    ({"type": "actions", "elements": {}}, "/blocks/0/elements", "must provide a list"),
    (actions(button(style="loud")), "/blocks/0/elements/0/style", "must be one of: primary"),
    (
        actions(button(confirm=confirm() | {"title": None})),
        "/blocks/0/elements/0/confirm/title",
        "must provide an object",
    ),
    (
        actions(select(option_groups=[{"label": plain("a"), "options": [option()]}])),
        "/blocks/0/elements/0",
        "must define either options or option_groups, not both",
    ),
    (
        actions({"type": "static_select"}),
        "/blocks/0/elements/0",
        "must define either options or option_groups",
    ),
    (
        actions({"type": "multi_users_select"}),
        "/blocks/0/elements/0/type",
        "unsupported type: multi_users_select",
    ),
    (
        section() | {"accessory": {"type": "datetimepicker"}},
        "/blocks/0/accessory/type",
        "unsupported type: datetimepicker",
    ),
    (actions(button("a"), button("a")), "/blocks/0", "action_id already exists"),
    (
        actions(select(initial_option=option(value="9"))),
        "/blocks/0",
        "initial option must be one of the options",
    ),
    (
        {"type": "image", "alt_text": "a"},
        "/blocks/0",
        "must define either image_url or slack_file",
    ),
    (
        {"type": "rich_text", "elements": [{"type": "rich_text_poem"}]},
        "/blocks/0/elements/0/type",
        "unsupported type: rich_text_poem",
    ),
    (
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "shout"}]}],
        },
        "/blocks/0/elements/0/elements/0/type",
        "unsupported type: shout",
    ),
    (
        {"type": "section", "text": {"type": "mrkdwn", "text": "a", "verbatim": "yes"}},
        "/blocks/0/text/verbatim",
        "must provide a boolean",
    ),
]


@pytest.mark.parametrize(
    ("block", "pointer", "message"), WRONG, ids=[f"{each[1]} {each[2]}" for each in WRONG]
)
def test_a_mistake_in_a_block_is_pointed_at(block: Json, pointer: str, message: str) -> None:
    [problem] = check_blocks([block], surface="message")

    assert problem.pointer == pointer
    assert problem.message.startswith(message)


def test_a_block_id_is_taken_once_and_a_table_stands_alone() -> None:
    named = section() | {"block_id": "a"}
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}

    assert [p.message for p in check_blocks([named, named], surface="message")] == [
        "block_id already exists"
    ]
    assert [p.message for p in check_blocks([table, table], surface="message")] == [
        "only one table allowed"
    ]


def test_what_is_no_list_or_no_object_is_refused() -> None:
    assert [p.message for p in check_blocks({}, surface="message")] == ["must provide a list"]
    assert [p.message for p in check_blocks(["a"], surface="message")] == ["must provide an object"]


VIEWS: list[tuple[object, str]] = [
    ("words", "view must be an object"),
    (modal(type="home"), "must be one of: modal"),
    ({"type": "modal", "blocks": []}, "missing required field: title"),
    (modal(submit=None), "missing required field: submit"),
    (modal({"type": "markdown", "text": "a"}), "unsupported type: markdown"),
    (modal(notify_on_close="yes"), "must provide a boolean"),
    (modal(colour="red"), "invalid additional property: colour"),
    (modal(input_block({"type": "button", "text": plain("a")})), "unsupported type: button"),
    (
        modal(input_block({"type": "plain_text_input", "max_length": True})),
        "must provide an integer",
    ),
]


@pytest.mark.parametrize(("view", "message"), VIEWS, ids=[each[1] for each in VIEWS])
def test_a_mistake_in_a_view_is_named(view: object, message: str) -> None:
    with pytest.raises(SlackError) as refusal:
        check_view(view, surface="modal")

    assert refusal.value.code == "invalid_arguments"
    assert any(message in line for line in refusal.value.messages)


@needs(VIEWS_OF_SLACK)
def test_slacks_own_sample_views_pass_and_fail_when_they_are_broken() -> None:
    samples = sorted((SHARED / VIEWS_OF_SLACK).glob("*.json"))
    assert samples
    for path in samples:
        view = sent(json.loads(path.read_text()))
        assert check_view(view, surface=view["type"]), path.name
        with pytest.raises(SlackError):
            check_view(view | {"colour": "red"}, surface=view["type"])


def sent(view: Json) -> Json:
    """Return what an app sends of a view; samples also hold what Slack adds."""
    known = {"type", "title", "submit", "close", "blocks", "private_metadata", "callback_id"}
    known |= {"clear_on_close", "notify_on_close", "external_id"}
    return {key: value for key, value in view.get("view", view).items() if key in known}
