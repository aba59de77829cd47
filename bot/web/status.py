"""Show customers what was published, and nothing else."""

import re
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.domain.terms import IncidentId
from bot.ports import PagePosts
from bot.web.pages import Pages, cached
from bot.web.summary import headline, summary
from bot.workflows.read_public_page import read_public_incident, read_public_page

NUMBER = re.compile(r"[1-9][0-9]{0,8}")
FILES = {"style.css": "text/css", "icon.svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class StatusRoutes:
    """The public page. `url` is the address under which customers reach /status."""

    posts: PagePosts
    pages: Pages
    name: str
    url: str
    folder: Path

    def routes(self) -> list[Route]:
        """Serve the page, its two JSON forms, one address for each incident, and the style."""
        return [
            Route("/status", self.page),
            Route("/status.json", self.everything),
            Route("/status/api/v2/summary.json", self.open_only),
            Route("/status/incidents/{number}", self.incident),
            Route("/status/{file}", self.file),
        ]

    async def page(self, request: Request) -> Response:
        """Answer /status."""
        page = await read_public_page(self.posts)
        html = self.pages.render(
            "statuspage/page.html.j2", page=page, headline=headline(page), name=self.name
        )
        return cached(request, HTMLResponse(html))

    async def incident(self, request: Request) -> Response:
        """Answer /status/incidents/3; an incident that was never public does not exist here."""
        incident = await read_public_incident(self.posts, asked_number(request))
        if incident is None:
            raise HTTPException(404)
        html = self.pages.render("statuspage/incident.html.j2", incident=incident, name=self.name)
        return cached(request, HTMLResponse(html))

    async def everything(self, request: Request) -> Response:
        """Answer /status.json: all that the page shows."""
        return await self._summary(request, with_past=True)

    async def open_only(self, request: Request) -> Response:
        """Answer /status/api/v2/summary.json: as others do it, without what is over."""
        return await self._summary(request, with_past=False)

    async def file(self, request: Request) -> Response:
        """Answer with the style sheet or the icon."""
        name = request.path_params["file"]
        if name not in FILES:
            raise HTTPException(404)
        return FileResponse(
            self.folder / "statuspage" / name,
            media_type=FILES[name],
            headers={"cache-control": "public, max-age=300"},
        )

    async def _summary(self, request: Request, *, with_past: bool) -> Response:
        page = await read_public_page(self.posts)
        said = summary(page, name=self.name, url=self.url, with_past=with_past)
        return cached(request, JSONResponse(said))


def asked_number(request: Request) -> IncidentId:
    """Return the incident number in the address; anything else is no such page."""
    number = request.path_params["number"]
    if not NUMBER.fullmatch(number):
        raise HTTPException(404)
    return IncidentId(int(number))
