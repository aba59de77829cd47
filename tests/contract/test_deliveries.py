import asyncio

import pytest

from bot.domain.entries import said
from bot.domain.errors import Rejected, Unavailable
from bot.domain.facts import Declared
from bot.domain.terms import Words
from bot.ports import Delivery, Effect, Json, Poisoned, Promises, Unconcerned, Work
from tests.contract.conftest import World
from tests.contract.saying import ADA, INC, NOTHING
from tests.fakes.clock import NOON

SLASH = Delivery("act:T1:13.37", "slash", "/incident", "5f2a", NOON)
OTHER = Delivery("act:T1:13.37", "slash", "/incident", "b00b", NOON)


async def declare(work: Work) -> Json:
    entries = said([Declared(Words("Checkout is down"))], actor=ADA, now=NOON, after=0)
    incident_id = await work.incidents.allocate()
    await work.timelines.append(incident_id, entries, after=0, promises=NOTHING)
    return {"incident": incident_id}


async def declare_and_refuse(work: Work) -> Json:
    await declare(work)
    raise Rejected("There is no severity “5”. Use sev1 to sev4.")


async def declare_and_break(work: Work) -> Json:
    await declare(work)
    raise ZeroDivisionError


async def incidents(world: World) -> int:
    return len(await world.deliveries.read(lambda w: w.incidents.list(only_open=False, limit=9)))


async def test_a_delivery_is_decided_and_answered(world: World) -> None:
    assert await world.deliveries.decide(SLASH, declare) == {"incident": 1}

    assert await incidents(world) == 1


async def test_what_a_delivery_promises_is_begun_at_once(world: World) -> None:
    async def promise(work: Work) -> Json:
        await declare(work)
        await work.effects.plan(Promises((Effect("inc-1/slack.post/1", "slack.post", INC),)))
        return {}

    await world.deliveries.decide(SLASH, promise)

    assert world.kicks == [None]


async def test_a_delivery_about_nothing_known_leaves_no_trace(world: World) -> None:
    async def shrug(work: Work) -> Json:
        await declare(work)
        raise Unconcerned

    with pytest.raises(Unconcerned):
        await world.deliveries.decide(SLASH, shrug)

    assert await incidents(world) == 0
    assert await world.deliveries.decide(OTHER, declare) == {"incident": 1}


async def test_a_repetition_gets_the_same_answer_and_does_nothing(world: World) -> None:
    await world.deliveries.decide(SLASH, declare)

    assert await world.deliveries.decide(SLASH, declare_and_break) == {"incident": 1}

    assert await incidents(world) == 1


async def test_of_simultaneous_repetitions_one_is_decided_and_all_are_answered(
    world: World,
) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(world.deliveries.decide(SLASH, declare)) for _ in range(4)]

    assert [task.result() for task in tasks] == [{"incident": 1}] * 4
    assert await incidents(world) == 1


async def test_another_request_under_the_same_key_is_refused(world: World) -> None:
    await world.deliveries.decide(SLASH, declare)

    with pytest.raises(Rejected, match="key of an earlier, different one"):
        await world.deliveries.decide(OTHER, declare)

    assert await incidents(world) == 1


async def test_a_rejected_delivery_changes_nothing_and_stays_rejected(world: World) -> None:
    with pytest.raises(Rejected, match="no severity"):
        await world.deliveries.decide(SLASH, declare_and_refuse)
    with pytest.raises(Rejected, match="no severity"):
        await world.deliveries.decide(SLASH, declare)

    assert await incidents(world) == 0


async def test_a_refusal_that_quotes_what_no_database_takes_stays_a_refusal(world: World) -> None:
    async def refuse(_work: Work) -> Json:
        raise Rejected("There is no role “\x00\ud800”. Use lead.")

    for _each in range(2):
        with pytest.raises(Rejected, match="There is no role"):
            await world.deliveries.decide(SLASH, refuse)


async def test_a_bug_changes_nothing_and_is_kept_under_one_error_id(world: World) -> None:
    with pytest.raises(Poisoned) as first:
        await world.deliveries.decide(SLASH, declare_and_break)
    with pytest.raises(Poisoned) as again:
        await world.deliveries.decide(SLASH, declare)

    assert first.value.error_id == again.value.error_id != ""
    assert await incidents(world) == 0


async def test_what_cannot_be_decided_now_can_be_decided_later(world: World) -> None:
    async def not_now(work: Work) -> Json:
        await declare(work)
        raise Unavailable("The database is busy.")

    with pytest.raises(Unavailable):
        await world.deliveries.decide(SLASH, not_now)

    assert await world.deliveries.decide(SLASH, declare) == {"incident": 1}


async def test_everything_written_names_the_delivery_that_caused_it(world: World) -> None:
    async def decision(work: Work) -> Json:
        return {"cause": work.delivery_key}

    assert await world.deliveries.decide(SLASH, decision) == {"cause": SLASH.key}


async def test_a_question_is_answered_with_whatever_it_asks_for(world: World) -> None:
    await world.deliveries.decide(SLASH, declare)

    [entry] = await world.deliveries.read(lambda work: work.timelines.read(INC))

    assert entry.fact == Declared(Words("Checkout is down"))
