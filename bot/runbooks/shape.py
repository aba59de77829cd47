"""Compare a document with the format, key by key."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.runbooks.document import Document, Path
from bot.runbooks.faults import Fault, instead
from bot.runbooks.format import (
    Hypothesis,
    Match,
    Phase,
    Policy,
    RunbookFile,
    Support,
    Variable,
)
from bot.runbooks.parts import (
    DATE,
    DURATION,
    HEADER,
    LATER_KEYS,
    PATH,
    SLUG,
    WRITTEN,
    Expectation,
    Part,
)
from bot.runbooks.probes import LATER_PROBES, Http
from bot.runbooks.sheet import Sheet
from bot.runbooks.steps import LATER_KINDS, Check, Choice, Manual, Offer, Question

KINDS = ("manual", "question", "check")
PROBES = ("http",)

PARTS: Mapping[str, type[Part]] = {
    "match": Match,
    "variables": Variable,
    "policy": Policy,
    "hypotheses": Hypothesis,
    "supports": Support,
    "phases": Phase,
    "manual": Manual,
    "question": Question,
    "check": Check,
    "choices": Choice,
    "then": Offer,
    "http": Http,
    **dict.fromkeys(("when", "expect", "exit_when"), Expectation),
}
"""Which part a key or a kind in an error's path leads into."""

PATTERNS = {
    SLUG: ("RB105", "must be 2 to 64 small letters, digits, - or _, beginning with a letter"),
    DURATION: ("RB105", "must be a duration such as 30s, 10m, 4h or 2d"),
    DATE: ("RB105", 'must be a date in quotes such as "2027-02-22"'),
    PATH: ("RB102", "must be a path such as json.status"),
    HEADER: ("RB102", "must be the name of a header such as Accept"),
    WRITTEN: ("RB102", "must not be empty"),
}

TYPES = {
    "string_type": "text; put it in quotes",
    "int_type": "a whole number without quotes",
    "float_type": "a number without quotes",
    "bool_type": "true or false, without quotes",
    "list_type": "a list",
    "dict_type": "a mapping of keys and values",
    "model_type": "a mapping of keys and values",
    "model_attributes_type": "a mapping of keys and values",
}

LIMITS = {
    "missing": "is missing; add it",
    "too_short": "must hold at least {min_length}",
    "too_long": "has too many items; at most {max_length}",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long; at most {max_length} characters",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
}

STEP_DEPTH = 4


def compare(file: str, document: Document) -> Sheet | list[Fault]:
    """Return the sheet, or everything in which the document departs from the format."""
    if document.problems:
        return [Fault(file, place, "RB101", message) for place, message in document.problems]
    try:
        return Sheet(file, document, RunbookFile.model_validate(document.data))
    except ValidationError as error:
        return [_fault(file, document, each) for each in error.errors(include_url=False)]


def later(file: str, document: Document) -> list[Fault]:
    """List what only a later version of Muster will understand, whatever else is wrong."""
    faults = []
    for path, step in _written_steps(document.data):
        probe = step.get("probe")
        asked = probe.get("type") if isinstance(probe, Mapping) else None
        for key, what, word, known in (
            ((*path, "kind"), "kind", step.get("kind"), LATER_KINDS),
            ((*path, "probe", "type"), "probe type", asked, LATER_PROBES),
        ):
            if isinstance(word, str) and word in known:
                faults.append(Fault(file, document.place(key), "RB102", _of_later(what, word)))
    return faults


def _written_steps(data: Any) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    phases = data.get("phases") if isinstance(data, Mapping) else None
    for number, phase in enumerate(phases if isinstance(phases, list) else ()):
        steps = phase.get("steps") if isinstance(phase, Mapping) else None
        for index, step in enumerate(steps if isinstance(steps, list) else ()):
            if isinstance(step, Mapping):
                yield ("phases", number, "steps", index), step


def _of_later(what: str, word: str) -> str:
    return f"{what} '{word}' comes with a later version of Muster; leave it out until then"


def _fault(file: str, document: Document, error: ErrorDetails) -> Fault:
    path = tuple(item for item in error["loc"] if item != "[key]")
    is_about_key = "[key]" in error["loc"] or error["type"] == "extra_forbidden"
    code, message = _words(error, path)
    place = document.place(path, of_key=is_about_key)
    return Fault(file, place, code, f"{_named(document, path)}: {message}")


def _named(document: Document, path: Path) -> str:
    """Name a place in the file as people read it, without what pydantic puts in between."""
    known: Path = ()
    name = ""
    for index, item in enumerate(path):
        if (*known, item) in document.values:
            known = (*known, item)
            name += f"[{item}]" if isinstance(item, int) else f".{item}"
            if len(known) == STEP_DEPTH and (step := _step_id(document, known)):
                name = f'step "{step}"'
        elif index == len(path) - 1 and item not in PARTS:
            name += f".{item}"
    return name.removeprefix(".") or "the file"


def _step_id(document: Document, path: Path) -> str:
    phases, phase, steps, index = path
    if (phases, steps) != ("phases", "steps"):
        return ""
    step = document.data["phases"][phase]["steps"][index]
    known = step.get("id") if isinstance(step, Mapping) else ""
    return known if isinstance(known, str) else ""


def _words(error: ErrorDetails, path: Path) -> tuple[str, str]:
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "string_pattern_mismatch":
        code, message = PATTERNS[context["pattern"]]
        return code, f"{message}, not {_shown(value)}"
    if kind in TYPES:
        return "RB102", f"must be {TYPES[kind]}, not {_shown(value)}"
    if kind in LIMITS:
        return "RB102", LIMITS[kind].format(**context)
    return "RB102", _unknown(error, path)


def _unknown(error: ErrorDetails, path: Path) -> str:
    value, context = error["input"], error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            return _unknown_key(str(path[-1]), value, path)
        case "union_tag_invalid" | "union_tag_not_found":
            return _unknown_kind(value, context["discriminator"])
        case "literal_error":
            return _unknown_word(value, context["expected"])
        case "value_error":
            return str(context["error"])
        case _:
            return error["msg"]


def _unknown_key(key: str, value: Any, path: Path) -> str:
    if key in LATER_KEYS:
        return _of_later("key", key)
    if value is None and " " in key:
        return f'"{key}" is no key: a comma inside {{ }} ends the value before it; quote that value'
    part = next((PARTS[str(item)] for item in path[-2::-1] if item in PARTS), RunbookFile)
    known = [field.alias or name for name, field in part.model_fields.items()]
    return f'unknown key "{key}"{instead(key, known)}'


def _unknown_kind(value: Any, discriminator: str) -> str:
    if not isinstance(value, Mapping):
        return f"must be a mapping of keys and values, not {_shown(value)}"
    key, known = ("kind", KINDS) if "kind" in discriminator else ("type", PROBES)
    if key not in value:
        return f'the key "{key}" is missing; known: {", ".join(known)}'
    return f"unknown {key} {_shown(value[key])}{instead(str(value[key]), known)}"


def _unknown_word(value: Any, expected: str) -> str:
    known = expected.replace("'", "").replace(" or ", ", ").split(", ")
    if known == ["runbooks/v1"]:
        return f"{_shown(value)} is written for a newer Muster; this one reads runbooks/v1"
    return f"{_shown(value)} is not known here{instead(str(value), known)}"


def _shown(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value[:60]}"'
        case list():
            return "a list"
        case Mapping():
            return "a mapping"
        case _:
            return f"the number {value}"
