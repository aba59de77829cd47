"""For each limit of limits.toml: something that is exactly n long, many, or large."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.localslack.changes.views import new_trigger
from bot.localslack.workspace import Workspace
from tests.localslack.rig import (
    Bot,
    Json,
    actions,
    button,
    input_block,
    modal,
    plain,
    refusal,
    section,
    text_input,
)

Blocks = Callable[[int], list[Json]]
View = Callable[[int], Json]
Asking = Callable[[Workspace, Bot, int], Awaitable[str]]


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str = "One", value: str = "1", **more: Any) -> Json:
    return {"text": plain(text), "value": value} | more


def options(n: int) -> list[Json]:
    return [option(value=str(number)) for number in range(n)]


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": [option()]} | more


def confirm(**more: str) -> Json:
    words = {"title": "Sure?", "text": "Really", "confirm": "Yes", "deny": "No"} | more
    return {key: plain(text) for key, text in words.items()}


def image(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://a.example/b.png", "alt_text": "B"} | more


def cells(rows: int, columns: int) -> list[list[Json]]:
    return [[{"type": "raw_text", "text": "a"}] * columns for _ in range(rows)]


def nested(indent: int) -> Json:
    part = {"type": "rich_text_list", "style": "bullet", "indent": indent, "elements": []}
    return {"type": "rich_text", "elements": [part]}


IN_BLOCKS: Mapping[str, Blocks] = {
    "message.blocks": lambda n: [{"type": "divider"}] * n,
    "block_id": lambda n: [section() | {"block_id": "b" * n}],
    "action_id": lambda n: [actions(button("a" * n))],
    "section.text": lambda n: [section("a" * n)],
    "section.fields": lambda n: [{"type": "section", "fields": [mrkdwn("a")] * n}],
    "section.field": lambda n: [{"type": "section", "fields": [mrkdwn("a" * n)]}],
    "header.text": lambda n: [{"type": "header", "text": plain("a" * n)}],
    "context.elements": lambda n: [{"type": "context", "elements": [mrkdwn("a")] * n}],
    "context.text": lambda n: [{"type": "context", "elements": [mrkdwn("a" * n)]}],
    "actions.elements": lambda n: [actions(*(button(f"a{number}") for number in range(n)))],
    "image.url": lambda n: [image(image_url="https://".ljust(n, "a"))],
    "image.alt_text": lambda n: [image(alt_text="a" * n)],
    "image.title": lambda n: [image(title=plain("a" * n))],
    "markdown.text": lambda n: [{"type": "markdown", "text": "a" * n}],
    "table.rows": lambda n: [{"type": "table", "rows": cells(n, 1)}],
    "table.columns": lambda n: [{"type": "table", "rows": cells(1, n)}],
    "rich_text_list.indent": lambda n: [nested(n)],
    "button.text": lambda n: [actions(button(text=plain("a" * n)))],
    "button.value": lambda n: [actions(button(value="a" * n))],
    "button.url": lambda n: [actions(button(url="https://".ljust(n, "a")))],
    "button.accessibility_label": lambda n: [actions(button(accessibility_label="a" * n))],
    "option.text": lambda n: [actions(select(options=[option("a" * n)]))],
    "option.value": lambda n: [actions(select(options=[option(value="a" * n)]))],
    "option.description": lambda n: [
        actions(select(options=[option(description=plain("a" * n))])),
    ],
    "option.url": lambda n: [
        actions({"type": "overflow", "options": [option(url="https://".ljust(n, "a"))]}),
    ],
    "option_group.label": lambda n: [
        actions(
            {
                "type": "static_select",
                "option_groups": [{"label": plain("a" * n), "options": [option()]}],
            }
        ),
    ],
    "select.options": lambda n: [actions(select(options=options(n)))],
    "select.option_groups": lambda n: [
        actions(
            {
                "type": "static_select",
                "option_groups": [{"label": plain("a"), "options": [option()]}] * n,
            }
        ),
    ],
    "overflow.options": lambda n: [actions({"type": "overflow", "options": options(n)})],
    "checkboxes.options": lambda n: [actions({"type": "checkboxes", "options": options(n)})],
    "radio_buttons.options": lambda n: [actions({"type": "radio_buttons", "options": options(n)})],
    "placeholder": lambda n: [actions(select(placeholder=plain("a" * n)))],
    "confirm.title": lambda n: [actions(button(confirm=confirm(title="a" * n)))],
    "confirm.text": lambda n: [actions(button(confirm=confirm(text="a" * n)))],
    "confirm.confirm": lambda n: [actions(button(confirm=confirm(confirm="a" * n)))],
    "confirm.deny": lambda n: [actions(button(confirm=confirm(deny="a" * n)))],
}

SIMPLE_VIEWS: dict[str, View] = {
    "input.label": lambda n: modal(text_input() | {"label": plain("a" * n)}),
    "input.hint": lambda n: modal(text_input() | {"hint": plain("a" * n)}),
    "plain_text_input.min_length": lambda n: modal(text_input(min_length=n)),
    "plain_text_input.max_length": lambda n: modal(text_input(max_length=n)),
    "file_input.max_files": lambda n: modal(input_block({"type": "file_input", "max_files": n})),
    "view.title": lambda n: modal(title=plain("a" * n)),
    "view.submit": lambda n: modal(submit=plain("a" * n)),
    "view.close": lambda n: modal(close=plain("a" * n)),
    "view.private_metadata": lambda n: modal(private_metadata="a" * n),
    "view.callback_id": lambda n: modal(callback_id="a" * n),
    "view.external_id": lambda n: modal(external_id="a" * n),
    "view.blocks": lambda n: modal(*[{"type": "divider"}] * n),
}


def sized_view(n: int) -> Json:
    """Return a view whose JSON is n bytes long; only the initial values fill it."""
    many = [text_input(f"b{number}", initial_value="") for number in range(50)]
    view = modal(*many)
    missing = n - size_of(view)
    for block in many:
        taken = min(missing, 20_000)
        block["element"]["initial_value"] = "a" * taken
        missing -= taken
    return view


def size_of(view: Json) -> int:
    return len(json.dumps(view, ensure_ascii=False).encode())


IN_VIEWS: Mapping[str, View] = SIMPLE_VIEWS | {"view.bytes": sized_view}


async def open_form(ws: Workspace, bot: Bot, view: Json) -> str:
    trigger = new_trigger(ws.hub, user(ws))
    return await refusal(bot.web.views_open(trigger_id=trigger, view=view))


def user(ws: Workspace, name: str = "ana") -> str:
    person = ws.hub.world.people.find(name)
    assert person is not None
    return person.id


def place(ws: Workspace, name: str = "incidents") -> str:
    channel = ws.hub.world.channels.find(name)
    assert channel is not None
    return channel.id
