"""What each Web API method is called with, as methods.toml says."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.localslack.shapes import Obj

FILE = Path(__file__).parent / "methods.toml"


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a method."""

    name: str
    kind: str
    required: bool


@dataclass(frozen=True, slots=True)
class Contract:
    """One method: how it is called, how often, by whom, and what it may answer."""

    name: str
    verb: str
    json: bool
    tier: str
    arguments: tuple[Argument, ...]
    scope: tuple[str, ...] = ()
    family: str = ""
    token: str = "bot"  # noqa: S105 - which kind of token, not a token
    missing: str = "invalid_arguments"
    errors: tuple[str, ...] = ()


@cache
def contracts() -> dict[str, Contract]:
    """Return every method that the workspace knows."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: _contract(name, row) for name, row in rows.items()}


def _contract(name: str, row: Obj) -> Contract:
    return Contract(
        name=name,
        verb=row["verb"],
        json=row["json"],
        tier=row["tier"],
        arguments=tuple(_argument(word) for word in row["args"].split()),
        scope=tuple(row.get("scope", ())),
        family=row.get("family", ""),
        token=row.get("token", "bot"),
        missing=row.get("missing", "invalid_arguments"),
        errors=tuple(row.get("errors", ())),
    )


def _argument(word: str) -> Argument:
    name, _, kind = word.removesuffix("!").partition(":")
    return Argument(name, kind or "text", word.endswith("!"))
