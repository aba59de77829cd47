"""How much the bot says where everybody hears it."""

from datetime import timedelta
from typing import Any

from tests.slack.town import Town, read


async def heard(town: Town) -> list[dict[str, Any]]:
    """Return what the bot added to the channel for everybody, lines of Slack itself included."""
    messages = await town.person("ben").messages(town.channel)
    return [each for each in messages if each["user"] == town.me and not each["ephemeral"]]


async def test_the_first_minute_holds_at_most_six_messages(town: Town) -> None:
    await town.declares("declare sev1 Checkout fails", also="ben")
    await town.says("ana", "lead")
    await town.pass_(timedelta(minutes=1))

    assert len(await heard(town)) <= 6, [read(each) for each in await heard(town)]


async def test_an_hour_without_changes_holds_at_most_twelve(town: Town) -> None:
    """People talk, pin, note, walk through the runbook and ask for checks; nothing changes."""
    await town.declares(also="ben")
    await town.says("ana", "lead")
    before = len(await heard(town))

    await town.clicks("ana", "runbook_start.checkout")
    for minute in range(12):
        ts = await town.posts("ben", f"I see {minute}")
        await town.reacts("ana", ts, "pushpin")
        await town.says("ana", f"note look {minute}")
        await town.says("ana", "status")
        await town.says("ana", "timeline")
        await town.pass_(timedelta(minutes=5))
    for line in ("step done", "step done An error page", "check health", "step back"):
        await town.says("ana", line)

    assert len(await heard(town)) - before <= 12, [read(each) for each in await heard(town)]


async def test_each_change_is_one_line(town: Town) -> None:
    await town.declares()
    for line in (
        "lead",
        "impact 45 %",
        "title Payments fail",
        "hypo The deploy",
        "mitigate Roll back",
        "hypo 1 refuted the graph",
    ):
        before = len(await heard(town))

        await town.says("ana", line)

        assert len(await heard(town)) == before + 1, line


async def test_answers_of_checks_stay_in_their_thread(town: Town) -> None:
    await town.declares()
    await town.clicks("ana", "runbook_start.checkout")
    before = len(await heard(town))

    await town.says("ana", "check health")
    await town.says("ana", "check by_hand")

    assert len(await heard(town)) == before
    assert len((await town.incident()).evidence) == 2


async def test_nobody_is_ever_shouted_at(town: Town) -> None:
    """What would notify everybody is refused when typed, and muted when it is captured."""
    await town.declares(also="ben")
    ts = await town.posts("ben", "<!channel> everything burns, @here")

    await town.reacts("ana", ts, "pushpin")
    await town.says("ana", "timeline")

    [message] = (await town.incident()).messages
    assert message.text == "(channel) everything burns, (here)"
