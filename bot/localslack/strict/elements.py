"""What a block element may look like.

Vendor: https://docs.slack.dev/reference/block-kit/block-elements
"""

from bot.localslack.strict.checks import (
    Check,
    Findings,
    Shape,
    boolean,
    listed,
    number,
    numeric,
    of_type,
    plain,
    string,
    tagged,
    text_id,
    text_object,
    word,
)

action_id = string("action_id")
placeholder = plain("placeholder")
integer = of_type(int, "an integer")
strings = of_type(list, "a list")

CONFIRM = Shape(
    {
        "title": plain("confirm.title"),
        "text": text_object("confirm.text"),
        "confirm": plain("confirm.confirm"),
        "deny": plain("confirm.deny"),
        "style": word("primary", "danger"),
    },
    required=("title", "text", "confirm", "deny"),
)


def option(*kinds: str, url: bool = False) -> Shape:
    """Return the shape of an option whose text is of one of the kinds."""
    keys: dict[str, Check] = {
        "text": text_object("option.text", *kinds),
        "value": string("option.value"),
        "description": text_object("option.description", *kinds),
    }
    return Shape(keys | ({"url": string("option.url")} if url else {}), required=("text", "value"))


OPTION = option("plain_text")
RICH_OPTION = option("plain_text", "mrkdwn")
OPTIONS = listed("select.options", OPTION)
GROUPS = listed(
    "select.option_groups",
    Shape(
        {"label": plain("option_group.label"), "options": OPTIONS}, required=("label", "options")
    ),
)
FILTER = Shape(
    {
        "include": strings,
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    }
)
COMMON: dict[str, Check] = {"action_id": action_id, "focus_on_load": boolean}
SELECT = COMMON | {"placeholder": placeholder, "confirm": CONFIRM}
MULTI = SELECT | {"max_selected_items": integer}
TYPED = COMMON | {"placeholder": placeholder, "dispatch_action_config": of_type(dict, "an object")}
URLS: dict[str, Check] = {"response_url_enabled": boolean}


def _static(keys: dict[str, Check], initial: dict[str, Check]) -> Check:
    shape = Shape(
        keys | {"options": OPTIONS, "option_groups": GROUPS} | initial,
        one_of=("options", "option_groups"),
    )

    def check(found: Findings, value: object, pointer: str) -> None:
        shape(found, value, pointer)
        if isinstance(value, dict) and "options" in value and "option_groups" in value:
            found.bad(pointer, "must define either options or option_groups, not both")

    return check


def _chosen(name: str, check: Check, keys: dict[str, Check] | None = None) -> Shape:
    return Shape(SELECT | {name: check} | (keys or {}))


BUTTON = Shape(
    {
        "text": plain("button.text"),
        "action_id": action_id,
        "url": string("button.url"),
        "value": string("button.value"),
        "style": word("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string("button.accessibility_label"),
    },
    required=("text",),
)

SELECTS: dict[str, Check] = {
    "static_select": _static(SELECT, {"initial_option": OPTION}),
    "external_select": Shape(SELECT | {"min_query_length": integer, "initial_option": OPTION}),
    "users_select": _chosen("initial_user", text_id),
    "conversations_select": _chosen(
        "initial_conversation",
        text_id,
        URLS | {"default_to_current_conversation": boolean, "filter": FILTER},
    ),
    "channels_select": _chosen("initial_channel", text_id, URLS),
}
MULTI_SELECTS: dict[str, Check] = {
    "multi_static_select": _static(MULTI, {"initial_options": OPTIONS}),
    "multi_external_select": Shape(
        MULTI | {"min_query_length": integer, "initial_options": OPTIONS}
    ),
    "multi_users_select": Shape(MULTI | {"initial_users": strings}),
    "multi_conversations_select": Shape(
        MULTI
        | {
            "initial_conversations": strings,
            "default_to_current_conversation": boolean,
            "filter": FILTER,
        }
    ),
    "multi_channels_select": Shape(MULTI | {"initial_channels": strings}),
}
CHOICES: dict[str, Check] = {
    "checkboxes": Shape(
        COMMON
        | {
            "options": listed("checkboxes.options", RICH_OPTION),
            "initial_options": listed("checkboxes.options", RICH_OPTION),
            "confirm": CONFIRM,
        },
        required=("options",),
    ),
    "radio_buttons": Shape(
        COMMON
        | {
            "options": listed("radio_buttons.options", RICH_OPTION),
            "initial_option": RICH_OPTION,
            "confirm": CONFIRM,
        },
        required=("options",),
    ),
}
PICKERS: dict[str, Check] = {
    "datepicker": _chosen("initial_date", text_id),
    "timepicker": _chosen("initial_time", text_id, {"timezone": text_id}),
    "datetimepicker": Shape(COMMON | {"initial_date_time": integer, "confirm": CONFIRM}),
}
TYPED_INPUTS: dict[str, Check] = {
    "plain_text_input": Shape(
        TYPED
        | {
            "initial_value": text_id,
            "multiline": boolean,
            "min_length": number("plain_text_input.min_length"),
            "max_length": number("plain_text_input.max_length", least=1),
        }
    ),
    "email_text_input": Shape(TYPED | {"initial_value": text_id}),
    "url_text_input": Shape(TYPED | {"initial_value": text_id}),
    "number_input": Shape(
        TYPED
        | {
            "is_decimal_allowed": boolean,
            "initial_value": numeric,
            "min_value": numeric,
            "max_value": numeric,
        },
        required=("is_decimal_allowed",),
    ),
    "rich_text_input": Shape(TYPED | {"initial_value": of_type(dict, "an object")}),
    "file_input": Shape(
        {
            "action_id": action_id,
            "filetypes": strings,
            "max_files": number("file_input.max_files", least=1),
        }
    ),
}
OVERFLOW = Shape(
    {
        "action_id": action_id,
        "options": listed("overflow.options", option("plain_text", url=True)),
        "confirm": CONFIRM,
    },
    required=("options",),
)
IMAGE_ELEMENT = Shape(
    {
        "image_url": string("image.url"),
        "alt_text": string("image.alt_text"),
        "slack_file": of_type(dict, "an object"),
    },
    required=("alt_text",),
    one_of=("image_url", "slack_file"),
)

IN_ACTIONS: dict[str, Check] = {
    "button": BUTTON,
    "overflow": OVERFLOW,
    **SELECTS,
    **CHOICES,
    **PICKERS,
}
"""An actions block takes no multi-select: https://docs.slack.dev/reference/block-kit/blocks/actions-block"""
ACCESSORY: dict[str, Check] = {**IN_ACTIONS, **MULTI_SELECTS, "image": IMAGE_ELEMENT}
del ACCESSORY["datetimepicker"]  # works in actions and input blocks only
IN_INPUT: dict[str, Check] = {**SELECTS, **MULTI_SELECTS, **CHOICES, **PICKERS, **TYPED_INPUTS}
accessory = tagged(ACCESSORY)
action_element = tagged(IN_ACTIONS)
input_element = tagged(IN_INPUT)
