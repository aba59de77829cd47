"""Check what a runbook asks for against what it may ask for."""

import re
from collections.abc import Iterator
from datetime import date

from bot.runbooks.document import Path
from bot.runbooks.faults import Fault, instead
from bot.runbooks.filling import NAME, whole
from bot.runbooks.format import RunbookFile
from bot.runbooks.parts import Later
from bot.runbooks.probes import Http
from bot.runbooks.sheet import Sheet
from bot.runbooks.steps import Check
from bot.runbooks.values import is_host, seconds
from bot.wire.addresses import covers

LONGEST_TIMEOUT_S = 60
LONGEST_TITLE = 80
RESULTS = frozenset(
    {"elapsed_ms", "failure", "headers", "incomplete", "json", "reachable", "status", "text_bytes"}
)
ADDRESS = re.compile(r"https?://([^/?#]*)")


def check_limits(sheet: Sheet, *, today: date) -> Iterator[Fault]:
    """Yield every limit that is exceeded, and what is worth repairing."""
    yield from _review(sheet, today)
    yield from _hosts(sheet)
    yield from _timeouts(sheet)
    for index, link in enumerate(sheet.book.references):
        if not link.startswith(("https://", "http://")):
            yield sheet.fault(("references", index), "RB102", "must begin with https://")
    for path, step in sheet.steps:
        if not isinstance(step, Later) and len(step.title) > LONGEST_TITLE:
            message = f"a title of more than {LONGEST_TITLE} characters is cut on a phone"
            yield sheet.fault((*path, "title"), "RB102", message, is_warning=True)
        if isinstance(step, Check) and isinstance(step.probe, Http):
            yield from _http(sheet, (*path, "probe"), step.probe)
            yield from _results(sheet, path, step)


def _review(sheet: Sheet, today: date) -> Iterator[Fault]:
    try:
        until = date.fromisoformat(sheet.book.review_by)
    except ValueError:
        yield sheet.fault(("review_by",), "RB105", "there is no such day")
        return
    if until < today:
        message = "this date has passed; read the runbook again and set a new one"
        yield sheet.fault(("review_by",), "RB502", message, is_warning=True)


def _hosts(sheet: Sheet) -> Iterator[Fault]:
    for index, host in enumerate(sheet.book.policy.allow_hosts):
        if problem := _wrong_host(sheet.book, host):
            yield sheet.fault(("policy", "allow_hosts", index), "RB405", problem)


def _wrong_host(book: RunbookFile, host: str) -> str:
    name = whole(host)
    if name in book.variables and book.variables[name].type not in {"url", "host"}:
        return f"variable {name} is of type {book.variables[name].type}; only url and host fit here"
    if name or is_host(host.removeprefix("*.")):
        return ""
    return "write shop.example.com, *.example.com, ${catalog.name} or a url or host variable"


def _timeouts(sheet: Sheet) -> Iterator[Fault]:
    limits: list[tuple[Path, str | None]] = [
        (("policy", "default_timeout"), sheet.book.policy.default_timeout)
    ]
    limits += [
        ((*path, "timeout"), step.timeout)
        for path, step in sheet.steps
        if not isinstance(step, Later)
    ]
    for path, limit in limits:
        if limit and seconds(limit) > LONGEST_TIMEOUT_S:
            message = f"{limit} is too long: a check may take at most {LONGEST_TIMEOUT_S}s"
            yield sheet.fault(path, "RB406", message)


def _http(sheet: Sheet, path: Path, probe: Http) -> Iterator[Fault]:
    if probe.method == "POST" and not probe.safe_post:
        message = "POST needs safe_post: true, which says that it changes nothing"
        yield sheet.fault((*path, "method"), "RB401", message)
    base = NAME.match(probe.url)
    if base and _type(sheet.book, base.group(1)) == "url":
        return
    address = ADDRESS.match(probe.url)
    if address is None:
        message = "must begin with https://, http:// or a variable of type url"
        yield sheet.fault((*path, "url"), "RB102", message)
    elif "@" in address.group(1):
        message = "must not carry a name and password; use headers"
        yield sheet.fault((*path, "url"), "RB102", message)
    elif problem := _wrong_target(sheet.book, address.group(1)):
        yield sheet.fault((*path, "url"), "RB405", problem)


def _wrong_target(book: RunbookFile, authority: str) -> str:
    """Say why a probe may not call this host, or nothing where only its run can tell."""
    for name in NAME.findall(authority):
        if _type(book, name) not in {"host", "int"}:
            return f"${{{name}}} cannot name a host: only a variable of type url or host can"
    host = re.sub(r":[0-9]*$", "", authority).strip("[]").lower()
    is_known = any("$" in each or covers(each, host) for each in book.policy.allow_hosts)
    if "$" in authority or is_known:
        return ""
    return f'"{host}" is not in policy.allow_hosts{instead(host, book.policy.allow_hosts)}'


def _type(book: RunbookFile, name: str) -> str:
    return book.variables[name].type if name in book.variables else ""


def _results(sheet: Sheet, path: Path, step: Check) -> Iterator[Fault]:
    asked = [
        ((*path, "expect", index, "path"), each.path) for index, each in enumerate(step.expect)
    ]
    asked += [((*path, "redact", index), each) for index, each in enumerate(step.redact)]
    for place, result in asked:
        root = result.partition(".")[0]
        if root not in RESULTS:
            message = f'an http probe returns no "{root}"{instead(root, sorted(RESULTS))}'
            yield sheet.fault(place, "RB208", message)
