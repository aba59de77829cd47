"""Turn what came over the wire into the arguments that a method declares."""

import json
from collections.abc import Callable, Mapping

from bot.localslack.contracts import Argument, Contract
from bot.localslack.errors import SlackError
from bot.localslack.shapes import Obj

FLAGS = {"1": True, "true": True, "0": False, "false": False, "": False}


def read_arguments(contract: Contract, sent: Mapping[str, object]) -> Obj:
    """Return the declared arguments that were sent, each in its own type.

    Empty text counts as not sent, as Slack does with form fields.
    Raises SlackError with the method's own code when one is missing, invalid_arguments when one
    cannot be read.
    """
    read: Obj = {}
    for argument in contract.arguments:
        value = sent.get(argument.name)
        if value is None or (value == "" and argument.required):
            if argument.required:
                name = argument.name
                detail = f"[ERROR] missing required field: {name} [json-pointer:/{name}]"
                raise SlackError(contract.missing, detail)
        else:
            read[argument.name] = _typed(argument, value)
    return read


def unknown_arguments(contract: Contract, sent: Mapping[str, object]) -> list[str]:
    """Return the names that the method does not declare; Slack ignores them in silence."""
    # Bolt adds team_id to every call of a per-request client; organisations need it.
    declared = {argument.name for argument in contract.arguments} | {"token", "team_id"}
    return sorted(set(sent) - declared)


def _typed(argument: Argument, value: object) -> object:
    try:
        return READERS[argument.kind](value)
    except (ValueError, RecursionError) as error:
        pointer = f"[json-pointer:/{argument.name}]"
        code = "invalid_blocks_format" if argument.name == "blocks" else "invalid_arguments"
        raise SlackError(code, f"[ERROR] must provide {argument.kind} {pointer}") from error


def _text(value: object) -> str:
    if isinstance(value, bool | dict | list):
        raise ValueError  # noqa: TRY004 - one kind of failure for the caller
    return str(value)


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).lower()
    if word not in FLAGS:
        raise ValueError
    return FLAGS[word]


def _number(value: object) -> int:
    if isinstance(value, bool):
        raise ValueError  # noqa: TRY004 - one kind of failure for the caller
    return int(str(value))


def _json(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


def _list(value: object) -> list[str]:
    if isinstance(value, str) and not value.startswith("["):
        return [part.strip() for part in value.split(",") if part.strip()]
    entries = _json(value)
    if not isinstance(entries, list):
        raise ValueError  # noqa: TRY004 - one kind of failure for the caller
    return [str(entry) for entry in entries]


READERS: dict[str, Callable[[object], object]] = {
    "text": _text,
    "flag": _flag,
    "number": _number,
    "json": _json,
    "list": _list,
}
