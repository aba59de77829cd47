"""A decision without a gate is a hope: each record ends in a check that exists."""

import re
import tomllib
from pathlib import Path

SECTIONS = ("\n## Context\n", "\n## Decision\n", "\n## Consequences\n")
LAST_LINE = re.compile(r"\nCheck: ([^\n]+)\n$")
TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")
CONTRACT = re.compile(r"import-linter contract ([\w-]+)")


def decisions_without_a_check(root: Path) -> list[str]:
    complaints = []
    for path in sorted((root / "docs/decisions").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        lacking = [part.strip() for part in SECTIONS if part not in text]
        complaints += [f"{path.name}: has no {part}" for part in lacking]
        if not _is_checked(root, text):
            complaints.append(f"{path.name}: ends in no check that exists")
    return complaints


def _is_checked(root: Path, text: str) -> bool:
    check = "".join(LAST_LINE.findall(text))
    tests, contracts = TEST.findall(check), CONTRACT.findall(check)
    return (
        bool(tests or contracts)
        and all(_is_a_test(root / file, name) for file, name in tests)
        and set(contracts) <= _contracts(root)
    )


def _is_a_test(file: Path, name: str) -> bool:
    return file.is_file() and f"def {name}(" in file.read_text(encoding="utf-8")


def _contracts(root: Path) -> set[str]:
    read = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return {each["id"] for each in read["tool"]["importlinter"]["contracts"]}
