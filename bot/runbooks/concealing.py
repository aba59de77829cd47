"""Take out of an answer what the author of a check marked as secret."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

CONCEALED = "[redacted:path]"
DROPPED = "[redacted:path] The body is not kept: it breaks off, so nothing in it could be found."


def conceal(
    fields: Mapping[str, Any], body: str, paths: Iterable[str]
) -> tuple[dict[str, Any], str]:
    """Return result fields and body without what stands at these result paths.

    When a part of the JSON goes, the body is written anew from what is left of it. JSON that
    cannot be read is dropped whole.
    """
    kept = dict(fields)
    wanted = [path.split(".") for path in paths]
    for path in wanted:
        kept = _without(kept, path)
    if "json" not in fields and body.lstrip()[:1] in {"{", "["}:
        return kept, DROPPED if any(path[0] == "json" for path in wanted) else body
    if "json" in fields and kept["json"] != fields["json"]:
        return kept, json.dumps(kept["json"], ensure_ascii=False, indent=1)
    return kept, body


def _without(value: Any, path: list[str]) -> Any:
    """Return a copy in which one path is concealed; one that leads nowhere changes nothing."""
    if not path:
        return CONCEALED
    head, tail = path[0], path[1:]
    if isinstance(value, Mapping):
        # A name may hold dots itself: the longest that is there wins, as in expectations.
        for length in range(len(path), 0, -1):
            name = ".".join(path[:length])
            if name in value:
                return {**value, name: _without(value[name], path[length:])}
    if isinstance(value, list) and head.isdecimal() and len(head) < 9 and int(head) < len(value):  # noqa: PLR2004 - longer is no index
        return [_without(item, tail) if i == int(head) else item for i, item in enumerate(value)]
    return value
