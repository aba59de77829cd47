from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import Refused, Unavailable
from bot.domain.facts import ChannelOpened
from bot.domain.terms import MUSTER, ChannelId
from bot.effects.book import Outcome
from bot.effects.outcomes import BEHIND
from bot.ports import Done, Dropped, Effect, Promised, Undecidable
from tests.effects.worlds import INC, POST, declared, posting
from tests.fakes.clock import NOON
from tests.fakes.outside import LOST, Outside, Scripted


async def test_a_call_that_succeeds_is_done_and_keeps_what_the_outside_calls_it() -> None:
    world, _ = await posting(Done("1700000000.000100", result={"ts": "1700000000.000100"}))

    assert (await world.ledger.run(POST.key)).has_moved

    row = await world.row()
    assert (row.state, row.attempts, row.reference) == ("done", 1, "1700000000.000100")
    assert world.outside.made == [POST.key]


async def test_a_call_that_is_done_is_not_made_again() -> None:
    world, _ = await posting()
    await world.ledger.run(POST.key)

    assert not (await world.ledger.run(POST.key)).has_moved

    assert world.outside.made == [POST.key]


async def test_a_call_that_nobody_promised_is_not_made() -> None:
    world, _ = await posting()

    assert not (await world.ledger.run("inc-1/slack.line/99")).has_moved


async def test_what_a_call_brings_is_told_and_its_consequences_are_promised() -> None:
    create = Effect("inc-1/slack.channel.create/1", "slack.channel.create", INC, lane="inc-1")
    opened = ChannelOpened(ChannelId("C1"), "inc-1-checkout")
    done = Done("C1", tell=lambda _incident: [opened])
    world = await declared({create.kind: Scripted(Outside(), done=done)})
    await world.plan(create)

    await world.ledger.run(create.key)

    assert await world.facts() == [opened]
    [_, entry] = await world.store.look(lambda work: work.timelines.read(INC))
    assert entry.actor == MUSTER
    waiting = {each.key for each in await world.ledger.waiting(99)}
    assert "inc-1/slack.invite/2" in waiting
    assert "inc-1/slack.topic/2" in waiting


async def test_the_intent_is_durable_before_anything_is_sent() -> None:
    async def remember(effect: Promised) -> Done:
        seen.append((effect.state, (await world.row()).state))
        return Done()

    seen: list[tuple[str, str]] = []
    world, _ = await posting(remember)

    await world.ledger.run(POST.key)

    assert seen == [("intent", "intent")]


@pytest.mark.parametrize(
    ("failure", "state", "attempts", "wait"),
    [
        (Unavailable("no route"), "planned", 1, 1.0),
        (Unavailable("slow down", retry_after=timedelta(seconds=30)), "planned", 0, 30.5),
        (LOST, "intent", 1, 12.0),
        (Refused("channel_not_found"), "failed", 1, None),
        (Undecidable("who knows"), "unknown", 1, None),
        (Dropped("stale"), "failed", 1, None),
    ],
)
async def test_each_kind_of_reply_leads_to_its_state(
    failure: Exception, state: str, attempts: int, wait: float | None
) -> None:
    world, _ = await posting(failure)

    assert (await world.ledger.run(POST.key)).has_moved

    row = await world.row()
    assert (row.state, row.attempts) == (state, attempts)
    assert row.not_before == (None if wait is None else NOON + timedelta(seconds=wait))
    assert str(failure) in row.reason


async def test_a_call_asked_to_wait_is_not_made_a_moment_earlier() -> None:
    world, _ = await posting(Unavailable("slow down", retry_after=timedelta(seconds=30)))
    await world.ledger.run(POST.key)

    await world.lets_pass(30.499)
    assert not (await world.ledger.run(POST.key)).has_moved
    assert world.outside.made == []
    await world.lets_pass(0.001)
    assert (await world.ledger.run(POST.key)).has_moved

    assert world.outside.made == [POST.key]


async def test_what_stands_behind_it_in_its_lane_waits_with_it() -> None:
    behind = replace(POST, key="inc-1/slack.line/3")
    beside = replace(POST, key="inc-1/slack.line/4", lane="")
    world, _ = await posting(Unavailable("slow down", retry_after=timedelta(seconds=30)))
    await world.plan(behind, beside)
    await world.ledger.run(POST.key)

    assert not (await world.ledger.run(behind.key)).has_moved
    assert (await world.ledger.run(beside.key)).has_moved

    assert world.outside.made == [beside.key]


@pytest.mark.parametrize("end", [Refused("422"), Undecidable("the page hides what it took")])
async def test_a_stuck_call_that_others_build_on_stops_its_lane_until_it_is_settled(
    end: Exception,
) -> None:
    page = [Effect(f"inc-1/page.publish/{n}", "page.publish", INC, lane="page") for n in (2, 3)]
    world = await declared({"page.publish": Scripted(Outside(), [end])})
    await world.plan(*page)
    await world.ledger.run(page[0].key)

    assert not (await world.ledger.run(page[1].key)).has_moved
    await world.store.transact("x", lambda work: work.effects.settle(page[0].key, "dropped"))
    assert (await world.ledger.run(page[1].key)).has_moved


async def test_a_stuck_line_of_chat_lets_the_next_one_pass() -> None:
    behind = replace(POST, key="inc-1/slack.line/3")
    world, _ = await posting(Refused("msg_too_long"))
    await world.plan(behind)
    await world.ledger.run(POST.key)

    assert (await world.ledger.run(behind.key)).has_moved


async def test_it_says_when_a_call_is_to_be_tried_again() -> None:
    wait = Unavailable("slow down", retry_after=timedelta(seconds=30))
    world, _ = await posting(wait)
    due = NOON + timedelta(seconds=30.5)

    assert await world.ledger.run(POST.key) == Outcome(again=due, has_moved=True)
    assert await world.ledger.run(POST.key) == Outcome(again=due)


async def test_it_says_when_nothing_is_left_to_do() -> None:
    world, _ = await posting()

    assert await world.ledger.run(POST.key) == Outcome(is_over=True, has_moved=True)
    assert await world.ledger.run(POST.key) == Outcome(is_over=True)
    assert await world.ledger.run("inc-1/slack.line/99") == Outcome(is_over=True)


async def test_it_says_that_a_call_stands_behind_another_one() -> None:
    world, _ = await posting()
    behind = replace(POST, key="inc-1/slack.line/3")
    await world.plan(behind)

    outcome = await world.ledger.run(behind.key)

    assert outcome == Outcome(again=NOON + BEHIND, is_behind=True)


async def test_a_call_whose_lane_waits_for_people_is_over_for_machines() -> None:
    page = [Effect(f"inc-1/page.publish/{n}", "page.publish", INC, lane="page") for n in (1, 2)]
    world = await declared({"page.publish": Scripted(Outside(), [Refused("no")])})
    await world.plan(*page)

    assert await world.ledger.run(page[0].key) == Outcome(is_over=True, has_moved=True)
    assert await world.ledger.run(page[1].key) == Outcome(is_over=True)


async def test_times_are_told_by_the_clock_of_the_book() -> None:
    wait = Unavailable("slow down", retry_after=timedelta(seconds=30))
    world, _ = await posting(wait)
    hour = timedelta(hours=1)
    slow = replace(world.ledger, clock=lambda: world.clock() - hour)

    outcome = await slow.run(POST.key)

    assert outcome.again == NOON + timedelta(seconds=30.5)
    assert (await world.row()).not_before == outcome.again
