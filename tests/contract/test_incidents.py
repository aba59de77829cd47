import pytest

from bot.domain.entries import said
from bot.domain.errors import Rejected
from bot.domain.facts import ChannelOpened, Resolved, Retitled, RoleTaken, SeverityChanged
from bot.domain.terms import ChannelId, IncidentId, PersonId, Severity, Status, Words
from bot.effects.book import LedgerWork
from bot.ports import Effect, Promises, Summary
from tests.contract.conftest import World
from tests.contract.saying import ADA, declare, plan, put, take
from tests.effects.rows import moved
from tests.fakes.clock import NOON


async def listed(world: World, *, only_open: bool = False, limit: int = 10) -> list[IncidentId]:
    found = await world.store.look(
        lambda work: work.incidents.list(only_open=only_open, limit=limit)
    )
    return [each.incident_id for each in found]


async def test_numbers_count_up_from_one(world: World) -> None:
    assert [await declare(world, title) for title in ("one", "two", "three")] == [1, 2, 3]


async def test_a_number_that_nobody_saw_is_given_again(world: World) -> None:
    async def fails(work: LedgerWork) -> None:
        await work.incidents.allocate()
        raise Rejected("not now")

    with pytest.raises(Rejected):
        await world.store.transact("act:1", fails)

    assert await declare(world, "the first") == 1


async def test_a_summary_says_what_the_timeline_says(world: World) -> None:
    incident_id = await declare(
        world,
        "Checkout is slow",
        ChannelOpened(ChannelId("C7"), "inc-1-checkout"),
        SeverityChanged(Severity.SEV1, Severity.SEV2),
        RoleTaken("lead", PersonId("U2")),
        Retitled(Words("Checkout is down")),
    )

    [summary] = await world.store.look(lambda work: work.incidents.list(only_open=True, limit=5))

    assert summary == Summary(
        incident_id=incident_id,
        title="Checkout is down",
        severity=Severity.SEV1,
        status=Status.INVESTIGATING,
        lead=PersonId("U2"),
        channel=ChannelId("C7"),
        channel_name="inc-1-checkout",
        declared_at=NOON,
        declared_by=ADA,
        is_drill=False,
        head_position=5,
    )


async def test_the_newest_come_first_and_no_more_than_asked(world: World) -> None:
    for title in ("one", "two", "three"):
        await declare(world, title)

    assert await listed(world, limit=2) == [3, 2]


async def test_resolved_ones_are_not_open(world: World) -> None:
    await declare(world, "over", Resolved())
    await declare(world, "burning")

    assert await listed(world, only_open=True) == [2]
    assert await listed(world) == [2, 1]


async def test_what_is_over_is_finished_once_no_call_of_it_is_left(world: World) -> None:
    calls = [Effect(f"inc-{n}/slack.line/2", "slack.line", IncidentId(n)) for n in range(1, 7)]
    for _ in calls:
        await declare(world, "over", Resolved())
    await declare(world, "burning")
    await plan(world, *calls[:-1])
    for call, state, reason in (
        (calls[1], "done", ""),
        (calls[2], "failed", "superseded"),
        (calls[3], "failed", "restricted_action"),
        (calls[4], "unknown", "no answer"),
    ):
        row = moved(await take(world, call.key), state=state, reason=reason)
        assert await put(world, row, fence=row.fence)

    async def unfinished(limit: int) -> list[IncidentId]:
        found = await world.store.look(lambda work: work.incidents.unfinished(limit=limit))
        return [each.incident_id for each in found]

    assert await unfinished(9) == [7, 5, 4, 1]
    assert await unfinished(2) == [7, 5]


async def test_an_incident_is_found_by_its_channel(world: World) -> None:
    await declare(world, "one", ChannelOpened(ChannelId("C1"), "inc-1"))
    await declare(world, "two", ChannelOpened(ChannelId("C2"), "inc-2"))

    async def found(channel: str) -> IncidentId | None:
        return await world.store.look(lambda w: w.incidents.in_channel(ChannelId(channel)))

    assert [await found(channel) for channel in ("C2", "C1", "C9")] == [2, 1, None]


async def searched(world: World, text: str, *, limit: int = 10) -> list[IncidentId]:
    found = await world.store.look(lambda work: work.incidents.find(text, limit=limit))
    return [each.incident_id for each in found]


async def test_incidents_are_found_by_all_words_of_their_names(world: World) -> None:
    await declare(world, "Checkout is slow", ChannelOpened(ChannelId("C1"), "inc-1-checkout"))
    await declare(world, "Login of the CHECKOUT fails")
    await declare(world, "Größe der Warteschlange_payments")

    assert await searched(world, "checkout") == [2, 1]
    assert await searched(world, "Checkout") == [2, 1]
    assert await searched(world, "check log") == [2]
    assert await searched(world, "login payments") == []
    assert await searched(world, "GRÖSSE!") == [3]
    assert await searched(world, "payments") == [3]
    assert await searched(world, "1") == [1]
    assert await searched(world, "checkout", limit=1) == [2]


async def test_a_word_may_be_cut_off_but_not_too_soon(world: World) -> None:
    await declare(world, "Telecommunications of is")

    assert await searched(world, "tel") == [1]
    assert await searched(world, "telecommunic") == [1]
    assert await searched(world, "telecommunications") == [1]
    assert await searched(world, "is") == [1]
    assert await searched(world, "te") == []
    assert await searched(world, "?!") == []


async def test_an_incident_is_not_found_by_the_title_that_it_had(world: World) -> None:
    await declare(world, "Checkout is down", Retitled(Words("Payments is down")))
    other = await declare(world, "Search is slow")

    async def retitled(work: LedgerWork) -> None:
        entries = said([Retitled(Words("Catalogue is slow"))], actor=ADA, now=NOON, after=1)
        await work.timelines.append(other, entries, after=1, promises=Promises())

    await world.store.transact("act:9", retitled)

    assert await searched(world, "checkout") == []
    assert await searched(world, "payments") == [1]
    assert await searched(world, "search") == []
    assert await searched(world, "catalogue slow") == [2]
