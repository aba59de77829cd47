"""The embedded status page without a database."""

from dataclasses import dataclass, field

from bot.domain.terms import IncidentId
from bot.ports import PagePost


@dataclass(frozen=True)
class MemoryPagePosts:
    posts: dict[str, PagePost] = field(default_factory=dict)

    async def add(self, post: PagePost) -> None:
        self.posts.setdefault(post.key, post)

    async def find(self, key: str) -> PagePost | None:
        return self.posts.get(key)

    async def newest(self, *, incidents: int) -> list[PagePost]:
        last = {post.incident_id: post.at for post in reversed(self._newest_first())}
        chosen = sorted(last, key=lambda each: (last[each], each), reverse=True)[:incidents]
        return [post for post in self._newest_first() if post.incident_id in chosen]

    async def of(self, incident_id: IncidentId) -> list[PagePost]:
        return [post for post in self._newest_first() if post.incident_id == incident_id]

    def _newest_first(self) -> list[PagePost]:
        return sorted(
            self.posts.values(),
            key=lambda post: (post.at, post.number, post.incident_id),
            reverse=True,
        )
