"""Late, early, down, killed or snoozed meanwhile: one reminder, and none once it is needless."""

from datetime import UTC, datetime

import pytest

from bot.domain import facts
from bot.domain.terms import MUSTER
from bot.ports import Promises, Timer
from bot.workflows.record import Saying, record
from tests.slack.overdue import BYPASS, DUE, HOUR, MINUTE, sev1, told
from tests.slack.town import FIRST, Town, living


async def test_after_hours_of_downtime_one_reminder_is_told_and_not_all(town: Town) -> None:
    await sev1(town)
    await town.says("ben", BYPASS)

    await town.clock.advance_to((town.clock.now() + 9 * HOUR).timestamp())
    await town.muster.ticker.tick(town.clock.now())
    await town.settle()

    assert await told(town) == (0, 0, 1)
    assert await told(town, "*M1* of INC-1") == (0, 1, 1)


@pytest.mark.parametrize(
    ("minutes", "has_comms", "heard"),
    [
        (35, True, (1, 0, 0)),
        (45, True, (0, 1, 0)),
        (45, False, (1, 0, 0)),
        (55, True, (0, 0, 1)),
        (55, False, (0, 0, 1)),
    ],
)
async def test_after_downtime_whoever_would_be_told_last_is_told(
    town: Town,
    minutes: int,
    has_comms: bool,  # noqa: FBT001 - a column of the table
    heard: tuple[int, int, int],
) -> None:
    await sev1(town)
    if not has_comms:
        await town.says("ana", "role comms none")

    await town.clock.advance_to((town.clock.now() + minutes * MINUTE).timestamp())
    await town.muster.ticker.tick(town.clock.now())
    await town.settle()

    assert await told(town) == heard


async def test_what_fires_late_tells_nobody(town: Town) -> None:
    """Two replicas: one fires while the other records the update that makes it needless."""
    await sev1(town)
    await town.clock.advance_to((town.clock.now() + 30 * MINUTE).timestamp())
    assert await town.muster.timers.fire(town.clock.now()) == 1
    saying = Saying(MUSTER, town.clock.now())

    published = facts.UpdatePublished(1, "builtin")
    await town.muster.store.transact(
        "act", lambda work: record(FIRST, lambda _: [published], saying=saying, work=work)
    )
    await town.settle()

    [call] = [each for each in await town.promised() if each.kind == "remind.update.lead"]
    assert call.state == "done"
    assert await told(town) == (0, 0, 0)


async def test_a_clock_that_jumps_ahead_and_back_reminds_once(town: Town) -> None:
    await sev1(town)
    now = town.clock.now()

    await town.muster.ticker.tick(now + HOUR)
    await town.settle()
    seen = await told(town)
    await town.muster.ticker.tick(now - HOUR)
    await town.pass_(2 * HOUR)

    assert sum(seen) == 3
    assert await told(town) == seen


async def test_slack_away_for_hours_makes_one_reminder_of_a_bypass(town: Town) -> None:
    await sev1(town)
    await town.says("ben", BYPASS)
    for half_hours in range(4, 14):
        at = town.clock.now() + half_hours * 30 * MINUTE
        await town.muster.timers.fire(at)
    await town.clock.advance_to((town.clock.now() + 7 * HOUR).timestamp())
    await town.settle()

    assert (await told(town, "*M1* of INC-1"))[1:] == (1, 1)
    calls = [each for each in await town.promised() if each.kind == "remind.mitigation.owner"]
    assert len(calls) == 10


async def test_a_timer_that_nobody_wants_any_more_is_a_call_that_says_nothing(town: Town) -> None:
    """Such as one that was armed before the operator turned the cadence off."""
    await town.declares("declare sev4 A typo")
    await town.says("ana", "lead")
    stray = Timer("inc-1/remind.update.lead", "remind.update.lead", FIRST, town.clock.now())
    await town.muster.store.transact(
        "act", lambda work: work.effects.plan(Promises(timers=(stray,)))
    )

    await town.pass_(MINUTE)

    assert await told(town) == (0, 0, 0)


@pytest.mark.parametrize(
    "night",
    ["2026-03-29T00:45", "2026-10-25T00:45", "2028-02-28T23:45", "2028-02-29T23:45"],
    ids=["spring", "autumn", "to-a-leap-day", "after-a-leap-day"],
)
async def test_clocks_on_the_wall_change_nothing(sqlite_url: str, night: str) -> None:
    """Muster counts in UTC, and leaves it to Slack to show each reader the time at their place."""
    began = datetime.fromisoformat(night).replace(tzinfo=UTC)
    async with living(sqlite_url, settings={"zone": "Europe/Berlin"}) as town:
        await town.clock.advance_to(began.timestamp())
        await town.declares("declare sev1 Checkout fails")
        await town.says("ana", "lead")

        await town.pass_(29 * MINUTE)
        assert await told(town) == (0, 0, 0)
        await town.pass_(MINUTE)

        [reminder] = [each for each in await town.direct("ana") if DUE in each]
        assert f"<!date^{int((began + 30 * MINUTE).timestamp())}^" in reminder


async def test_the_operator_says_how_often(sqlite_url: str) -> None:
    given = {"cadence": {"sev1": "15m"}, "postmortem_due": "1h"}
    async with living(sqlite_url, settings=given) as town:
        await sev1(town)
        await town.pass_(15 * MINUTE)
        assert await told(town) == (1, 0, 0)

        await town.says("ana", "resolve Rolled back")
        await town.pass_(HOUR)
        assert await told(town, "The postmortem of INC-1") == (1, 0, 1)
