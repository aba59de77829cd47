"""What was promised for an archived channel waits until somebody opens it again."""

from datetime import timedelta

import pytest

from bot.ports import Promised
from tests.slack.town import Town

SOON = timedelta(minutes=5)


async def changes(town: Town, do: str, **how: object) -> None:
    """Let Ana do something to the incident channel."""
    await town.person("ana").do("channel", do=do, channel=town.channel, **how)
    await town.settle()


async def held_up(town: Town, method: str) -> None:
    """Let Slack ask once to wait a while with this."""
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": method}, "times": 1,
         "do": {"kind": "ratelimited", "retry_after": 5}}
    )  # fmt: skip


async def unheard(town: Town, event: str) -> None:
    """Lose what Slack would tell about it."""
    await town.workspace.director.fault(
        {"on": "delivery", "match": {"type": event}, "do": {"kind": "drop"}}
    )


async def left(town: Town) -> list[Promised]:
    return [each for each in await town.promised() if each.state in {"planned", "intent"}]


async def waits(town: Town) -> None:
    """Archive the channel while three lines wait for their turn."""
    await town.declares(also="ben")
    await town.says("ana", "lead")
    await town.pass_(SOON)
    await held_up(town, "chat.postMessage")
    for severity in (1, 3, 2):
        await town.says("ana", f"sev {severity}")
    await changes(town, "archive")
    await town.pass_(SOON)


async def lines(town: Town) -> list[str]:
    return [each for each in await town.reads() if "set the severity" in each]


@pytest.mark.parametrize("is_heard", [True, False], ids=["heard", "unheard"])
async def test_lines_are_posted_in_order_once_the_channel_is_opened_again(
    town: Town, *, is_heard: bool
) -> None:
    await waits(town)
    assert await lines(town) == []
    told = await town.says("ana", "INC-1 health", where="#general")
    assert "#inc-1-checkout-fails is archived. Unarchive it in Slack" in told
    if not is_heard:
        await unheard(town, "channel_unarchive")

    await changes(town, "unarchive")
    await town.pass_(SOON)

    found = [line.partition("\n")[0] for line in await lines(town)]
    assert [line[-5:-1] for line in found] == ["SEV1", "SEV3", "SEV2"]
    assert not await left(town)
    assert not (await town.incident()).room.is_archived
    assert (await town.incident()).troubles == {}
    assert (await town.says("ana", "health")).startswith("All is well")


async def test_what_a_channel_needs_from_the_start_is_made_once_it_is_opened_again(
    town: Town,
) -> None:
    await held_up(town, "chat.postMessage")
    await held_up(town, "conversations.invite")
    await town.says("ana", "declare sev2 Checkout fails", where="#general")
    await town.joins("ben")
    await town.person("ben").do("channel", do="archive", channel=town.channel)
    await town.pass_(SOON)
    assert await left(town)

    await town.person("ben").do("channel", do="unarchive", channel=town.channel)
    await town.pass_(SOON)

    assert "Checkout fails" in await town.card()
    assert await town.steps()
    assert town.id_of("ana") in {str(who) for who in (await town.incident()).people}
    assert not await left(town)


async def test_the_buttons_of_a_mitigation_go_once_the_channel_is_opened_again(town: Town) -> None:
    await town.declares(also="ben")
    await town.says("ana", "mitigate Roll back")
    await held_up(town, "chat.update")
    await town.clicks("ben", "mitigation_worked")
    await changes(town, "archive")
    await town.pass_(SOON)

    await changes(town, "unarchive")
    await town.pass_(SOON)

    [line] = [each for each in await town.reads() if "started *M1*" in each]
    assert line.endswith("works")
    assert not await left(town)


@pytest.mark.parametrize("is_heard", [True, False], ids=["heard", "unheard"])
async def test_the_emoji_under_a_recorded_message_comes_once_the_channel_is_opened_again(
    town: Town, *, is_heard: bool
) -> None:
    await town.declares(also="ben")
    ts = await town.posts("ben", "The old node is back")
    await held_up(town, "reactions.add")
    await town.reacts("ben", ts, "pushpin")
    if not is_heard:
        await unheard(town, "channel_archive")
    await changes(town, "archive")
    await town.pass_(SOON)
    assert [each.kind for each in await left(town)] == ["slack.mark"]

    await changes(town, "unarchive")
    await town.pass_(SOON)

    [message] = [each for each in await town.person("ben").messages(town.channel)
                 if each["ts"] == ts]  # fmt: skip
    assert town.me in str(message["reactions"])
    assert not await left(town)


async def test_that_a_line_waits_for_long_is_told_once(town: Town) -> None:
    await waits(town)

    await town.pass_(timedelta(hours=3))

    stuck = [fact for fact in await town.facts() if fact.kind == "effect_stuck"]
    assert len(stuck) == 1
    assert "is archived" in str(stuck[0])
    assert not [each for each in await town.direct("ana") if "archived" in each]
    assert {each.kind for each in await left(town)} == {"slack.line", "slack.card.edit"}


async def test_once_it_is_over_nothing_waits_for_an_archived_channel(town: Town) -> None:
    await waits(town)

    await town.says("ana", "INC-1 resolve It was over", where="#general")
    await town.pass_(SOON)

    assert not await left(town)
    assert (await town.incident()).troubles == {}


async def test_what_was_archived_and_then_deleted_unheard_is_given_up(town: Town) -> None:
    await waits(town)
    await unheard(town, "channel_deleted")
    await town.person("ben").do("channel", do="delete", channel=town.channel)

    await town.pass_(SOON)

    assert (await town.incident()).room.is_deleted
    assert not await left(town)


async def test_muster_goes_on_where_it_was_removed_and_the_channel_archived(town: Town) -> None:
    await town.declares(also="ben")
    await held_up(town, "chat.postMessage")
    await town.says("ana", "sev 1")
    await changes(town, "kick", users=[town.me])
    await changes(town, "archive")
    await town.pass_(SOON)
    for event in ("channel_unarchive", "member_joined_channel"):
        await unheard(town, event)
    await changes(town, "unarchive")
    await town.pass_(SOON)
    assert await lines(town) == []
    assert "Type /invite @muster" in await town.says("ana", "INC-1 health", where="#general")

    await changes(town, "invite", users=[town.me])
    await town.pass_(SOON)

    assert len(await lines(town)) == 1
    room = (await town.incident()).room
    assert not room.is_archived
    assert not room.is_out
    assert not await left(town)
