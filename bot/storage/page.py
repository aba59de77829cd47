"""Keep what customers can read on the embedded status page."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from bot.domain.terms import IncidentId, UpdateState
from bot.ports import PagePost
from bot.storage.dialects import unless_there
from bot.storage.store import SqlWork, Store
from bot.storage.tables import page_posts

_ADD = unless_there(page_posts, "key")
_FIND = select(page_posts).where(page_posts.c.key == bindparam("b_key"))
_ORDER = (page_posts.c.at.desc(), page_posts.c.number.desc(), page_posts.c.incident_id.desc())
_OF = (
    select(page_posts)
    .where(page_posts.c.incident_id == bindparam("b_incident_id"))
    .order_by(*_ORDER)
)
_LAST = (
    select(page_posts.c.incident_id)
    .group_by(page_posts.c.incident_id)
    .order_by(func.max(page_posts.c.at).desc(), page_posts.c.incident_id.desc())
    .limit(bindparam("b_incidents"))
)
_NEWEST = select(page_posts).where(page_posts.c.incident_id.in_(_LAST)).order_by(*_ORDER)


@dataclass(frozen=True, slots=True)
class SqlPagePosts:
    """The posts of the embedded page, on a database."""

    store: Store

    async def add(self, post: PagePost) -> None:
        """Show the post durably; a key that is already there keeps what it shows."""
        values = {
            "key": post.key,
            "incident_id": post.incident_id,
            "number": post.number,
            "title": post.title,
            "state": post.state.value,
            "text": post.text,
            "at": post.at,
        }

        async def body(work: SqlWork) -> None:
            await work.session.run(lambda sql: sql.execute(_ADD[sql.dialect.name], values))

        await self.store.transact(post.key, body)

    async def find(self, key: str) -> PagePost | None:
        """Return the post with that key."""
        found = await self._posts(_FIND, {"b_key": key})
        return found[0] if found else None

    async def newest(self, *, incidents: int) -> list[PagePost]:
        """Return every post of the incidents that were posted about last."""
        return await self._posts(_NEWEST, {"b_incidents": incidents})

    async def of(self, incident_id: IncidentId) -> list[PagePost]:
        """Return every post of one incident."""
        return await self._posts(_OF, {"b_incident_id": incident_id})

    async def _posts(self, question: Any, values: dict[str, Any]) -> list[PagePost]:
        async def body(work: SqlWork) -> list[PagePost]:
            rows = await work.session.run(lambda sql: sql.execute(question, values).all())
            return [_post(row) for row in rows]

        return await self.store.look(body)


def _post(row: Row[Any]) -> PagePost:
    return PagePost(
        key=row.key,
        incident_id=IncidentId(row.incident_id),
        number=row.number,
        title=row.title,
        state=UpdateState(row.state),
        text=row.text,
        at=row.at,
    )
