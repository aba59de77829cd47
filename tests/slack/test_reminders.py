"""What people are reminded of, by the real bot on a clock that the test moves."""

import pytest

from bot.domain import facts
from tests.slack.overdue import BYPASS, DUE, HOUR, MINUTE, publish, sev1, told
from tests.slack.town import Town

BUTTONS = "Write the update\nSnooze 15 min\nOff for this incident"


async def test_an_overdue_update_is_told_to_the_lead_then_comms_then_the_channel(
    town: Town,
) -> None:
    await sev1(town)

    await town.pass_(29 * MINUTE)
    assert await told(town) == (0, 0, 0)
    await town.pass_(MINUTE)
    assert await told(town) == (1, 0, 0)
    await town.pass_(10 * MINUTE)
    assert await told(town) == (1, 1, 0)
    await town.pass_(10 * MINUTE)
    assert await told(town) == (1, 1, 1)
    await town.pass_(5 * HOUR)
    assert await told(town) == (1, 1, 1)

    reminder = (await town.direct("ana"))[-1]
    assert reminder.endswith(BUTTONS)
    assert "|2026-01-05 02:30 UTC>. There was none yet." in reminder
    [here] = [each for each in await town.reads() if DUE in each]
    assert f"<@{town.id_of('ben')}>, can you?" in here


async def test_a_published_update_keeps_the_promise_and_makes_the_next(town: Town) -> None:
    await sev1(town)
    await town.pass_(29 * MINUTE)
    await publish(town)
    assert "*Next update due*\n<!date^1767581940^" in await town.card()

    await town.pass_(29 * MINUTE)
    assert await told(town) == (0, 0, 0)
    await town.pass_(MINUTE)
    assert await told(town) == (1, 0, 0)

    await publish(town, "Still on it.")
    await town.pass_(29 * MINUTE)
    assert await told(town) == (1, 0, 0)


async def test_nobody_is_told_of_an_update_after_resolve(town: Town) -> None:
    await sev1(town)
    await town.pass_(30 * MINUTE)
    await town.says("ana", "resolve Rolled back")

    await town.pass_(3 * HOUR)

    assert await told(town) == (1, 0, 0)


async def test_the_button_snoozes_for_everybody_and_says_until_when(town: Town) -> None:
    await sev1(town)
    await town.pass_(50 * MINUTE)
    assert await told(town) == (1, 1, 1)

    answer = await town.clicks("ana", "remind_snooze")

    assert "No reminder of the update before" in answer
    assert (await town.facts())[-1].kind == "reminders_snoozed"
    await town.pass_(14 * MINUTE)
    assert await told(town) == (1, 1, 1)
    await town.pass_(MINUTE)
    assert await told(town) == (2, 1, 1)
    await town.pass_(20 * MINUTE)
    assert await told(town) == (2, 2, 2)


async def test_off_is_off_until_somebody_turns_it_on(town: Town) -> None:
    await sev1(town)
    await town.pass_(50 * MINUTE)

    await town.clicks("ana", "remind_off")

    assert (await town.facts())[-1] == facts.RemindersSet(is_on=False)
    assert any("turned reminders of updates *off*" in each for each in await town.reads())
    assert "Next update due" not in await town.card()
    assert "remind on" in await town.says("ana", "remind")
    assert "remind on" in await town.says("ana", "remind snooze 5m")
    await town.pass_(24 * HOUR)
    assert await told(town) == (1, 1, 1)

    await publish(town)
    await town.says("ana", "remind on")
    await town.pass_(30 * MINUTE)
    assert await told(town) == (2, 1, 1)


async def test_an_incident_can_have_a_rhythm_of_its_own(town: Town) -> None:
    await town.declares("declare sev4 A typo")
    await town.says("ana", "lead")
    assert "No update is promised here" in await town.says("ana", "remind")

    await town.says("ana", "remind 45m")

    assert "The next update is due" in await town.says("ana", "remind")
    await town.pass_(44 * MINUTE)
    assert await told(town) == (0, 0, 0)
    await town.pass_(MINUTE)
    assert await told(town) == (1, 0, 0)


async def test_write_the_update_opens_the_form_of_this_incident(town: Town) -> None:
    await sev1(town)
    await town.pass_(50 * MINUTE)

    form = await town.opens("ben", "update_form", value="1")
    await town.sends(form, text="We are on it.")

    assert [each.text for each in (await town.incident()).updates] == ["We are on it."]


async def test_a_temporary_mitigation_is_remembered_until_it_is_undone(town: Town) -> None:
    await sev1(town)
    await town.says("ben", BYPASS)
    await town.says("ana", "resolve Rolled back")
    end = "*M1* of INC-1"

    await town.pass_(119 * MINUTE)
    assert await told(town, end) == (0, 0, 0)
    await town.pass_(MINUTE)
    assert await told(town, end) == (0, 1, 1)
    await town.pass_(30 * MINUTE)
    assert await told(town, end) == (0, 2, 2)
    [reminder, _] = [each for each in await town.direct("ben") if end in each]
    assert "was to be undone by <!date^" in reminder
    assert "How: switch them on" in reminder

    await town.clicks("ana", "mitigation_undone")

    assert (await town.facts())[-1] == facts.MitigationReverted(1)
    await town.pass_(10 * HOUR)
    assert await told(town, end) == (0, 2, 2)


@pytest.mark.parametrize("line", ["mitigate 1 permanent nobody misses them", "mitigate 1 worked"])
async def test_whoever_says_what_became_of_it_is_left_alone(town: Town, line: str) -> None:
    await sev1(town)
    await town.says("ben", BYPASS)
    await town.pass_(2 * HOUR)
    assert (await told(town, "*M1* of INC-1"))[1:] == (1, 1)

    await town.says("ben", line)
    await town.pass_(2 * HOUR)

    assert (await told(town, "*M1* of INC-1"))[1:] == (1, 1)


async def test_the_postmortem_is_asked_for_once_and_not_once_it_is_closed(town: Town) -> None:
    await sev1(town)
    await town.says("ana", "resolve Rolled back")
    due = "The postmortem of INC-1"

    await town.pass_(48 * HOUR - MINUTE)
    assert await told(town, due) == (0, 0, 0)
    await town.pass_(MINUTE)
    assert await told(town, due) == (1, 0, 1)
    await town.pass_(240 * HOUR)
    assert await told(town, due) == (1, 0, 1)


async def test_a_closed_incident_is_quiet_for_ever(town: Town) -> None:
    await sev1(town)
    await town.says("ana", "resolve Rolled back")
    await town.says("ana", "close")

    await town.pass_(240 * HOUR)

    assert await told(town, "The postmortem of INC-1") == (0, 0, 0)
