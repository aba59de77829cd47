import asyncio
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from bot.domain.errors import Refused, Unavailable
from bot.domain.facts import ChannelOpened
from bot.domain.terms import ChannelId
from bot.effects.ledger import Timing
from bot.ports import Done, Dropped, Promised, Undecidable
from tests.effects.worlds import POST, posting
from tests.fakes.clock import NOON
from tests.fakes.outside import LOST, Outside, Scripted


async def test_after_a_lost_answer_it_looks_and_does_not_repeat() -> None:
    world, _ = await posting(LOST)
    await world.ledger.run(POST.key)
    await world.lets_pass(12)

    assert (await world.ledger.run(POST.key)).has_moved

    assert (await world.row()).state == "done"
    assert world.outside.made == [POST.key]
    assert world.outside.asked == [POST.key]


async def test_after_a_lost_request_it_looks_and_repeats() -> None:
    lost_on_the_way = Unavailable("reset", may_have_happened=True)
    world, _ = await posting(lost_on_the_way)
    await world.ledger.run(POST.key)
    await world.lets_pass(12)

    assert (await world.ledger.run(POST.key)).has_moved

    assert (await world.row()).state == "done"
    assert world.outside.made == [POST.key]


async def test_a_call_that_was_certainly_not_made_is_repeated_without_looking() -> None:
    world, _ = await posting(Unavailable("no route"))
    await world.ledger.run(POST.key)
    await world.lets_pass(1)

    await world.ledger.run(POST.key)

    assert world.outside.asked == []
    assert world.outside.made == [POST.key]


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        (Unavailable("history is down"), "intent"),
        (Undecidable("two of them"), "unknown"),
        (Refused("missing_scope"), "unknown"),
        (Dropped("only one person saw it"), "failed"),
    ],
)
async def test_a_look_up_without_an_answer_never_leads_to_a_repetition(
    failure: Exception, state: str
) -> None:
    world, performer = await posting(LOST)
    await world.ledger.run(POST.key)
    await world.lets_pass(12)
    performer.finds = failure

    await world.ledger.run(POST.key)

    assert (await world.row()).state == state
    assert world.outside.made == [POST.key]


@dataclass
class Silent(Scripted):
    """Is asked whether a call was made, and never answers."""

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        await asyncio.Event().wait()
        raise AssertionError


async def test_a_look_up_that_hangs_ends_at_its_time_limit_and_repeats_nothing() -> None:
    world, _ = await posting(LOST)
    await world.ledger.run(POST.key)
    await world.lets_pass(12)
    brief = replace(world.ledger.timing, look_up=timedelta(milliseconds=1))

    async with asyncio.timeout(5):
        kinds = {POST.kind: Silent(world.outside)}
        outcome = await replace(world.ledger, kinds=kinds, timing=brief).run(POST.key)

    assert outcome.again is not None
    assert (await world.row()).state == "intent"
    assert world.outside.made == [POST.key]


async def test_an_attempt_ends_at_its_time_limit() -> None:
    async def hang(_effect: Promised) -> Done:
        await asyncio.Event().wait()
        raise AssertionError

    world, _ = await posting(hang, within=timedelta(milliseconds=1))

    await world.ledger.run(POST.key)

    assert (await world.row()).state == "intent"
    assert (await world.row()).reason == "No answer in time."


async def test_whoever_was_overtaken_while_calling_keeps_its_result_to_itself() -> None:
    async def overtaken(effect: Promised) -> Done:
        kept = world.store.state.effects[effect.key]
        world.store.state.effects[effect.key] = replace(
            kept, row=replace(kept.row, fence=kept.row.fence + 1)
        )
        return Done("mine", tell=lambda _incident: [ChannelOpened(ChannelId("C1"), "inc-1")])

    world, _ = await posting(overtaken)

    await world.ledger.run(POST.key)

    assert ((await world.row()).state, (await world.row()).reference) == ("intent", "")
    assert await world.facts() == []


async def test_who_slept_too_long_after_claiming_does_not_send() -> None:
    world, performer = await posting(Unavailable("reset", may_have_happened=True))
    await world.ledger.run(POST.key)
    await world.lets_pass(12)

    class Slow(Scripted):
        async def look_up(self, effect: Promised, since: object) -> Done | None:
            await world.lets_pass(15)
            return None

    world.kinds[POST.kind] = Slow(performer.outside)
    await world.ledger.run(POST.key)

    assert world.outside.made == []
    assert (await world.row()).state == "intent"
    assert (await world.row()).reason == "Too late to begin."


async def test_a_call_that_another_process_has_claimed_is_left_alone() -> None:
    world, _ = await posting()
    kept = world.store.state.effects[POST.key]
    leased = replace(
        kept.row,
        promised=replace(kept.row.promised, state="intent"),
        lease_until=NOON + timedelta(seconds=30),
    )
    world.store.state.effects[POST.key] = replace(kept, row=leased)

    assert not (await world.ledger.run(POST.key)).has_moved
    await world.lets_pass(30)
    assert (await world.ledger.run(POST.key)).has_moved

    assert world.outside.asked == [POST.key]


async def test_starting_again_waits_until_the_outside_has_settled() -> None:
    world, _ = await posting()
    kept = world.store.state.effects[POST.key]
    claimed = replace(
        kept.row,
        promised=replace(kept.row.promised, state="intent"),
        lease_until=NOON + timedelta(seconds=30),
    )
    world.store.state.effects[POST.key] = replace(kept, row=claimed)

    assert await world.ledger.void_leases() == 1

    [waiting] = await world.ledger.waiting(99)
    assert waiting.at == NOON + timedelta(seconds=12)


def test_a_claim_lasts_as_long_as_its_performer_may_take_twice() -> None:
    slow = Scripted(Outside(), within=timedelta(seconds=60))

    assert Timing().lease_for(slow) == timedelta(seconds=130)
    assert Timing().lease_for(Scripted(Outside())) == timedelta(seconds=30)
    assert Timing().lease_for(None) == timedelta(seconds=30)


@dataclass
class Reading:
    """Reads something before it calls, as every performer does."""

    outside: Outside
    within: timedelta = timedelta(milliseconds=50)

    async def perform(self, effect: Promised) -> Done:
        await asyncio.to_thread(str)
        self.outside.made.append(effect.key)
        return Done()

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        return None


async def test_a_process_that_was_stopped_just_before_the_call_does_not_make_it_too_late() -> None:
    world, _ = await posting()

    def stopped(name: str, _key: str) -> None:
        if name == "effect.before_send":
            threading.Event().wait(0.2)  # nothing of this process goes on meanwhile

    kinds = {POST.kind: Reading(world.outside)}
    await replace(world.ledger, kinds=kinds, fp=stopped).run(POST.key)

    assert world.outside.made == []
    assert (await world.row()).state == "intent"
