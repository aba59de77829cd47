"""Put together what Muster answers over HTTP."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.ports import Clock, PagePosts
from bot.web.console import Console, ConsoleRoutes
from bot.web.errors import ErrorPage, refusals
from bot.web.headers import SafeHeaders
from bot.web.health import Readiness, health_routes
from bot.web.pages import Pages
from bot.web.status import StatusRoutes

SLACK_PATHS = ("/slack/events", "/slack/interactive", "/slack/commands")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All that the web side is made of.

    `url` is where people reach this server, without a slash at the end; `name` is what customers
    call what it reports on. `gate` takes requests from Slack, None in Socket Mode. Without
    `console` no page shows anything that was not published.
    """

    posts: PagePosts
    readiness: Readiness
    templates: Path
    clock: Clock
    new_error_id: Callable[[], str]
    url: str
    name: str = "Service status"
    gate: ASGIApp | None = None
    console: Console | None = None


def create_app(site: Site) -> FastAPI:
    """Build the app; nothing is read, opened or started."""
    pages = Pages(site.templates)
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        exception_handlers={HTTPException: refusals(pages)},
    )
    app.router.routes.extend(_routes(site, pages))
    if site.gate:
        app.add_middleware(SlackFirst, gate=site.gate)
    app.add_middleware(ErrorPage, pages=pages, new_error_id=site.new_error_id)
    app.add_middleware(SafeHeaders, is_tls=site.url.startswith("https://"))
    return app


class SlackFirst:
    """Hands Slack's requests to the gate, past all that pages need and a gate does not."""

    def __init__(self, app: ASGIApp, *, gate: ASGIApp) -> None:
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        is_slack = scope["type"] == "http" and scope["path"] in SLACK_PATHS
        await (self._gate if is_slack else self._app)(scope, receive, send)


def _routes(site: Site, pages: Pages) -> list[Route]:
    url = f"{site.url}/status"
    status = StatusRoutes(site.posts, pages, site.name, url, site.templates)
    routes = [*health_routes(site.readiness), *status.routes()]
    if site.console:
        routes += ConsoleRoutes(site.console, pages, site.clock).routes()
    home = "/incidents" if site.console else "/status"

    async def go_home(_: Request) -> Response:
        return RedirectResponse(home)

    return [*routes, Route("/", go_home)]
