import pytest

from bot.domain.errors import Rejected
from bot.domain.terms import IncidentId
from bot.ports import Effect, Promised
from tests.contract.conftest import World
from tests.contract.saying import INC, find, plan, put, take
from tests.effects.rows import moved
from tests.fakes.clock import NOON

POST = Effect("inc-1/slack.post/2", "slack.post", INC, payload={"position": 2}, lane="inc-1")
EDITS = [
    Effect(f"inc-1/slack.card.edit/{number}", "slack.card.edit", INC, collapse="card")
    for number in range(1, 4)
]


async def test_a_promised_call_waits_as_it_was_promised(world: World) -> None:
    await plan(world, POST)

    assert await find(world, POST.key) == Promised(
        key="inc-1/slack.post/2",
        kind="slack.post",
        incident_id=INC,
        state="planned",
        attempts=0,
        reason="",
        reference="",
        payload={"position": 2},
        planned_at=NOON,
        not_before=None,
    )
    assert await world.store.look(lambda work: work.effects.find("inc-1/slack.post/99")) is None


async def test_the_same_cause_promises_once(world: World) -> None:
    await plan(world, POST)
    await plan(world, Effect(POST.key, "slack.other", INC), POST)

    [only] = await world.store.look(lambda work: work.effects.of(INC))
    assert only.kind == "slack.post"


async def test_calls_are_listed_oldest_first_and_by_incident(world: World) -> None:
    other = Effect("inc-2/slack.post/1", "slack.post", IncidentId(2))
    await plan(world, POST, other)
    await plan(world, *EDITS[:1])

    mine = await world.store.look(lambda work: work.effects.of(INC))

    assert [each.key for each in mine] == [POST.key, EDITS[0].key]


async def test_of_unsent_calls_that_replace_each_other_only_the_newest_stays(world: World) -> None:
    await plan(world, EDITS[0])
    await plan(world, EDITS[1], EDITS[2])

    states = [await find(world, edit.key) for edit in EDITS]

    assert [(each.state, each.reason) for each in states] == [
        ("failed", "superseded"),
        ("failed", "superseded"),
        ("planned", ""),
    ]


async def test_a_call_under_way_is_not_replaced(world: World) -> None:
    await plan(world, EDITS[0])
    await put(world, moved(await take(world, EDITS[0].key), "intent"), fence=0)

    await plan(world, EDITS[1])

    assert (await find(world, EDITS[0].key)).state == "intent"
    assert (await find(world, EDITS[1].key)).state == "planned"


async def test_calls_of_other_incidents_are_not_replaced(world: World) -> None:
    other = Effect("inc-2/slack.card.edit/1", "slack.card.edit", IncidentId(2), collapse="card")
    await plan(world, EDITS[0])
    await plan(world, other)

    assert (await find(world, EDITS[0].key)).state == "planned"


async def test_promising_a_known_newest_again_replaces_nothing_newer(world: World) -> None:
    await plan(world, EDITS[0])
    await plan(world, EDITS[1])
    await plan(world, EDITS[0])

    assert (await find(world, EDITS[1].key)).state == "planned"


@pytest.mark.parametrize(
    ("verdict", "state"), [("happened", "done"), ("dropped", "failed"), ("retry", "planned")]
)
@pytest.mark.parametrize("was", ["unknown", "failed"])
async def test_a_person_settles_a_doubtful_call(
    world: World, was: str, verdict: str, state: str
) -> None:
    await plan(world, POST)
    await put(world, moved(await take(world, POST.key), was, reason="who knows"), fence=0)

    await world.store.transact("act:1", lambda work: work.effects.settle(POST.key, verdict))

    assert (await find(world, POST.key)).state == state


@pytest.mark.parametrize("was", ["planned", "intent", "done"])
async def test_a_call_that_is_not_stuck_cannot_be_settled(world: World, was: str) -> None:
    await plan(world, POST)
    await put(world, moved(await take(world, POST.key), was), fence=0)

    with pytest.raises(Rejected, match="nothing to settle"):
        await world.store.transact("act:1", lambda work: work.effects.settle(POST.key, "retry"))


async def test_a_replaced_call_cannot_be_retried(world: World) -> None:
    await plan(world, EDITS[0])
    await plan(world, EDITS[1])

    with pytest.raises(Rejected, match="nothing to settle"):
        await world.store.transact("act:1", lambda work: work.effects.settle(EDITS[0].key, "retry"))


async def test_a_call_that_does_not_exist_cannot_be_settled(world: World) -> None:
    with pytest.raises(Rejected, match="no promised call"):
        await world.store.transact("act:1", lambda work: work.effects.settle("inc-9/x/1", "retry"))


async def test_another_word_settles_nothing(world: World) -> None:
    await plan(world, POST)
    await put(world, moved(await take(world, POST.key), "unknown"), fence=0)

    with pytest.raises(Rejected, match="happened, retry or dropped"):
        await world.store.transact("act:1", lambda work: work.effects.settle(POST.key, "maybe"))


async def test_at_hand_is_what_may_still_matter(world: World) -> None:
    card, mark, line = (
        Effect(f"inc-1/{kind}/1", kind, INC)
        for kind in ("slack.card.post", "slack.mark", "slack.line")
    )
    other = Effect("inc-2/slack.mark/1", "slack.mark", IncidentId(2))
    lost, dropped, doubted = (Effect(f"inc-1/slack.post/{n}", "slack.post", INC) for n in (1, 2, 3))
    await plan(world, mark, card, line, other, lost, dropped, doubted, EDITS[0])
    await plan(world, EDITS[1])
    await _end(world, card, state="done", reference="C1 1.1")
    await _end(world, line, state="done", reference="C1 1.2")
    await _end(world, mark, state="done")
    await _end(world, lost, state="failed", reason="is_archived")
    await _end(world, dropped, state="failed", reason="dropped by a person")
    await _end(world, doubted, state="unknown")

    async def at_hand(*kinds: str) -> list[str]:
        found = await world.store.look(lambda work: work.effects.at_hand(INC, kinds))
        return [each.key for each in found]

    open_ones = [lost.key, doubted.key, EDITS[1].key]
    assert await at_hand() == open_ones
    assert await at_hand("slack.card.post", "slack.mark") == [card.key, *open_ones]


async def _end(
    world: World, effect: Effect, *, state: str, reference: str = "", reason: str = ""
) -> None:
    row = await take(world, effect.key)
    assert await put(world, moved(row, state=state, reference=reference, reason=reason), fence=0)
