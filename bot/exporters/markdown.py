"""Write a postmortem as GitHub-flavoured Markdown, the form that all others follow.

Vendor: https://github.github.com/gfm/
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel, ConfigDict

from bot.domain.document import Statement
from bot.domain.durations import words
from bot.domain.metrics import Figure
from bot.domain.postmortem import Postmortem
from bot.ports import Exporter


class Config(BaseModel):
    """Which form to write: the name of a template in templates/postmortem."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"example": {"form": "full"}}
    )
    form: str = "full"


def connect(config: Config, templates: Path) -> Exporter:
    """Build the exporter over the folder that holds `postmortem/<form>.md.j2`."""
    return Markdown(_environment(templates), f"postmortem/{config.form}.md.j2")


@dataclass(frozen=True, slots=True)
class Markdown:
    """Escapes every text that comes out of the draft; only the template itself is markup."""

    environment: ImmutableSandboxedEnvironment
    template: str
    name: str = "markdown"
    suffix: str = ".md"

    def render(self, postmortem: Postmortem) -> bytes:
        """Return the document in UTF-8; the same draft gives the same bytes."""
        text = self.environment.get_template(self.template).render(postmortem=postmortem)
        return _BLANK_LINES.sub("\n\n", text).strip().encode() + b"\n"


class Markup(str):
    """Markdown that is safe already."""

    __slots__ = ()


_BLANK_LINES = re.compile(r"\n{3,}")
_LINE_END = re.compile("[ \t]*(?:\r\n|[\r\n\u0085\u2028\u2029])[\\s\u0085\u2028\u2029]*")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_ADDRESS = re.compile(r"https?://[!#$%&+,\-./0-9:;=?@A-Z_a-z~]*[#$%&+\-/0-9=@A-Z_a-z~]")
_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*[]~|$"} | {"<": "&lt;"})
_ENTITY = re.compile(r"&(?=#?[0-9A-Za-z]+;)")
_EMPHASIS = re.compile("(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])")
_BLOCK_START = re.compile(r"^(?:\d+(?=[.)])|(?=[#+\-=>]))|(?=#$)")


def on_one_line(text: str) -> str:
    """Return what can be seen of a text, on one line: ⏎ for line ends, � for the invisible.

    Invisible are control characters, halves of characters, and what turns the reading direction.
    """
    line = _LINE_END.sub(" ⏎ ", text.strip()).replace("\t", " ")
    return _UNPRINTABLE.sub("\ufffd", line).strip()


def escaped(text: str) -> Markup:
    """Return Markdown that reads as this text on one line: words and never markup.

    Addresses become links to themselves.
    """
    line = on_one_line(text)
    parts: list[str] = []
    start = 0
    for address in _ADDRESS.finditer(line):
        parts += [_plain(line[start : address.start()]), f"<{address.group()}>"]
        start = address.end()
    markup = "".join([*parts, _plain(line[start:])])
    return Markup(_BLOCK_START.sub(lambda start: f"{start.group()}\\", markup))


def _plain(between: str) -> str:
    return _EMPHASIS.sub(r"\_", _ENTITY.sub("&amp;", between).translate(_MARKS))


def _output(value: object) -> Markup:
    """Turn whatever a template prints into Markdown; what is no markup is escaped."""
    return value if isinstance(value, Markup) else escaped(str(value))


def _cited(cited: Statement | Figure) -> Markup:
    """Return the marks of the entries and the evidence that prove it: ` [#9] [E4]`."""
    exhibits = cited.evidence if isinstance(cited, Statement) else ()
    marks = [
        *(f"#{source}" for source in cited.sources),
        *(f"E{number}" for number in exhibits),
    ]
    return Markup("".join(f" [{mark}]" for mark in marks))


def _said(statement: Statement) -> Markup:
    return Markup(escaped(statement.text) + _cited(statement))


def _linked(address: str, text: str) -> Markup:
    """Return a link to a well-formed address, else nothing."""
    return Markup(f"[{escaped(text)}](<{address}>)" if _ADDRESS.fullmatch(address) else "")


def _length(figure: Figure) -> str:
    """Say how long it took; without a number, why there is none."""
    if figure.flag:
        return "no number, see Contradictions"
    if figure.sources and not figure.duration:
        return "none"
    why = f" (no {' and no '.join(figure.lacks)})" if figure.lacks else ""
    return f"{words(figure.duration)}{why}"


FILTERS: Mapping[str, Callable[..., str]] = {
    "length": _length,
    "cited": _cited,
    "said": _said,
    "linked": _linked,
}
"""All that a template may use beside `for`, `if`, `set` and `include`."""


def _environment(templates: Path) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        finalize=_output,
        autoescape=False,  # escapes HTML; `finalize` escapes Markdown, of which HTML is a part
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.clear()
    environment.filters.update(FILTERS)
    environment.globals.clear()
    return environment
