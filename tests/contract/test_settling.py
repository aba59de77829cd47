"""Two people press a button at once, a thousand times: one wins, the other is told who did."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from itertools import count
from time import monotonic  # noqa: TID251 - these rounds run in real time

import pytest

from bot.domain.entries import said
from bot.domain.errors import Rejected
from bot.domain.facts import Declared, EffectFailed, EffectSettled
from bot.domain.terms import ChannelId, IncidentId, PersonId, Words
from bot.ports import Delivery, Effect, Json, Promises, Work
from bot.slack.actions.effects import actions
from bot.slack.call import Call
from bot.slack.preferences import Preferences
from bot.storage.deliveries import SqlDeliveries
from bot.storage.store import SqlWork, Store
from tests.fakes.clock import NOON
from tests.storage.stores import front, opened

ROUNDS, INCIDENTS, AT_ONCE = 1_000, 20, 4
LONGEST_S, LEAST = 12, 100
"""On a machine that is too busy for all rounds in this time, fewer have to do."""

ANA, BEN = PersonId("U0ANA"), PersonId("U0BEN")
KIND = "slack.topic"
PATIENCE = timedelta(seconds=30)
"""It is not about time: a busy machine is no fault."""

PRESSED = {ANA: "effect_retry", BEN: "effect_happened"}
RUN = {action.id: action.run for action in actions}


def topic(incident: int, number: int) -> Effect:
    return Effect(f"inc-{incident}/{KIND}/{number}", KIND, IncidentId(incident))


async def broken(store: Store, incident: int, many: int) -> None:
    """Declare an incident, all of whose calls have failed."""
    topics = [topic(incident, number) for number in range(many)]

    async def body(work: SqlWork) -> None:
        here = await work.incidents.allocate()
        failures = [EffectFailed(each.key, KIND, is_unknown=False) for each in topics]
        entries = said([Declared(Words("Down")), *failures], actor=ANA, now=NOON, after=0)
        promises = Promises(effects=tuple(topics))
        await work.timelines.append(here, entries, after=0, promises=promises)
        for each in topics:
            row = await work.book.take(each.key)
            assert row is not None
            promised = replace(row.promised, state="failed", reason="refused")
            await work.book.put(replace(row, promised=promised), fence=row.fence)

    await store.transact("act:0", body)


@pytest.fixture
async def fronts(database_url: str) -> AsyncIterator[list[SqlDeliveries]]:
    """Two doors: of one process on SQLite, of two replicas on PostgreSQL."""
    async with AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(opened(database_url))]
        if database_url.startswith("postgresql"):
            stores.append(await stack.enter_async_context(opened(database_url)))
        yield [front(store, within=PATIENCE) for store in (stores * 2)[:2]]


async def pressed(door: SqlDeliveries, who: PersonId, effect: Effect, number: int) -> str:
    """Press a button; return what the person reads."""
    call = Call(
        person=who,
        channel=ChannelId("C1"),
        now=NOON,
        preferences=Preferences(),
        value=f"{effect.incident_id}|{effect.key}",
    )

    async def decision(work: Work) -> Json:
        return await RUN[PRESSED[who]](call, work)

    try:
        reply = await door.decide(
            Delivery(f"act:{number}", "slack", "click", "5f2a", NOON), decision
        )
    except Rejected as refusal:
        return str(refusal)
    return str(reply["text"])


WON = {ANA: "Noted: it is tried again.", BEN: "Noted: it happened."}
LOST = {
    ANA: f"<@{BEN}> has settled this already: it happened. ",
    BEN: f"<@{ANA}> has settled this already: it is tried again. ",
}


@pytest.mark.timeout(300)
async def test_of_two_who_press_at_once_one_wins_and_the_other_is_told_who(
    fronts: list[SqlDeliveries],
) -> None:
    numbers, until = count(1), monotonic() + LONGEST_S
    rounds = dict.fromkeys(range(1, INCIDENTS + 1), 0)
    winners: list[PersonId] = []

    async def table(first: int) -> None:
        for incident in range(first, INCIDENTS + 1, AT_ONCE):
            for number in range(ROUNDS // INCIDENTS):
                if monotonic() < until or len(winners) < LEAST:
                    await both(topic(incident, number), number)
                    rounds[incident] += 1

    async def both(effect: Effect, number: int) -> None:
        doors = fronts if number % 2 else fronts[::-1]
        people = (ANA, BEN) if number % 3 else (BEN, ANA)
        async with asyncio.TaskGroup() as group:
            told = {
                who: group.create_task(pressed(door, who, effect, next(numbers)))
                for who, door in zip(people, doors, strict=True)
            }
        [winner] = [who for who in told if told[who].result() == WON[who]]
        [loser] = [who for who in told if who != winner]
        assert told[loser].result().startswith(LOST[loser])
        winners.append(winner)

    for incident in rounds:
        await broken(fronts[0].store, incident, ROUNDS // INCIDENTS)
    async with asyncio.TaskGroup() as group:
        for first in range(1, AT_ONCE + 1):
            group.create_task(table(first))

    assert len(winners) == sum(rounds.values()) >= LEAST
    assert {*winners} == {ANA, BEN}
    for incident, many in rounds.items():
        await looked_at(fronts[1].store, incident, many)


async def looked_at(store: Store, incident: int, many: int) -> None:
    """Compare the timeline with the ledger: each call was settled once, as the timeline says."""
    here = IncidentId(incident)
    entries = await store.look(lambda work: work.timelines.read(here))
    settled = {e.fact.effect: e.fact.verdict for e in entries if isinstance(e.fact, EffectSettled)}
    assert len(settled) == len([e for e in entries if isinstance(e.fact, EffectSettled)]) == many
    promised = await store.look(lambda work: work.effects.of(here))
    states = {each.key: each.state for each in promised if each.key in settled}
    became = {"retry": "planned", "happened": "done"}
    assert states == {key: became[verdict] for key, verdict in settled.items()}
