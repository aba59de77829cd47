"""Who presses *Retry* on a call that may have happened gets one of it, not two."""

import pytest

from bot.domain.errors import Refused, Unavailable
from bot.domain.facts import ChannelOpened, Fact
from bot.domain.incident import Incident
from bot.domain.terms import ChannelId
from bot.ports import Done, Dropped, Promised, Undecidable
from tests.effects.worlds import POST, World, posting
from tests.fakes.outside import LOST


async def retries(world: World) -> None:
    await world.store.transact("act:2", lambda work: work.effects.settle(POST.key, "retry"))
    await world.ledger.run(POST.key)


async def test_a_call_that_met_a_bug_after_it_was_made_is_found() -> None:
    async def misread(_effect: Promised) -> Done:
        raise KeyError("ts")

    world, _ = await posting(misread)
    await world.ledger.run(POST.key)
    assert (await world.row()).state == "unknown"

    await retries(world)

    assert (await world.row()).state == "done"
    assert world.outside.made == world.outside.asked == [POST.key]


async def test_a_call_that_met_a_bug_before_it_was_made_is_made() -> None:
    world, _ = await posting(KeyError("ts"))
    await world.ledger.run(POST.key)

    await retries(world)

    assert (await world.row()).state == "done"
    assert world.outside.made == world.outside.asked == [POST.key]


async def test_a_call_that_could_not_be_told_of_is_told_of_and_not_repeated() -> None:
    replies = [ZeroDivisionError]

    def told(_incident: Incident) -> list[Fact]:
        if replies:
            raise replies.pop()
        return [ChannelOpened(ChannelId("C1"), "inc-1")]

    world, performer = await posting()
    performer.done = Done("C1", tell=told)
    await world.ledger.run(POST.key)
    assert ((await world.row()).state, (await world.row()).reference) == ("failed", "C1")

    await retries(world)

    assert (await world.row()).state == "done"
    assert ChannelOpened(ChannelId("C1"), "inc-1") in await world.facts()
    assert world.outside.made == [POST.key]


async def test_a_call_that_we_could_not_look_for_is_looked_for_once_we_can() -> None:
    world, performer = await posting(LOST)
    await world.ledger.run(POST.key)
    await world.lets_pass(12)
    performer.finds = Refused("missing_scope")
    await world.ledger.run(POST.key)
    assert (await world.row()).state == "unknown"

    performer.finds = None
    await retries(world)

    assert (await world.row()).state == "done"
    assert world.outside.made == [POST.key]


@pytest.mark.parametrize(
    "failure", [Undecidable("two of them"), Refused("missing_scope"), Dropped("one saw it")]
)
async def test_where_nobody_can_tell_the_word_of_the_person_counts(failure: Exception) -> None:
    world, performer = await posting(Undecidable("who knows"))
    await world.ledger.run(POST.key)
    performer.finds = failure

    await retries(world)

    assert (await world.row()).state == "done"
    assert world.outside.made == [POST.key]


async def test_while_nobody_can_be_asked_a_call_in_doubt_is_not_repeated() -> None:
    world, performer = await posting(LOST)
    await world.ledger.run(POST.key)
    await world.lets_pass(12)
    performer.finds = Undecidable("two of them")
    await world.ledger.run(POST.key)

    performer.finds = Unavailable("history is down")
    await retries(world)

    assert ((await world.row()).state, (await world.row()).reason) == ("intent", "history is down")
    assert world.outside.made == [POST.key]


async def test_a_call_that_was_refused_is_repeated_without_looking() -> None:
    world, performer = await posting(Refused("is_archived"))
    await world.ledger.run(POST.key)
    performer.finds = Undecidable("who may not post may not look either")

    await retries(world)

    assert (await world.row()).state == "done"
    assert world.outside.asked == []


async def test_an_open_call_that_nothing_here_can_do_any_more_stays_in_doubt() -> None:
    world, performer = await posting(LOST)
    await world.ledger.run(POST.key)
    await world.lets_pass(12)
    del world.kinds[POST.kind]
    await world.ledger.run(POST.key)
    assert (await world.row()).state == "unknown"

    world.kinds[POST.kind] = performer
    await retries(world)

    assert (await world.row()).state == "done"
    assert world.outside.made == [POST.key]
