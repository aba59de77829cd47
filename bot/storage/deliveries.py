"""The front door: decide every delivery once, in one transaction."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, bindparam, select, update

from bot.domain.errors import Refused, Rejected, Unavailable
from bot.domain.text import cleaned
from bot.effects.faultpoints import FaultPoint, unharmed
from bot.ports import Decision, Delivery, Json, Poisoned, Unconcerned, Work
from bot.storage.dialects import unless_there
from bot.storage.quick import Quick
from bot.storage.store import SqlWork, Store
from bot.storage.tables import deliveries
from bot.storage.trouble import Expired

T = TypeVar("T")

REFUSAL = 3_000
"""The longest sentence that is kept; what no database takes, such as NUL, is left out of it."""

NOTHING: Json = {}
"""The reply that a delivery is kept with, so that most events need no second statement."""

log = logging.getLogger(__name__)

_INSERT = Quick(
    {
        dialect: insert.returning(deliveries.c.dedupe_key)
        for dialect, insert in unless_there(deliveries, "dedupe_key").items()
    }
)
_FIND = select(deliveries).where(deliveries.c.dedupe_key == bindparam("b_key"))
_ANSWER = (
    update(deliveries)
    .where(deliveries.c.dedupe_key == bindparam("b_key"))
    .values(reply=bindparam("b_reply"))
)


@dataclass(frozen=True, slots=True)
class SqlDeliveries:
    """The front door on a database. `kick` tells the dispatcher that there may be work."""

    store: Store
    new_error_id: Callable[[], str]
    kick: Callable[[], None]
    within: timedelta = timedelta(seconds=2)
    fp: FaultPoint = unharmed

    async def decide(self, delivery: Delivery, decision: Decision) -> Json:
        """Run `decision` once for this key, commit, and return its reply."""
        try:
            reply, is_queued = await self._decided(delivery, decision)
        except Rejected as refusal:
            await self._keep(delivery, "rejected", {"rejected": cleaned(str(refusal), REFUSAL)}, "")
            raise
        except (Unavailable, Unconcerned, Poisoned):
            raise
        except Exception as bug:
            error_id = self.new_error_id()
            details = {"delivery": delivery.key, "kind": delivery.kind, "error_id": error_id}
            log.exception("delivery.poisoned", extra=details)
            await self._keep(delivery, "poison", None, error_id)
            raise Poisoned(error_id) from bug
        if is_queued:
            self.kick()
        return reply

    async def read(self, question: Callable[[Work], Awaitable[T]]) -> T:
        """Answer a question from a read-only transaction; a bug is raised as Poisoned."""
        try:
            return await self.store.look(question)
        except (Rejected, Refused, Unavailable, Poisoned):
            raise
        except Exception as bug:
            error_id = self.new_error_id()
            log.exception("question.poisoned", extra={"error_id": error_id})
            raise Poisoned(error_id) from bug

    async def _decided(self, delivery: Delivery, decision: Decision) -> tuple[Json, bool]:
        """Return the reply, and whether there may be anything to run."""
        body = partial(self._decide, delivery, decision)
        try:
            decided = await self.store.together(delivery.key, body, within=self.within)
        except Expired:
            raise
        except Unavailable:
            # It may have failed while it committed, and then only the database knows.
            return await self._reply_if_committed(delivery), True
        self.fp("delivery.committed", delivery.key)
        return decided

    async def _decide(
        self, delivery: Delivery, decision: Decision, work: SqlWork
    ) -> tuple[Json, bool]:
        earlier = await work.session.run(partial(_insert, _row(delivery, work.now, "decided")))
        if earlier is not None:
            return _reply(earlier, delivery), False
        self.fp("delivery.inserted", delivery.key)
        reply = await decision(work)
        if reply != NOTHING:
            answered = {"b_key": delivery.key, "b_reply": reply}
            await work.session.run(lambda sql: sql.execute(_ANSWER, answered))
        self.fp("delivery.before_commit", delivery.key)
        return reply, bool(work.queued)

    async def _reply_if_committed(self, delivery: Delivery) -> Json:
        async def question(work: SqlWork) -> Json | None:
            row = await work.session.run(partial(_find, delivery.key))
            return None if row is None else _reply(row, delivery)

        reply = await self.store.look(question)
        if reply is None:
            raise Unavailable("The database did not answer; nothing was accepted.")
        return reply

    async def _keep(
        self, delivery: Delivery, outcome: str, reply: Json | None, error_id: str
    ) -> None:
        """Keep a delivery that changed nothing; if that cannot be, a repetition is decided anew."""

        async def body(work: SqlWork) -> None:
            row = _row(delivery, work.now, outcome) | {"reply": reply, "error_id": error_id}
            await work.session.run(partial(_insert, row))

        try:
            await self.store.transact(delivery.key, body)
        except Unavailable as trouble:
            details = {"delivery": delivery.key, "outcome": outcome, "trouble": str(trouble)}
            log.warning("delivery.unkept", extra=details)


def _row(delivery: Delivery, now: datetime, outcome: str) -> dict[str, Any]:
    return {
        "dedupe_key": delivery.key,
        "source": delivery.source,
        "kind": delivery.kind,
        "body_sha256": delivery.body_sha256,
        "observed_at": delivery.observed_at,
        "received_at": now,
        "outcome": outcome,
        "reply": NOTHING,
        "error_id": "",
    }


def _insert(row: dict[str, Any], connection: Connection) -> Row[Any] | None:
    """Keep the delivery, unless one with its key is there: then return that one."""
    if _INSERT.value(connection, row) is not None:
        return None
    return connection.execute(_FIND, {"b_key": row["dedupe_key"]}).one()


def _find(key: str, connection: Connection) -> Row[Any] | None:
    return connection.execute(_FIND, {"b_key": key}).first()


def _reply(row: Row[Any], delivery: Delivery) -> Json:
    if row.body_sha256 != delivery.body_sha256:
        raise Rejected("This request has the key of an earlier, different one; nothing was done.")
    if row.outcome == "poison":
        raise Poisoned(row.error_id)
    reply: Json = row.reply
    if row.outcome == "rejected":
        raise Rejected(reply["rejected"])
    return reply
