"""Typed values for the variables of a runbook."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.domain.errors import Refused, Rejected
from bot.domain.runbook import Runbook, Scalar, Variable
from bot.patterns import compiled
from bot.wire.addresses import normal_name

PLAIN = r"[A-Za-z0-9_./:@-]{0,200}"
DURATION = re.compile(r"[1-9][0-9]{0,5}[smhd]")
SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
WEB = re.compile(r"https?://[^\s@?#\\]{1,500}")
SHOWN = 60


def starting_values(runbook: Runbook, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return every value that `${name}` can take: what was given, else the defaults.

    `given` holds values of variables, as text or typed, and of names from outside (`incident.id`,
    `catalog.app_hosts`). An empty text is no value. Raises Rejected, naming the variable, for a
    value that does not fit.
    """
    values = {name: value for name, value in given.items() if value not in (None, "")}
    for variable in runbook.variables:
        if variable.name in values:
            values[variable.name] = accepted(variable, values[variable.name])
        elif variable.default is not None:
            values[variable.name] = variable.default
    return values


def accepted(variable: Variable, raw: Scalar) -> Scalar:
    """Return the value in the variable's type; text is read as that type.

    Raises Rejected for what does not fit.
    """
    value = _TYPES[variable.type](raw) if isinstance(raw, str) else raw
    if value is None or not fits(variable, value):
        raise Rejected(f"variable {variable.name}: “{str(raw)[:SHOWN]}” is not {wanted(variable)}")
    return value


def fits(variable: Variable, value: Scalar) -> bool:
    """Tell whether the value has the variable's type and pattern; nothing is converted."""
    if not _is_of_type(variable.type, value):
        return False
    if variable.type == "enum":
        return value in variable.choices
    pattern = variable.pattern or (PLAIN if variable.type == "string" else "")
    return not pattern or compiled(pattern).fullmatch(str(value)) is not None


def wanted(variable: Variable) -> str:
    """Say what the variable takes."""
    if variable.type == "enum":
        return f"one of {', '.join(variable.choices)}"
    words = _WANTED[variable.type]
    return f"{words} that matches {variable.pattern}" if variable.pattern else words


def seconds(duration: str) -> int:
    """Return the seconds of a duration such as 90s, 10m, 4h or 2d."""
    return int(duration[:-1]) * SECONDS[duration[-1]]


def is_web_address(text: Scalar) -> bool:
    """Tell whether this is a base address: http or https, no password, no query, no fragment."""
    if not isinstance(text, str) or not WEB.fullmatch(text):
        return False
    try:
        url = urlsplit(text)
        normal_name(url.hostname or "")
        port = url.port
    except (ValueError, Refused):
        return False
    return port != 0


def is_host(text: Scalar) -> bool:
    """Tell whether this is a host name or an address, without a port."""
    try:
        normal_name(str(text).lower())
    except Refused:
        return False
    return True


def _is_of_type(type_name: str, value: Scalar) -> bool:
    match type_name:
        case "int":
            return isinstance(value, int) and not isinstance(value, bool)
        case "float":
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            return is_number and math.isfinite(float(value or 0))
        case "bool":
            return isinstance(value, bool)
        case _:
            is_right = _TEXTS.get(type_name)
            return isinstance(value, str) and (is_right is None or is_right(value))


def _integer(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else None


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _boolean(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text)


def _as_it_is(text: str) -> str:
    return text


_TYPES: Mapping[str, Callable[[str], Scalar]] = {
    "string": _as_it_is,
    "int": _integer,
    "float": _float,
    "bool": _boolean,
    "url": _as_it_is,
    "host": _as_it_is,
    "duration": _as_it_is,
    "enum": _as_it_is,
}
_TEXTS: Mapping[str, Callable[[str], bool]] = {
    "url": is_web_address,
    "host": is_host,
    "duration": lambda text: DURATION.fullmatch(text) is not None,
}
_WANTED = {
    "string": "a text of letters, digits and _ . / : @ -",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "url": "a web address such as https://shop.example.com, without a query",
    "host": "a host name such as shop.example.com",
    "duration": "a duration such as 30s, 10m, 4h or 2d",
}
