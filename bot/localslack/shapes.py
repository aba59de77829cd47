"""The JSON that travels between Slack and an app."""

from typing import Any, TypeAlias

Obj: TypeAlias = dict[str, Any]
"""One JSON object, as Slack's documentation draws it."""


def copied(value: Any) -> Any:
    """Return a copy of a JSON value, all the way down, without keys whose value is null.

    A null stands for a key that was left out. Several times faster than deepcopy.
    """
    if isinstance(value, dict):
        return {key: copied(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [copied(inner) for inner in value]
    return value
