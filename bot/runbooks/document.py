"""Read YAML 1.2 strictly: data, and where each piece of it stands."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import yaml
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from bot.runbooks.faults import Place

Path: TypeAlias = tuple[str | int, ...]

LARGEST_BYTES = 262_144
DEEPEST = 20
LONGEST_NUMBER = 18

INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
DECIMAL = re.compile(r"-?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,2})?")
ODD_NUMBER = re.compile(
    r"[-+]?(0[0-9]+(\.[0-9]*)?|0o[0-7]+|0x[0-9a-fA-F]+|\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
    r"|[0-9.]+[eE][-+]?[0-9]{3,})|\+[0-9.]+"
)
ODD_WORD = {"True": "true", "TRUE": "true", "False": "false", "FALSE": "false"}
NULL = frozenset({"", "~", "null", "Null", "NULL"})
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069]")

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml, which is twenty times as fast; what scalars mean is decided here, by YAML 1.2."""

HINTS = (
    ("mapping values are not allowed", 'a value that holds ": " needs quotes around it'),
    ("tab character", "indent with spaces, not with tabs"),
    ("cannot start any token", "a value that begins with this character needs quotes around it"),
    ("expected ',' or", "inside { } and [ ] a value that holds a comma or a colon needs quotes"),
    ("unexpected ':'", "inside { } and [ ] a value that holds a comma or a colon needs quotes"),
    ("did not find expected key", "check the indentation of this line and of the one above"),
    ("expected '-' indicator", "check the indentation of this line and of the one above"),
    ("could not find expected ':'", "a key needs a colon behind it"),
)


class Problem(NamedTuple):
    """Something that a strict reader refuses."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says, and the places of its values and of the keys in front of them."""

    data: Any
    problems: tuple[Problem, ...]
    values: Mapping[Path, Place]
    keys: Mapping[Path, Place]

    def place(self, path: Iterable[str | int], *, of_key: bool = False) -> Place:
        """Return where this stands; path items that are not in the file are passed over."""
        known: Path = ()
        for item in path:
            known = (*known, item) if (*known, item) in self.values else known
        return (of_key and self.keys.get(known)) or self.values.get(known, Place())


def read(raw: bytes) -> Document:
    """Read one YAML document without anchors, aliases, tags, merge keys and duplicate keys.

    Only `true` and `false` are booleans; dates, `yes` and `0777` are never numbers or booleans.
    Never raises: what is refused is a problem, and `data` is then not to be used.
    """
    if len(raw) > LARGEST_BYTES:
        message = f"the file has {len(raw)} bytes, at most {LARGEST_BYTES} are read; split it"
        return Document(None, (Problem(Place(), message),), {}, {})
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _place_of(raw[: error.start].decode("utf-8", "replace"))
        return Document(None, (Problem(place, "the file is not UTF-8; save it as UTF-8"),), {}, {})
    if hidden := HIDDEN.search(text):
        message = f"the invisible character U+{ord(hidden.group()):04X} is not allowed; delete it"
        place = _place_of(text[: hidden.start()])
        return Document(None, (Problem(place, message),), {}, {})
    return _Reader().document(text)


class _Stop(Exception):
    """Nothing behind this problem can be understood."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Reader:
    """Builds data from the events of the parser; the depth limit bounds its recursion."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.events: Iterator[Event] = iter(())

    def document(self, text: str) -> Document:
        self.events = iter(yaml.parse(text, Loader=LOADER))
        data = None
        try:
            data = self._document()
        except _Stop as stop:
            self.problems.append(stop.problem)
        except MarkedYAMLError as error:
            self.problems.append(_syntax(error, text))
        except (YAMLError, ValueError) as error:
            self.problems.append(Problem(Place(), f"this is not YAML: {error}"))
        return Document(data, tuple(self.problems), self.values, self.keys)

    def _document(self) -> Any:
        data, documents = None, 0
        for event in self.events:
            match event:
                case StreamStartEvent() | DocumentEndEvent() | StreamEndEvent():
                    continue
                case DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        raise _Stop(Problem(_at(event), "a file holds one document; remove ---"))
                    if event.version or event.tags:
                        self._refuse(event, "directives are not allowed; remove the % line")
                case _:
                    data = self._value(event, ())
        if not documents:
            raise _Stop(Problem(Place(), "the file is empty"))
        return data

    def _value(self, event: Event, path: Path) -> Any:
        self.values[path] = _at(event)
        if len(path) >= DEEPEST:
            raise _Stop(Problem(_at(event), f"more than {DEEPEST} levels deep"))
        if isinstance(event, AliasEvent):
            return self._refuse(event, "aliases (*) are not allowed; write the value again")
        if isinstance(event, NodeEvent):
            self._check_node(event)
        match event:
            case MappingStartEvent():
                return self._mapping(path)
            case SequenceStartEvent():
                return self._sequence(path)
            case _:
                return self._scalar(event)

    def _check_node(self, event: NodeEvent) -> None:
        if event.anchor is not None:
            self._refuse(event, "anchors (&) are not allowed; write the value where it is used")
        if getattr(event, "tag", None) is not None:
            self._refuse(event, "tags (!) are not allowed; a value says by itself what it is")

    def _mapping(self, path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self._key(event)
            inner = (*path, key)
            if key in mapping:
                self._refuse(event, f'the key "{key}" stands here twice; remove one')
            mapping[key] = self._value(next(self.events), inner)
            self.keys[inner] = _at(event)
            if mapping[key] is None:
                # What is not there stands, for the parser, at the beginning of what follows.
                self.values[inner] = _at(event)
        return mapping

    def _key(self, event: Event) -> str:
        if not isinstance(event, ScalarEvent):
            raise _Stop(Problem(_at(event), "a key must be a word"))
        self._check_node(event)
        if event.value == "<<" and _is_plain(event):
            self._refuse(event, "merge keys (<<) are not allowed; write the keys out")
        elif not isinstance(self._scalar(event), str):
            self._refuse(event, f'a key must be text; put it in quotes: "{event.value}"')
        return str(event.value)

    def _sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _scalar(self, event: Any) -> Any:
        text = str(event.value)
        if hidden := HIDDEN.search(text):
            code = f"U+{ord(hidden.group()):04X}"
            return self._refuse(event, f"the invisible character {code} is not allowed")
        if not _is_plain(event):
            return text
        if text in NULL or text in {"true", "false"}:
            return {"true": True, "false": False}.get(text)
        if text in ODD_WORD:
            return self._refuse(event, f'write {ODD_WORD[text]}, or "{text}" if it is text')
        is_long = len(text) > LONGEST_NUMBER and DECIMAL.fullmatch(text)
        if is_long or ODD_NUMBER.fullmatch(text):
            return self._refuse(event, f'write a plain decimal number, or "{text}" if it is text')
        return _number(text)

    def _refuse(self, event: Event, message: str) -> None:
        self.problems.append(Problem(_at(event), message))


def _is_plain(event: Any) -> bool:
    return event.style is None or event.style == ""


def _number(text: str) -> str | int | float:
    if INTEGER.fullmatch(text):
        return int(text)
    return float(text) if DECIMAL.fullmatch(text) else text


def _at(event: Event) -> Place:
    return _of(event.start_mark)


def _of(mark: "yaml.error.Mark | yaml._yaml.Mark | None") -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark else Place()


def _place_of(text: str) -> Place:
    """Return the place behind this beginning of a file."""
    return Place(text.count("\n") + 1, len(text) - text.rfind("\n"))


def _syntax(error: MarkedYAMLError, text: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    problem = str(error.problem or error.context or error)
    if mark and text[mark.index : mark.index + 1] == "\t":
        problem = "found a tab character that cannot start any token"
    hint = next((f"; {hint}" for part, hint in HINTS if part in problem), "")
    return Problem(_of(mark), f"this is not YAML: {problem}{hint}")
