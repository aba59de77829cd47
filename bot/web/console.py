"""Show the people of the house the record of each incident, to read and nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.domain.document import Row
from bot.domain.errors import Rejected
from bot.domain.incident import Incident
from bot.domain.terms import IncidentId, PersonId, label
from bot.ports import Clock, Summary
from bot.web.pages import Pages, forthright
from bot.web.status import asked_number

LISTED = 100
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
ANY_NAME: frozenset[str] = frozenset()
HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::[0-9]{1,5})?")

MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
"""Markup that people wrote stays text, and nothing is loaded from elsewhere."""
BELOW = {"h1": "h3", "h2": "h4", "h3": "h5"}
"""The headings of the postmortem stand below the heading of its section."""
ANCHOR = re.compile("&lt;a id=&quot;(entry-[0-9]+)&quot;&gt;&lt;/a&gt;")
"""The only HTML that our own postmortems hold: where the number of an entry links to."""


@dataclass(frozen=True, slots=True)
class Told:
    """One incident as it stands: its timeline in order, and its postmortem in Markdown."""

    incident: Incident
    rows: Sequence[Row]
    postmortem: str


class Record(Protocol):
    """What the console can read."""

    async def incidents(self, *, limit: int) -> Sequence[Summary]:
        """Return the newest incidents first."""
        ...

    async def tell(self, incident_id: IncidentId) -> Told:
        """Return all about one incident; raises Rejected when there is no such incident."""
        ...

    def name(self, person: PersonId) -> str:
        """Return what people call this person."""
        ...


@dataclass(frozen=True, slots=True)
class Console:
    """Where the console reads, and under which host names it answers (`ANY_NAME`: under all).

    Nobody signs in yet. What keeps strangers out is that the server is bound to this machine, and
    what keeps foreign web pages out is the host name: a page can make its own name point to
    127.0.0.1, but cannot change the name that the browser sends.
    """

    record: Record
    host_names: frozenset[str] = LOOPBACK_NAMES


def console_for(record: Record, *, bound_to: str, url: str, is_allowed: bool) -> Console | None:
    """Return the console, or none when the server can be reached from other machines.

    That is so when it listens to them, and when the `url` that people use is not this machine: then
    a proxy passes requests on, and may do so under a name of this machine. `is_allowed` is the
    operator's word that something else keeps strangers out.
    """
    if is_allowed:
        return Console(record, ANY_NAME)
    hosts = (bound_to, urlsplit(url).hostname or "")
    return Console(record) if all(map(_is_loopback, hosts)) else None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True, slots=True)
class ConsoleRoutes:
    """The pages of the console."""

    console: Console
    pages: Pages
    clock: Clock

    def routes(self) -> list[Route]:
        """Serve the list, one page for each incident, and its postmortem as a file."""
        return [
            Route("/incidents", self.list),
            Route("/incidents/{number}", self.incident),
            Route("/incidents/{number}/postmortem.md", self.postmortem),
        ]

    async def list(self, request: Request) -> Response:
        """Answer /incidents."""
        self._check_host(request)
        record = self.console.record
        summaries = await record.incidents(limit=LISTED)
        return self._page(
            "console/list.html.j2",
            incidents=summaries,
            leads={each.lead: record.name(each.lead) for each in summaries if each.lead},
        )

    async def incident(self, request: Request) -> Response:
        """Answer /incidents/3."""
        told = await self._told(request)
        return self._page(
            "console/incident.html.j2",
            incident=told.incident,
            label=label(asked_number(request)),
            number=asked_number(request),
            rows=told.rows,
            postmortem=rendered(told.postmortem),
        )

    async def postmortem(self, request: Request) -> Response:
        """Answer /incidents/3/postmortem.md with a file to keep."""
        told = await self._told(request)
        name = f"{label(asked_number(request))}-postmortem.md"
        disposition = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(told.postmortem, media_type="text/markdown", headers=disposition)

    async def _told(self, request: Request) -> Told:
        self._check_host(request)
        try:
            return await self.console.record.tell(asked_number(request))
        except Rejected as error:
            raise HTTPException(404) from error

    def _check_host(self, request: Request) -> None:
        host = HOST.fullmatch(request.headers.get("host", "").lower())
        names = self.console.host_names
        if names and (not host or host.group(1) not in names):
            raise HTTPException(404)

    def _page(self, template: str, **values: object) -> Response:
        return HTMLResponse(self.pages.render(template, now=self.clock(), **values))


def rendered(markdown: str) -> Markup:
    """Turn Markdown into HTML; all HTML in it but our own anchors is shown as text."""
    tokens = MARKDOWN.parse(forthright(markdown))
    for token in tokens:
        token.tag = BELOW.get(token.tag, token.tag)
    html = ANCHOR.sub(r'<a id="\1"></a>', MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))
    return Markup(html)  # noqa: S704 - the renderer has escaped all that is not its own
