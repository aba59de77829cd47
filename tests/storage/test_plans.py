"""Questions that are asked all the time are answered by an index, however much there is."""

from typing import Any

import pytest
from sqlalchemy import event

from bot.domain.terms import IncidentId
from bot.ports import Effect, Promises
from bot.storage.store import SqlWork
from tests.storage.stores import declared, opened

INC = IncidentId(1)
EDIT = Effect("inc-1/slack.card.edit/9", "slack.card.edit", INC, lane="inc-1", collapse="card")


class Asked:
    """Keeps the plan of every statement, as SQLite tells it."""

    def __init__(self) -> None:
        self.plans: list[str] = []

    async def watch(self, work: SqlWork) -> None:
        await work.session.run(
            lambda sql: event.listen(sql, "before_cursor_execute", self._explain)
        )

    def _explain(self, _sql: Any, cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "UPDATE")):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            self.plans += [row[3] for row in cursor.fetchall()]


async def plans_of(url: str, question: Any) -> list[str]:
    asked = Asked()

    async def body(work: SqlWork) -> None:
        await asked.watch(work)
        await question(work)

    async with opened(url) as store:
        await declared(store)
        await store.transact("act:2", body)
    return [each for each in asked.plans if each.startswith(("SCAN", "SEARCH"))]


QUESTIONS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "what waits": (lambda work: work.book.waiting(10), ("effects_open",)),
    "what was under way": (lambda work: work.book.void_leases(work.now), ("effects_open",)),
    "what an edit replaces": (
        lambda work: work.effects.plan(Promises(effects=(EDIT,))),
        ("effects_open",),
    ),
    "what may still matter": (
        lambda work: work.effects.at_hand(INC, ["slack.card.post"]),
        ("effects_unsettled", "effects_posted"),
    ),
    "what is open": (
        lambda work: work.incidents.list(only_open=True, limit=9),
        ("incidents_open",),
    ),
    "what is called so": (
        lambda work: work.incidents.find("checkout down", limit=9),
        ("PRIMARY KEY (word=?",),
    ),
}


@pytest.mark.parametrize("name", QUESTIONS)
async def test_an_index_answers(sqlite_url: str, name: str) -> None:
    question, indexes = QUESTIONS[name]

    plans = await plans_of(sqlite_url, question)

    assert all(any(index in each for each in plans) for index in indexes), plans
    # What is open may be gone through as a whole; what is over may not.
    assert all("_open" in each for each in plans if each.startswith("SCAN")), plans
