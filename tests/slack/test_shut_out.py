"""Muster was thrown out of the incident channel, and does not know what it has become."""

import pytest

from tests.slack.test_channel_changes import SOON, announced, begun, changes
from tests.slack.town import Town


async def test_who_throws_muster_out_right_after_opening_gets_everything_once_it_is_invited(
    town: Town,
) -> None:
    channel = await town.declares(also="ben")
    await changes(town, "kick", users=[town.me])
    await town.person("ana").slash(channel, "/incident sev 1")
    await town.settle()
    await town.pass_(SOON)
    assert (await town.incident()).troubles == {}

    await changes(town, "invite", users=[town.me])
    await town.pass_(SOON)

    assert len([each for each in await town.reads() if "set the severity" in each]) == 1
    assert (await town.incident()).troubles == {}


@pytest.mark.parametrize("is_waiting", [False, True], ids=["nothing waits", "a line waits"])
async def test_what_muster_may_not_even_look_at_is_not_told_outside(
    town: Town, *, is_waiting: bool
) -> None:
    await begun(town)
    await changes(town, "kick", users=[town.me])
    if is_waiting:
        await town.person("ana").slash("#general", "/incident INC-1 sev 3")
        await town.settle()
    await changes(town, "make_private")
    await town.pass_(SOON)

    await town.person("ana").slash("#general", "/incident INC-1 title Payroll leak")
    await town.settle()
    await town.person("ana").slash("#general", "/incident INC-1 sev 1")
    await town.settle()
    await town.pass_(SOON)

    outside = await announced(town)
    assert "Payroll" not in outside
    assert "Checkout" not in outside
    assert ":lock: *INC-1* is private" in outside
