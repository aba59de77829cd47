"""The walk of one delivery in CONTRIBUTING.md names code that exists."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SECTION = re.compile(r"^## One delivery, file by file$(.*?)^## ", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| `(bot/[\w/]+\.py)` \| ([^|]+) \|", re.MULTILINE)
NAME = re.compile(r"`([\w.]+)`")
FEWEST = 10


def steps_that_lead_nowhere(root: Path) -> list[str]:
    found = SECTION.search((root / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    rows = ROW.findall(found[1]) if found else []
    if len(rows) < FEWEST:
        return ["CONTRIBUTING.md: the walk of one delivery is gone"]
    return [
        f"CONTRIBUTING.md: {file} has no {name}"
        for file, names in rows
        for name in NAME.findall(names)
        if name not in _defined(root / file)
    ]


def _defined(file: Path) -> set[str]:
    if not file.is_file():
        return set()
    return {*_names(ast.parse(file.read_text(encoding="utf-8")).body, "")}


def _names(body: list[ast.stmt], above: str) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield above + node.name
        elif isinstance(node, ast.ClassDef):
            yield from _names(node.body, f"{above}{node.name}.")
