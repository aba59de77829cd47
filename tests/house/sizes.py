"""How long a file and a function may be (docs: house style, section 4)."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import Source, sources

FILE_LINES = 300
FUNCTION_LINES = 40

SMALLER = {"bot/app.py": 150, "bot/plugins.py": 80}

LARGER = {
    "bot/settings.py": 320,  # every setting side by side, and the only door to the environment
    "bot/domain/facts.py": 600,  # one vocabulary, one page: plain fields and the union of them
    "bot/ports.py": 524,  # protocols only: every need of the workflows side by side
}


def too_long_files(root: Path) -> list[str]:
    limits = SMALLER | LARGER
    return [
        source.at(limit + 1, f"{lines} lines, at most {limit} are allowed")
        for source in sources(root, "bot", "tests")
        if (lines := source.text.count("\n")) > (limit := limits.get(source.path, FILE_LINES))
    ]


def too_long_functions(root: Path) -> list[str]:
    return [
        source.at(function.lineno, f"{function.name} has {lines} lines, at most {FUNCTION_LINES}")
        for source in sources(root, "bot", "tests")
        for function in _functions(source)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES
    ]


def _functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
