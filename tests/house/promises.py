"""What must be said in words: the promise of each port, the vendor's page, reasons."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import Source, sources

PLUGINS = ("evidence", "statuspages", "exporters", "alerts", "pagers", "targets", "secretstores")

REASONED = (
    re.compile(r"#\s*noqa: [A-Z]+[0-9]+(, [A-Z]+[0-9]+)* - \S"),
    re.compile(r"#\s*type: ignore\[[a-z-]+(, ?[a-z-]+)*\]\s+# \S"),
    re.compile(r"#\s*pragma: no (cover|branch) - \S"),
    re.compile(r"#\s*fmt: (off|on|skip)"),
)
EXCUSE = re.compile(
    r"#\s*(noqa|type:\s*ignore|pragma:|mypy:|ruff:|flake8:|pyright:|fmt:)", re.IGNORECASE
)


def ports_without_a_promise(root: Path) -> list[str]:
    return [
        complaint
        for source in sources(root, "bot")
        if source.path == "bot/ports.py"
        for port in source.tree.body
        if isinstance(port, ast.ClassDef) and _is_protocol(port)
        for complaint in _unkept(source, port)
    ]


def _is_protocol(port: ast.ClassDef) -> bool:
    return any("Protocol" in ast.unparse(base) for base in port.bases)


def _unkept(source: Source, port: ast.ClassDef) -> Iterator[str]:
    if not ast.get_docstring(port):
        yield source.at(port.lineno, f"{port.name} has no docstring")
    for member in port.body:
        match member:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                if not ast.get_docstring(member):
                    yield source.at(member.lineno, f"{port.name}.{name} has no docstring")
            case ast.AnnAssign():
                yield source.at(
                    member.lineno,
                    f"{port.name} has a settable attribute, which a frozen class is not: @property",
                )
            case _:
                pass


def plugins_without_their_vendor(root: Path) -> list[str]:
    return [
        source.at(1, "a plugin's docstring carries the address of the vendor's documentation")
        for source in sources(root, *(f"bot/{folder}" for folder in PLUGINS))
        if source.name not in {"__init__.py", "builtin.py"}
        if "https://" not in (ast.get_docstring(source.tree) or "")
    ]


def excuses_without_a_reason(root: Path) -> list[str]:
    return [
        source.at(line, f"{comment!r} needs a code and a reason, and covers one line")
        for source in sources(root, "bot", "tests")
        for line, comment in _comments(source)
        if EXCUSE.match(comment) and not any(pattern.match(comment) for pattern in REASONED)
    ]


def _comments(source: Source) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
