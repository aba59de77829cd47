"""Blocks and forms that the sample bot sends."""

import re
from typing import Any, TypeAlias

Obj: TypeAlias = dict[str, Any]


def plain(text: str) -> Obj:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Obj:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str, description: str = "") -> Obj:
    about = {"description": plain(description)} if description else {}
    return {"text": plain(text), "value": value, **about}


def button(text: str, action_id: str, **more: Any) -> Obj:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def field(label: str, element: Obj, **more: Any) -> Obj:
    name = element["action_id"]
    return {"type": "input", "block_id": name, "label": plain(label), "element": element, **more}


def channel_name(title: str) -> str:
    return f"inc-1-{re.sub('[^a-z0-9]+', '-', title.lower()).strip('-')}"[:80]


SEVERITIES = [
    option("Unknown", "unknown", "We do not know yet"),
    option("SEV1", "sev1", "Customers cannot use a core function"),
    option("SEV2", "sev2", "A core function is slow, or some customers are affected"),
]
PAGE_CONFIRM = {
    "title": plain("Page the team?"),
    "text": mrkdwn("This wakes *Ben*."),
    "confirm": plain("Page"),
    "deny": plain("Not now"),
}


def card(title: str, lead: str = "") -> list[Obj]:
    """Return the card of an incident."""
    shown_lead = f"<@{lead}>" if lead else "nobody yet"
    return [
        {"type": "header", "text": plain(f":rotating_light: INC-1 {title}"[:150])},
        {
            "type": "section",
            "fields": [
                mrkdwn("*Severity*\n:white_circle: Unknown"),
                mrkdwn("*Status*\n:mag: Investigating"),
                mrkdwn(f"*Lead*\n{shown_lead}"),
                mrkdwn("*Since*\n<!date^1767578400^{time}|02:00 UTC>"),
            ],
        },
        {"type": "context", "elements": [mrkdwn("Step 1 of 9: *Verify the scope*")]},
        {"type": "divider"},
        {
            "type": "actions",
            "block_id": "card",
            "elements": [
                button("Take lead", "take_lead", style="primary", value="1"),
                button("Page", "page", style="danger", confirm=PAGE_CONFIRM),
                {
                    "type": "static_select",
                    "action_id": "severity",
                    "placeholder": plain("Severity"),
                    "options": SEVERITIES,
                },
                {
                    "type": "overflow",
                    "action_id": "more",
                    "options": [option("Change title", "title"), option("Resolve", "resolve")],
                },
            ],
        },
    ]


def declare_form() -> Obj:
    """Return the form that declares an incident."""
    title = {
        "type": "plain_text_input",
        "action_id": "title",
        "max_length": 120,
        "placeholder": plain("Checkout fails for EU customers"),
    }
    severity = {
        "type": "static_select",
        "action_id": "severity",
        "options": SEVERITIES,
        "initial_option": SEVERITIES[0],
    }
    impact = {"type": "plain_text_input", "action_id": "impact", "multiline": True}
    more = {
        "type": "checkboxes",
        "action_id": "more",
        "options": [
            option("Private", "private", "Only for those invited"),
            option("Drill", "drill"),
        ],
    }
    return {
        "type": "modal",
        "callback_id": "declare",
        "title": plain("Declare incident"),
        "submit": plain("Declare"),
        "close": plain("Cancel"),
        "blocks": [
            field("Title", title, hint=plain("One line; you can change it later.")),
            field("Severity", severity),
            field("Impact", impact, optional=True),
            field("More", more, optional=True),
        ],
    }


def every_input() -> Obj:
    """Return a form with each input element that the page knows."""
    tags = [option(f"tag {number}", f"t{number}") for number in range(12)]
    grouped = [
        {"label": plain("Shop"), "options": [option("checkout", "checkout")]},
        {"label": plain("Platform"), "options": [option("identity", "identity")]},
    ]
    return {
        "type": "modal",
        "callback_id": "everything",
        "title": plain("Every element"),
        "submit": plain("Save"),
        "blocks": [
            {
                "type": "section",
                "text": mrkdwn("*A section* with an accessory"),
                "accessory": button("Another form", "another_form"),
            },
            field("Service", _of("static_select", "service", option_groups=grouped)),
            field("Tags", _of("multi_static_select", "tags", options=tags)),
            field("Owner", _of("users_select", "owner")),
            field("People", _of("multi_users_select", "people")),
            field("Channel", _of("channels_select", "channel")),
            field("Conversation", _of("conversations_select", "conversation")),
            field("Kind", _of("radio_buttons", "kind", options=tags[:2])),
            field("Day", _of("datepicker", "day", initial_date="2026-01-05")),
            field("Time", _of("timepicker", "time")),
            field("Moment", _of("datetimepicker", "moment")),
            field("Number", _of("number_input", "number", is_decimal_allowed=False)),
            field("E-mail", _of("email_text_input", "email")),
            field("Address", _of("url_text_input", "address")),
        ],
    }


def _of(kind: str, action_id: str, **more: Any) -> Obj:
    return {"type": kind, "action_id": action_id, **more}
