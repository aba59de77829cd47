"""The two ways to refuse: as Slack's Web API does, and as the control API does."""

from bot.localslack.shapes import Obj

CONTROL_STATUS = {
    "bad_json": 400,
    "bad_request": 400,
    "bad_value": 400,
    "not_loopback": 403,
    "foreign_origin": 403,
    "not_yours": 403,
    "not_in_channel": 403,
    "cannot_see_channel": 403,
    "deactivated": 403,
    "unknown_person": 404,
    "unknown_channel": 404,
    "unknown_message": 404,
    "unknown_view": 404,
    "unknown_element": 404,
    "unknown_command": 404,
    "unknown_shortcut": 404,
    "unknown_delivery": 404,
    "unknown_path": 404,
    "method_not_allowed": 405,
    "timeout": 408,
    "is_archived": 409,
    "name_taken": 409,
    "already_reacted": 409,
    "no_reaction": 409,
    "already_pinned": 409,
    "not_pinned": 409,
    "confirm_required": 409,
    "not_in_thread": 409,
    "wrong_clock": 409,
    "too_large": 413,
}
"""Every code of the control API and its HTTP status (docs/local-slack.md lists the same)."""


class SlackError(Exception):
    """The Web API method was refused with one of Slack's codes.

    Vendor: https://docs.slack.dev/apis/web-api/#responses
    """

    def __init__(self, code: str, *messages: str, **extra: object) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages
        self.extra = extra

    def body(self) -> Obj:
        """Return the answer as the Web API sends it."""
        answer: Obj = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            answer["response_metadata"] = {"messages": list(self.messages)}
        return answer


class Refused(Exception):
    """The control API was asked for something that a person in Slack could not do."""

    def __init__(self, code: str, detail: str, **extra: object) -> None:
        super().__init__(detail)
        self.code = code
        self.status = CONTROL_STATUS[code]
        self.extra = extra

    def body(self) -> Obj:
        """Return the answer as the control API sends it."""
        return {"ok": False, "error": self.code, "detail": str(self), **self.extra}
