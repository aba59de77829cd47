"""Turn templates and data into HTML that says only what was meant."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import Response

SYMBOLS: Mapping[str, str] = {
    "investigating": "▲",
    "identified": "◆",
    "monitoring": "●",
    "resolved": "✓",
    "closed": "✓",
    "sev1": "▲",
    "sev2": "▲",
    "sev3": "△",
    "sev4": "△",
    "unknown": "?",
}
"""A state is told by symbol and word; colour only repeats it."""

SPOKEN: Mapping[str, str] = {
    **{f"sev{number}": f"SEV{number}" for number in range(1, 5)},
    "unknown": "Severity unknown",
}

DIRECTION_CHANGES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
PUBLIC_SECONDS = 15


class Pages:
    """Renders the templates of one folder; a missing value is an error, markup in data is text."""

    def __init__(self, folder: Path) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=select_autoescape(["html", "html.j2"], default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            moment=moment,
            machine_time=machine_time,
            symbol=symbol,
            spoken=spoken,
            forthright=forthright,
        )

    def render(self, template: str, **values: object) -> str:
        """Fill in the template."""
        return self._environment.get_template(template).render(values)


def moment(at: datetime) -> str:
    """Write a moment for people: 15 Jan 2024, 03:20 UTC."""
    return f"{at.astimezone(UTC):%-d %b %Y, %H:%M} UTC"


def machine_time(at: datetime) -> str:
    """Write a moment for programs: 2024-01-15T03:20:00.000Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def symbol(word: str) -> str:
    """Return the sign that goes with a state or severity."""
    return SYMBOLS[word]


def spoken(word: str) -> str:
    """Write a state or severity as people do: Monitoring, SEV2."""
    return SPOKEN.get(word, word.capitalize())


def forthright(text: str) -> str:
    """Drop the invisible characters that make text look like another text."""
    return text.translate(DIRECTION_CHANGES)


def cached(request: Request, response: Response) -> Response:
    """Let anybody keep the answer for a moment, and ask again cheaply; 304 when nothing changed."""
    tag = f'"{hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
    response.headers["etag"] = tag
    response.headers["cache-control"] = (
        f"public, max-age={PUBLIC_SECONDS}, stale-while-revalidate=60, stale-if-error=86400"
    )
    asked = request.headers.get("if-none-match", "")
    if tag in (each.strip().removeprefix("W/") for each in asked.split(",")):
        kept = {key: response.headers[key] for key in ("etag", "cache-control")}
        return Response(status_code=304, headers=kept)
    return response
