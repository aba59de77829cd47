"""What customers read is never blindly repeated: the page is read before anything is published."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.domain.entries import said
from bot.domain.errors import Refused, Unavailable
from bot.domain.facts import EffectFailed, Fact, UpdateApproved, UpdateDrafted, UpdatePublished
from bot.domain.terms import Audience, UpdateState, Words
from bot.effects.ledger import Ledger
from bot.effects.publishing import AGAIN_S, Publish
from bot.ports import Effect, PageUpdate, Promises
from tests.effects.worlds import ADA, INC, World, declared
from tests.fakes.deliveries import MemoryDeliveries
from tests.fakes.outside import LOST
from tests.fakes.store import MemoryWork

PUBLISH = Effect("inc-1/page.publish/3", "page.publish", INC, {"position": 3}, lane="page:inc-1")
AWAY = Unavailable("the page does not answer")


@dataclass
class Page:
    """A page of somebody else's, which can lose answers and show old data."""

    name: str = "page"
    posted: list[str] = field(default_factory=list)
    reads: int = 0
    loses: str = ""
    stale: int = 0
    refusal: Exception | None = None

    async def publish(self, update: PageUpdate, *, key: str) -> None:
        loses, self.loses = self.loses, ""
        if loses != "request":
            self.posted.append(key)
        if loses:
            raise LOST

    async def shows(self, update: PageUpdate, *, key: str) -> str | None:
        self.reads += 1
        if self.refusal:
            raise self.refusal
        if self.stale:
            self.stale -= 1
            return None
        return "https://page.example" if key in self.posted else None


@dataclass
class Desk:
    """One approved update, and the ledger that publishes it."""

    world: World
    ledger: Ledger
    page: Page
    pauses: list[float]

    async def runs(self) -> str:
        await self.ledger.run(PUBLISH.key)
        return (await self.world.row(PUBLISH.key)).state

    async def later(self) -> str:
        await self.world.lets_pass(61)
        return await self.runs()


async def approved(page: Page, audience: Audience = Audience.PUBLIC) -> Desk:
    world, pauses = await declared(), list[float]()

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    drafted = UpdateDrafted(1, audience, UpdateState.MONITORING, Words("It works again."))
    facts: list[Fact] = [drafted, UpdateApproved(1)]

    async def body(work: MemoryWork) -> None:
        entries = said(facts, actor=ADA, now=world.clock(), after=1)
        promises = Promises(effects=(PUBLISH,))
        await work.timelines.append(INC, entries, after=1, promises=promises)

    await world.store.transact("act:1", body)
    performer = Publish(page, MemoryDeliveries(world.store), pause=pause)
    kinds: Mapping[str, Publish] = {PUBLISH.kind: performer}
    return Desk(world, replace(world.ledger, kinds=kinds), page, pauses)


async def test_what_was_published_before_the_answer_was_lost_is_not_published_again() -> None:
    desk = await approved(Page(loses="answer"))
    assert await desk.runs() == "intent"

    assert await desk.later() == "done"

    assert desk.page.posted == [PUBLISH.key]
    facts = await desk.world.facts()
    assert [each for each in facts if isinstance(each, UpdatePublished)] == facts[-1:]


async def test_what_never_reached_the_page_is_published_once_more_after_two_looks() -> None:
    desk = await approved(Page(loses="request"))
    assert await desk.runs() == "intent"

    assert await desk.later() == "done"

    assert desk.page.posted == [PUBLISH.key]
    assert desk.pauses == [AGAIN_S]
    assert desk.page.reads == 3


async def test_a_page_that_first_shows_old_data_gets_no_second_post() -> None:
    desk = await approved(Page(loses="answer", stale=1))
    assert await desk.runs() == "intent"

    assert await desk.later() == "done"

    assert desk.page.posted == [PUBLISH.key]
    assert desk.pauses == [AGAIN_S]


async def test_a_page_that_cannot_be_read_gets_no_second_post_however_long_that_takes() -> None:
    desk = await approved(Page(loses="answer", refusal=AWAY))
    assert await desk.runs() == "intent"
    for _ in range(30):
        assert await desk.later() == "intent"
    assert desk.page.posted == [PUBLISH.key]
    stuck = [each for each in await desk.world.facts() if each.kind == "effect_stuck"]
    assert len(stuck) == 1

    desk.page.refusal = None
    assert await desk.later() == "done"

    assert desk.page.posted == [PUBLISH.key]


async def test_a_page_that_refuses_to_be_read_leaves_it_to_people() -> None:
    desk = await approved(Page(loses="answer", refusal=Refused("forbidden")))
    assert await desk.runs() == "intent"

    assert await desk.later() == "unknown"

    assert desk.page.posted == [PUBLISH.key]
    facts = await desk.world.facts()
    reason = Words("forbidden")
    assert facts[-1] == EffectFailed(PUBLISH.key, "page.publish", is_unknown=True, reason=reason)


@pytest.mark.parametrize("page", [Page(), Page(refusal=AWAY)], ids=["there", "away"])
async def test_words_for_colleagues_never_reach_the_page(page: Page) -> None:
    desk = await approved(page, Audience.INTERNAL)

    assert await desk.runs() == "done"

    assert (page.posted, page.reads) == ([], 0)


async def test_the_second_look_fits_into_the_time_that_looking_may_take() -> None:
    desk = await approved(Page())

    assert timedelta(seconds=AGAIN_S) * 2 < desk.ledger.timing.look_up
