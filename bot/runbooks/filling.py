"""Put values into `${name}`; nothing is evaluated."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

NAME = re.compile(r"\$\{([^{}]*)\}")
SECRET = "secret."  # noqa: S105 - the beginning of a name, not a secret

_AUTHORITY = re.compile(r"(https?://)([^/?#]*)(.*)", re.DOTALL)
_BREAK = re.compile("[\r\n\x00]")
_DOTS = frozenset({".", ".."})


class Unfilled(Exception):
    """A text could not be filled in; the message says which name and why."""


def names(value: Any) -> Iterator[str]:
    """Yield every name that this text, or any text inside this list or mapping, asks for."""
    if isinstance(value, str):
        yield from NAME.findall(value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from names(key)
            yield from names(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from names(item)


def whole(text: Any) -> str:
    """Return the name if the text is exactly one `${name}`, else nothing."""
    found = NAME.fullmatch(text) if isinstance(text, str) else None
    return found.group(1) if found else ""


def filled_url(template: str, values: Mapping[str, Any], types: Mapping[str, str]) -> str:
    """Fill a web address: percent-encoded, except for a base address and a host.

    `types` says which names are `url` or `host` variables: only those may name a host.
    """
    base, rest = _filled_host(template, values, types)
    return base + NAME.sub(lambda found: _encoded(found.group(1), values), rest)


def filled_header(template: str, values: Mapping[str, Any]) -> str:
    """Fill a header. Names of secrets stay: only the source that sends them knows their values."""
    value = NAME.sub(lambda found: _kept_secret(found, values), template)
    if _BREAK.search(value):
        raise Unfilled("unsafe value: a header cannot hold a line break")
    return value


def filled_json(template: Any, values: Mapping[str, Any]) -> Any:
    """Fill a JSON value; a text that is exactly one `${name}` takes the type of its value.

    Names of secrets stay, as in headers.
    """
    if isinstance(template, Mapping):
        return {key: filled_json(item, values) for key, item in template.items()}
    if isinstance(template, list | tuple):
        return [filled_json(item, values) for item in template]
    if not isinstance(template, str):
        return template
    name = whole(template)
    if name and not name.startswith(SECRET):
        return _value(name, values)
    return NAME.sub(lambda found: _kept_secret(found, values), template)


def filled_hosts(
    templates: Iterable[str], values: Mapping[str, Any], types: Mapping[str, str]
) -> tuple[str, ...]:
    """Fill a list of hosts. A `url` variable stands for its host; a name may bring several.

    Several are a list, or one text with commas. A name without a value brings none: what is
    optional allows nothing while it is not used.
    """
    hosts: list[str] = []
    for template in templates:
        name = whole(template)
        value = values.get(name, ()) if name else template
        if types.get(name) == "url":
            value = urlsplit(str(value)).hostname or ""
        hosts += value.split(",") if isinstance(value, str) else value
    return tuple(str(host).strip().lower() for host in hosts)


def _filled_host(
    template: str, values: Mapping[str, Any], types: Mapping[str, str]
) -> tuple[str, str]:
    base = NAME.match(template)
    if base and types.get(base.group(1)) == "url":
        return str(_value(base.group(1), values)).rstrip("/"), template[base.end() :]
    parts = _AUTHORITY.fullmatch(template)
    if parts is None:
        raise Unfilled("the url must begin with https://, http:// or a variable of type url")
    scheme, authority, rest = parts.groups()
    return scheme + NAME.sub(lambda found: _host(found.group(1), values, types), authority), rest


def _host(name: str, values: Mapping[str, Any], types: Mapping[str, str]) -> str:
    value = _value(name, values)
    if types.get(name) not in {"host", "int"}:
        raise Unfilled(f"variable {name} is not of type host, so it cannot name a host")
    return f"[{value}]" if ":" in str(value) else str(value)


def _encoded(name: str, values: Mapping[str, Any]) -> str:
    text = _text(_value(name, values))
    if text in _DOTS:
        raise Unfilled(f"unsafe value: variable {name} is “{text}”")
    return quote(text, safe="")


def _kept_secret(found: re.Match[str], values: Mapping[str, Any]) -> str:
    name = found.group(1)
    return found.group() if name.startswith(SECRET) else _text(_value(name, values))


def _value(name: str, values: Mapping[str, Any]) -> Any:
    if values.get(name) is None:
        raise Unfilled(f"variable {name} has no value")
    return values[name]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
