"""Reading the files of a checkout."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Source:
    """One Python file, by its path from the root of the checkout."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    def at(self, line: int, complaint: str) -> str:
        return f"{self.path}:{line}: {complaint}"

    def is_one_of(self, patterns: object) -> bool:
        return isinstance(patterns, (list, tuple, set, dict, frozenset)) and any(
            fnmatch(self.path, str(pattern)) for pattern in patterns
        )


def sources(root: Path, *folders: str) -> Iterator[Source]:
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            if "__pycache__" not in path.parts:
                yield Source(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
