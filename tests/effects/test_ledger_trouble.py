from dataclasses import replace

import pytest

from bot.domain.errors import Refused, Rejected, Unavailable
from bot.domain.facts import EffectFailed, EffectStuck, Fact
from bot.domain.incident import Incident
from bot.domain.terms import IncidentId, Words
from bot.ports import Done, Dropped, Undecidable
from tests.effects.worlds import INC, POST, World, declared, posting
from tests.fakes.outside import Outside, Scripted


def away_at(world: World, failing: int) -> None:
    """Let the database be away at this transaction, counted from now."""
    transact, calls = world.store.transact, []

    async def away(cause: str, body: object) -> object:
        calls.append(cause)
        if len(calls) == failing:
            raise Unavailable("The database did not answer.")
        return await transact(cause, body)  # type: ignore[arg-type] # passed on as it came

    world.store.transact = away  # type: ignore[method-assign,assignment] # a fault, not a fake


@pytest.mark.parametrize(
    ("failure", "is_unknown"), [(Refused("not_in_channel"), False), (Undecidable("?"), True)]
)
async def test_people_are_told_of_a_call_that_is_stuck(
    failure: Exception, *, is_unknown: bool
) -> None:
    world, _ = await posting(failure)

    await world.ledger.run(POST.key)

    assert await world.facts() == [
        EffectFailed(POST.key, POST.kind, is_unknown, Words(str(failure)))
    ]


async def test_nobody_is_told_of_a_lost_hint() -> None:
    world, _ = await posting(Dropped("only one person would have seen it"))

    await world.ledger.run(POST.key)

    assert await world.facts() == []
    assert (await world.row()).reason == "dropped: only one person would have seen it"


async def test_people_are_told_once_of_a_call_that_waits_for_fifteen_minutes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world, _ = await posting(*[Unavailable("Slack cannot be reached")] * 4)
    told = []

    for seconds in (0, 14 * 60 + 59, 60, 60):
        await world.lets_pass(seconds)
        await world.ledger.run(POST.key)
        told.append(await world.facts())

    stuck = EffectStuck(POST.key, POST.kind, Words("Slack cannot be reached"))
    assert told == [[], [], [stuck], [stuck]]
    assert [each.message for each in caplog.records].count("effect.stuck") == 1
    assert (await world.row()).state == "planned"


async def test_a_bug_in_a_performer_leaves_the_call_in_doubt_under_an_error_id() -> None:
    world, _ = await posting(KeyError("ts"))

    assert (await world.ledger.run(POST.key)).has_moved

    assert ((await world.row()).state, (await world.row()).reason) == ("unknown", "error E7")
    assert await world.facts() == [
        EffectFailed(POST.key, POST.kind, is_unknown=True, reason=Words("error E7"))
    ]


async def test_a_kind_that_nothing_here_can_do_fails_visibly() -> None:
    world = await declared()
    await world.plan(POST)

    await world.ledger.run(POST.key)

    assert (await world.row()).reason == "Nothing here can do slack.line."
    assert len(await world.facts()) == 1


async def test_a_fact_that_the_timeline_refuses_does_not_undo_what_happened() -> None:
    def refuse(_incident: Incident) -> list[Fact]:
        raise Rejected("INC-1 is closed.")

    world, _ = await posting(Done("ref", tell=refuse))

    assert (await world.ledger.run(POST.key)).has_moved

    row = await world.row()
    assert (row.state, row.reference, row.reason) == ("done", "ref", "INC-1 is closed.")


async def test_a_bug_in_telling_is_kept_visible_too() -> None:
    def break_down(_incident: Incident) -> list[Fact]:
        raise ZeroDivisionError

    world, _ = await posting(Done("ref", tell=break_down))

    assert (await world.ledger.run(POST.key)).has_moved

    row = await world.row()
    assert (row.state, row.reason, row.reference) == ("failed", "error E7", "ref")
    assert len(await world.facts()) == 1


async def test_a_bug_that_even_breaks_the_timeline_stays_on_the_row() -> None:
    world, _ = await posting(KeyError("ts"))
    world.store.state.timelines[INC] = ()  # cannot be replayed

    assert (await world.ledger.run(POST.key)).has_moved

    assert ((await world.row()).state, (await world.row()).reason) == ("unknown", "error E7")


async def test_a_call_of_an_incident_without_a_timeline_can_still_fail() -> None:
    world = await declared({POST.kind: Scripted(Outside(), [Refused("gone")])})
    orphan = replace(POST, key="inc-9/slack.line/2", incident_id=IncidentId(9))
    await world.plan(orphan)

    assert (await world.ledger.run(orphan.key)).has_moved

    assert (await world.row(orphan.key)).state == "failed"


@pytest.mark.parametrize("failing", [1, 2])
async def test_a_database_that_is_away_loses_nothing(failing: int) -> None:
    world, _ = await posting()
    away_at(world, failing)

    assert not (await world.ledger.run(POST.key)).has_moved
    await world.lets_pass(31)
    await world.ledger.run(POST.key)

    assert (await world.row()).state == "done"
    assert world.outside.made == [POST.key]


async def test_a_bug_while_the_database_is_away_is_met_again_later() -> None:
    world, _ = await posting(KeyError("ts"))
    away_at(world, 2)

    assert not (await world.ledger.run(POST.key)).has_moved
    assert (await world.row()).state == "intent"
    await world.lets_pass(31)
    assert (await world.ledger.run(POST.key)).has_moved

    assert (await world.row()).state == "done"
