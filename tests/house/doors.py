"""Clocks, ids, chance, the environment and imports by name: each has one door."""

import ast
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.house.source import Source, sources

DOORS: Mapping[str, frozenset[str]] = {
    "bot/__main__.py": frozenset({"importlib"}),
    "bot/plugins.py": frozenset({"importlib"}),
    "bot/cli/_running.py": frozenset({"asyncio.get_running_loop"}),
    "bot/localslack/__main__.py": frozenset({"asyncio.get_event_loop"}),
    "bot/app.py": frozenset({"datetime.datetime.now", "random", "time"}),
    "bot/ids.py": frozenset({"secrets"}),
    "bot/settings.py": frozenset({"os.environ"}),
    "bot/localslack/clock.py": frozenset({"datetime.datetime.now", "time"}),
    "bot/localslack/ids.py": frozenset({"random", "secrets"}),
}

BY_NAME = frozenset({"__import__", "eval", "exec"})
"""Built-in ways around every contract."""


def names_outside_their_door(root: Path) -> list[str]:
    banned = _banned(root)
    return [
        source.at(line, f"{name} is used outside its door: {banned.get(name, 'never')}")
        for source in sources(root, "bot")
        for line, used in _used(source)
        for name in _covering(used, banned.keys() | BY_NAME)
        if name not in DOORS.get(source.path, frozenset())
    ]


def doors_that_differ_from_the_configuration(root: Path) -> list[str]:
    lifted = {
        path
        for path, rules in _configuration(root)["per-file-ignores"].items()
        if "TID251" in rules and path.startswith("bot/")
    }
    return [
        f"pyproject.toml: the ban on names is lifted for {path} here or in house/doors.py only"
        for path in sorted(lifted ^ DOORS.keys())
    ]


def _configuration(root: Path) -> dict[str, dict[str, dict[str, dict[str, str]]]]:
    read = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, dict[str, dict[str, dict[str, str]]]] = read["tool"]["ruff"]["lint"]
    return found


def _banned(root: Path) -> dict[str, str]:
    table = _configuration(root)["flake8-tidy-imports"]["banned-api"]
    return {name: entry["msg"] for name, entry in table.items()}


def _covering(used: str, banned: frozenset[str] | set[str]) -> list[str]:
    return sorted(name for name in banned if used == name or used.startswith(f"{name}."))


def _used(source: Source) -> Iterator[tuple[int, str]]:
    """Name everything that is imported or reached through an import, in full."""
    known = dict(_imports(source))
    for node in ast.walk(source.tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, each.name) for each in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield from ((node.lineno, f"{module}.{each.name}") for each in names)
            case ast.Attribute() | ast.Name():
                head, _, rest = _dotted(node).partition(".")
                if rest and head in known:
                    yield node.lineno, f"{known[head]}.{rest}"
                elif isinstance(node, ast.Name) and node.id in BY_NAME:
                    yield node.lineno, node.id
            case _:
                pass


def _imports(source: Source) -> Iterator[tuple[str, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                name = each.name if each.asname else each.name.partition(".")[0]
                yield each.asname or name, name
        elif isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                yield each.asname or each.name, f"{node.module}.{each.name}"


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute) if inner := _dotted(value):
            return f"{inner}.{attribute}"
        case _:
            return ""
