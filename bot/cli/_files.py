"""Write files where people asked for them."""

from pathlib import Path

from bot.domain.errors import Rejected


def write(path: Path, text: str) -> None:
    """Write a text into a file, and make its folder. Raises Rejected when that is not possible."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Rejected(f"{path} cannot be written: {error.strerror}.") from error
