"""Read the public page as customers see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from bot.domain.terms import IncidentId, UpdateState
from bot.ports import PagePost, PagePosts

SHOWN = 50
"""How many incidents the page reaches back."""


@dataclass(frozen=True, slots=True)
class PublicIncident:
    """What customers were told about one incident, newest first; `updates` is never empty."""

    incident_id: IncidentId
    updates: tuple[PagePost, ...]

    @property
    def title(self) -> str:
        """Name it as the newest update does."""
        return self.updates[0].title

    @property
    def state(self) -> UpdateState:
        """Say how it stands, as the newest update does."""
        return self.updates[0].state

    @property
    def is_open(self) -> bool:
        """Tell whether customers were last told anything but that it is over."""
        return self.state is not UpdateState.RESOLVED

    @property
    def updated_at(self) -> datetime:
        """Say when customers were last told something."""
        return self.updates[0].at

    @property
    def started_at(self) -> datetime:
        """Say when customers were first told something."""
        return self.updates[-1].at

    def last_said(self, state: UpdateState) -> datetime | None:
        """Return when the latest update of that state was written, if there is one."""
        return next((each.at for each in self.updates if each.state is state), None)


@dataclass(frozen=True, slots=True)
class PublicPage:
    """All that customers can read: incidents that go on, and those that are over."""

    current: tuple[PublicIncident, ...]
    past: tuple[PublicIncident, ...]

    @property
    def updated_at(self) -> datetime | None:
        """Say when anything was last told about any incident."""
        return max((each.updated_at for each in (*self.current, *self.past)), default=None)


async def read_public_page(posts: PagePosts) -> PublicPage:
    """Return the last 50 incidents that customers heard about, newest news first."""
    newest = await posts.newest(incidents=SHOWN)
    by_incident = sorted(newest, key=attrgetter("incident_id"))
    grouped = [
        PublicIncident(incident_id, tuple(updates))
        for incident_id, updates in groupby(by_incident, key=attrgetter("incident_id"))
    ]
    incidents = sorted(grouped, key=attrgetter("updated_at", "incident_id"), reverse=True)
    return PublicPage(
        current=tuple(each for each in incidents if each.is_open),
        past=tuple(each for each in incidents if not each.is_open),
    )


async def read_public_incident(posts: PagePosts, incident_id: IncidentId) -> PublicIncident | None:
    """Return all that customers were told about the incident; None when they never heard of it."""
    updates: Sequence[PagePost] = await posts.of(incident_id)
    return PublicIncident(incident_id, tuple(updates)) if updates else None
