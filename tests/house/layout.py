"""What the tree of files looks like."""

import ast
from pathlib import Path

from tests.house.source import sources

HOLD_ANYTHING = {"common", "core", "helpers", "misc", "models", "services", "utils"}


def names_that_can_hold_anything(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root).as_posix()}: a folder or module named {path.stem} holds anything"
        for folder in ("bot", "tests")
        for path in sorted((root / folder).rglob("*"))
        if path.stem in HOLD_ANYTHING and (path.is_dir() or path.suffix == ".py")
        if "__pycache__" not in path.parts
    ]


def package_files_with_code(root: Path) -> list[str]:
    return [
        source.at(1, "holds a docstring and nothing else")
        for source in sources(root, "bot", "tests")
        if source.name == "__init__.py" and not _is_a_docstring(source.tree)
    ]


def _is_a_docstring(tree: ast.Module) -> bool:
    return len(tree.body) == 1 and ast.get_docstring(tree) is not None
