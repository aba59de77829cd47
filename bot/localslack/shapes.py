"""The JSON that travels between Slack and an app."""

from typing import Any, TypeAlias

Obj: TypeAlias = dict[str, Any]
"""One JSON object, as Slack's documentation draws it."""
