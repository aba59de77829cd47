"""Match patterns that people write, in time linear in the text (RE2)."""

from collections.abc import Iterator, Mapping
from typing import Protocol

import re2


class Match(Protocol):
    """One place where a pattern matched."""

    def group(self, group: int) -> str | None:
        """Return what the group matched, if it took part."""
        ...

    def span(self, group: int = 0) -> tuple[int, int]:
        """Return where the group begins and ends."""
        ...


class Pattern(Protocol):
    """A pattern that is ready to be matched."""

    @property
    def groupindex(self) -> Mapping[str, int]:
        """Return the numbers of the named groups."""
        ...

    def search(self, text: str) -> Match | None:
        """Return the first match."""
        ...

    def fullmatch(self, text: str) -> Match | None:
        """Return the match of all of the text."""
        ...

    def finditer(self, text: str) -> Iterator[Match]:
        """Yield every match, none overlapping another."""
        ...


def compiled(pattern: str) -> Pattern:
    """Compile a pattern; raises ValueError, saying why, for one that RE2 does not know."""
    options = re2.Options()
    options.log_errors = False
    try:
        ready: Pattern = re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else b""
        words = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise ValueError(
            f"this is no RE2 pattern ({words}); RE2 knows no look-around and no back-reference"
        ) from error
    return ready


def search(pattern: str, text: str) -> bool:
    """Tell whether the pattern matches somewhere in the text; what is no RE2 matches nothing."""
    if unusable(pattern):
        return False
    return compiled(pattern).search(text.encode("utf-8", "replace").decode()) is not None


def unusable(pattern: str) -> str:
    """Say why this is no pattern, or nothing."""
    try:
        compiled(pattern)
    except ValueError as error:
        return str(error)
    return ""
