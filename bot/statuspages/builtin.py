"""The page that Muster serves itself, at /status."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, HttpUrl

from bot.domain.terms import UpdateState
from bot.ports import PagePost, PagePosts, PageUpdate, StatusPage
from bot.workflows.read_public_page import read_public_incident


class Config(BaseModel):
    """Where customers reach the page: `url` is the address of Muster's server."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"example": {"url": "https://muster.example.com"}},
    )
    url: HttpUrl
    name: str = "status page"


def connect(config: Config, posts: PagePosts) -> StatusPage:
    """Build the page over what the same server shows at /status."""
    return BuiltIn(config.name, str(config.url).rstrip("/"), posts)


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """Shows a post at once and for good, so that publishing twice changes nothing."""

    name: str
    url: str
    posts: PagePosts

    async def publish(self, update: PageUpdate, *, key: str) -> None:
        """Add one post; it carries the moment at which its words were approved."""
        await self.posts.add(
            PagePost(
                key=key,
                incident_id=update.incident_id,
                number=update.number,
                title=update.title,
                state=UpdateState(update.state),
                text=update.text,
                at=update.approved_at,
            )
        )

    async def shows(self, update: PageUpdate, *, key: str) -> str | None:
        """Read the incident as the public page does, and compare state and words.

        The title is not compared: it names the incident for customers, and may change meanwhile.
        """
        incident = await read_public_incident(self.posts, update.incident_id)
        posts = incident.updates if incident else ()
        wanted = (key, update.number, update.state, update.text)
        if all((post.key, post.number, post.state, post.text) != wanted for post in posts):
            return None
        return f"{self.url}/status/incidents/{update.incident_id}#update-{update.number}"
