"""Small checks that put together say what a block may look like."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.localslack.strict.limits import limit

NUMERIC = re.compile(r"-?\d{1,20}(\.\d{1,20})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that Slack would refuse, and where it stands (a JSON pointer)."""

    pointer: str
    message: str

    def as_slack(self) -> str:
        """Return the line as `response_metadata.messages` has it; the wording is not documented."""
        return f"[ERROR] {self.message} [json-pointer:{self.pointer}]"


@dataclass(slots=True)
class Findings:
    """The problems found so far, in the order in which they stand."""

    problems: list[Problem] = field(default_factory=list)

    def bad(self, pointer: str, message: str) -> None:
        """Note one problem."""
        self.problems.append(Problem(pointer, message))


Check = Callable[[Findings, object, str], None]
"""A check is given a value and the pointer to it."""


def string(limit_id: str, *, least: int = 0) -> Check:
    """Accept text up to a limit, counted in code points."""

    def check(found: Findings, value: object, pointer: str) -> None:
        if not isinstance(value, str):
            found.bad(pointer, "must provide a string")
        elif len(value) > limit(limit_id):
            found.bad(pointer, f"must be less than {limit(limit_id) + 1} characters")
        elif len(value) < least:
            found.bad(pointer, f"must be more than {least - 1} characters")

    return check


def number(limit_id: str, *, least: int = 0) -> Check:
    """Accept a whole number in a range."""

    def check(found: Findings, value: object, pointer: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            found.bad(pointer, "must provide an integer")
        elif not least <= value <= limit(limit_id):
            found.bad(pointer, f"must be between {least} and {limit(limit_id)}")

    return check


def of_type(kind: type, word: str) -> Check:
    """Accept a value of one JSON type."""

    def check(found: Findings, value: object, pointer: str) -> None:
        if not isinstance(value, kind):
            found.bad(pointer, f"must provide {word}")

    return check


def word(*allowed: str) -> Check:
    """Accept one of a few words."""

    def check(found: Findings, value: object, pointer: str) -> None:
        if value not in allowed:
            found.bad(pointer, f"must be one of: {', '.join(allowed)}")

    return check


def listed(limit_id: str, item: Check, *, least: int = 1) -> Check:
    """Accept a list of a limited number of items, each checked."""

    def check(found: Findings, value: object, pointer: str) -> None:
        if not isinstance(value, list):
            found.bad(pointer, "must provide a list")
            return
        if len(value) > limit(limit_id):
            found.bad(pointer, f"no more than {limit(limit_id)} items allowed")
        if len(value) < least:
            found.bad(pointer, f"no fewer than {least} items allowed")
        for index, entry in enumerate(value):
            item(found, entry, f"{pointer}/{index}")

    return check


def numeric(found: Findings, value: object, pointer: str) -> None:
    """Accept a number written as text."""
    if not isinstance(value, str) or not NUMERIC.fullmatch(value):
        found.bad(pointer, "must provide a number as a string")


def anything(_found: Findings, _value: object, _pointer: str) -> None:
    """Find no fault with whatever it is."""


boolean = of_type(bool, "a boolean")
text_id = of_type(str, "a string")


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys an object may have, those it must have, and sets of which one must be there."""

    keys: Mapping[str, Check]
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()

    def __call__(self, found: Findings, value: object, pointer: str) -> None:
        if not isinstance(value, dict):
            found.bad(pointer, "must provide an object")
            return
        for key in self.required:
            if key not in value:
                found.bad(pointer, f"missing required field: {key}")
        if self.one_of and sum(key in value for key in self.one_of) == 0:
            found.bad(pointer, f"must define either {' or '.join(self.one_of)}")
        for key, entry in value.items():
            self._key(found, key, entry, pointer)

    def _key(self, found: Findings, key: str, entry: object, pointer: str) -> None:
        check = self.keys.get(key)
        if check is None:
            if key != "type":
                found.bad(pointer, f"invalid additional property: {key}")
        elif entry is not None or key in self.required:
            check(found, entry, f"{pointer}/{key}")


def tagged(shapes: Mapping[str, Check]) -> Check:
    """Accept an object of one of several types, told apart by its "type"."""

    def check(found: Findings, value: object, pointer: str) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(value, dict):
            found.bad(pointer, "must provide an object")
        elif not isinstance(kind, str):
            found.bad(pointer, "missing required field: type")
        elif kind not in shapes:
            found.bad(f"{pointer}/type", f"unsupported type: {kind}")
        else:
            shapes[kind](found, value, pointer)

    return check


def text_object(limit_id: str, *kinds: str, least: int = 1) -> Check:
    """Accept a text object of the given kinds (plain_text, mrkdwn).

    Vendor: https://docs.slack.dev/reference/block-kit/composition-objects/text-object
    """
    content = string(limit_id, least=least)
    shapes: dict[str, Check] = {
        "plain_text": Shape({"text": content, "emoji": boolean}, required=("text",)),
        "mrkdwn": Shape({"text": content, "verbatim": boolean}, required=("text",)),
    }
    return tagged({kind: shapes[kind] for kind in kinds or ("plain_text", "mrkdwn")})


def plain(limit_id: str, *, least: int = 1) -> Check:
    """Accept a plain_text object."""
    return text_object(limit_id, "plain_text", least=least)
