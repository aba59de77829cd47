"""The page and its files, with headers that let nothing foreign in."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

WEB = Path(__file__).parent / "web"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
KINDS = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


async def page(_request: Request) -> Response:
    """Return the page itself, also for every permalink."""
    return _file("index.html")


async def part(request: Request) -> Response:
    """Return one file of the page."""
    return _file(request.path_params["name"])


def _file(name: str) -> Response:
    path = WEB / name
    if path.parent != WEB or path.suffix not in KINDS or not path.is_file():
        return PlainTextResponse("There is no such page.", status_code=404, headers=HEADERS)
    return FileResponse(path, media_type=KINDS[path.suffix], headers=HEADERS)
