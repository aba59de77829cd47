"""A site with everything behind it faked, and a browser-less way to ask it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
from fastapi import FastAPI
from starlette.types import ASGIApp

from bot.domain.document import Row, Statement
from bot.domain.errors import Rejected
from bot.domain.facts import Declared
from bot.domain.incident import Incident
from bot.domain.terms import IncidentId, PersonId, Severity, Status, UpdateState, Words
from bot.ports import PagePost, PagePosts, Summary
from bot.web.app import Site, create_app
from bot.web.console import Console, Told
from bot.web.health import Condition
from tests.fakes.clock import NOON
from tests.fakes.page_posts import MemoryPagePosts

TEMPLATES = Path(__file__).parents[2] / "templates"
ALEX = PersonId("U0ALEX")


def post(
    incident: int,
    number: int,
    text: str = "We are looking into it.",
    *,
    title: str = "Sign-in fails",
    state: str = "investigating",
) -> PagePost:
    """Return a post, an hour later for each number."""
    return PagePost(
        key=f"inc-{incident}/page.update/{number}",
        incident_id=IncidentId(incident),
        number=number,
        title=title,
        state=UpdateState(state),
        text=text,
        at=NOON + timedelta(hours=number),
    )


def posted(*posts: PagePost) -> MemoryPagePosts:
    return MemoryPagePosts({each.key: each for each in posts})


async def all_well() -> Sequence[Condition]:
    return [Condition("database", is_met=True)]


def incident(title: str = "Sign-in fails", impact: str = "45 % of sign-ins fail") -> Incident:
    return Incident(
        position=1,
        origin=Declared(Words(title), is_drill=True),
        declared_at=NOON,
        declared_by=ALEX,
        title=Words(title),
        severity=Severity.SEV2,
        impact=Words(impact),
    )


def summary(number: int, title: str = "Sign-in fails", *, lead: PersonId | None = ALEX) -> Summary:
    return Summary(
        incident_id=IncidentId(number),
        title=title,
        severity=Severity.UNKNOWN,
        status=Status.MONITORING,
        lead=lead,
        channel=None,
        channel_name="",
        declared_at=NOON,
        declared_by=ALEX,
        is_drill=number == 1,
        head_position=1,
    )


def row(position: int, text: str, *, who: str = "Alex Chen", note: str = "") -> Row:
    return Row(position, f"03:{position:02}", "", Statement(text), who, note, is_key=bool(note))


@dataclass
class FakeRecord:
    """What the console reads, by incident number."""

    summaries: list[Summary] = field(default_factory=list)
    told: dict[int, Told] = field(default_factory=dict)
    names: dict[PersonId, str] = field(default_factory=lambda: {ALEX: "Alex Chen"})

    async def incidents(self, *, limit: int) -> Sequence[Summary]:
        return self.summaries[:limit]

    async def tell(self, incident_id: IncidentId) -> Told:
        if incident_id not in self.told:
            raise Rejected("There is no such incident.")
        return self.told[incident_id]

    def name(self, person: PersonId) -> str:
        return self.names[person]


def site(
    posts: PagePosts | None = None,
    *,
    url: str = "http://muster.example.com",
    gate: ASGIApp | None = None,
    console: Console | None = None,
) -> Site:
    return Site(
        posts=posts or posted(),
        readiness=all_well,
        templates=TEMPLATES,
        clock=lambda: NOON,
        new_error_id=lambda: "E-7",
        url=url,
        name="Northwind status",
        gate=gate,
        console=console,
    )


def asking(app: Site | FastAPI, host: str = "muster.example.com") -> httpx.AsyncClient:
    """Return a client of that site; it follows no redirect and sees every bug as an answer."""
    built = create_app(app) if isinstance(app, Site) else app
    return httpx.AsyncClient(transport=httpx.ASGITransport(built), base_url=f"http://{host}")
