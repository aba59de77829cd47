"""Muster is removed while nobody knows whether a call was made: it looks once it is back."""

import pytest

from bot.localslack.changes import messages
from tests.slack.lives import SOON
from tests.slack.test_channel_changes import changes, unheard
from tests.slack.test_doubt import loses_everything, mends, ours, refuses
from tests.slack.test_lost_answers import loses_the_answer
from tests.slack.town import Town

HEARD = pytest.mark.parametrize("is_heard", [True, False], ids=["heard", "unheard"])
"""Whether Slack tells Muster of its own removal and return, or the events are lost."""


async def begun(town: Town) -> None:
    await town.declares(also="ben")
    await town.pass_(SOON)


async def removed_and_back(town: Town, *, is_heard: bool) -> None:
    """Let Ben throw Muster out, and invite it again after some minutes."""
    await mends(town)
    if not is_heard:
        await unheard(town, "member_left_channel")
        await unheard(town, "member_joined_channel")
    await changes(town, "kick", users=[town.me])
    await town.pass_(SOON)
    await changes(town, "invite", users=[town.me])
    await town.pass_(SOON)


async def deletes_the_card(town: Town) -> None:
    [card] = [each for each in await town.promised() if each.kind == "slack.card.post"]
    posted = town.workspace.hub.world.messages.get(*card.reference.split())
    assert posted is not None
    messages.delete(town.workspace.hub, posted)


async def state(town: Town, kind: str) -> str:
    return [each.state for each in await town.promised() if each.kind == kind][-1]


@HEARD
async def test_a_file_that_was_shared_before_the_removal_is_not_shared_again(
    town: Town, *, is_heard: bool
) -> None:
    await begun(town)
    await loses_the_answer(town, "files.completeUploadExternal")
    await refuses(town, "conversations.history", "internal_error")
    await town.says("ana", "resolve Rolled back")
    assert await state(town, "slack.postmortem") == "intent"

    await removed_and_back(town, is_heard=is_heard)

    said = town.workspace.hub.world.messages.in_channel(town.channel)
    assert sum(len(each.files) for each in said) == 1
    assert await state(town, "slack.postmortem") == "done"
    assert (await town.incident()).troubles == {}


@HEARD
async def test_a_card_that_was_posted_anew_before_the_removal_is_not_posted_again(
    town: Town, *, is_heard: bool
) -> None:
    await begun(town)
    await deletes_the_card(town)
    await loses_the_answer(town, "chat.postMessage")
    await refuses(town, "conversations.history", "internal_error")
    await town.clicks("ana", "runbook_start.checkout")
    assert await state(town, "slack.card.edit") == "intent"

    await removed_and_back(town, is_heard=is_heard)

    assert len(ours(town, "*Declared*")) == 1
    assert await state(town, "slack.card.edit") == "done"
    assert "*Declared*" in await town.card()
    assert (await town.incident()).troubles == {}


@HEARD
async def test_a_card_that_could_not_be_pinned_because_of_the_removal_is_pinned_after_it(
    town: Town, *, is_heard: bool
) -> None:
    await begun(town)
    await deletes_the_card(town)
    await loses_everything(town, "pins.add")
    await town.says("ana", "sev 1")

    await removed_and_back(town, is_heard=is_heard)

    assert len(ours(town, "*Declared*")) == 1
    assert "SEV1" in await town.card()
    assert (await town.incident()).troubles == {}


async def test_a_card_that_may_not_be_pinned_is_kept_up_to_date_and_not_posted_again(
    town: Town,
) -> None:
    await begun(town)
    await deletes_the_card(town)
    await refuses(town, "pins.add", "restricted_action")
    await town.says("ana", "sev 1")
    await town.says("ana", "impact Nobody can pay")

    [card] = ours(town, "*Declared*")
    assert "Nobody can pay" in str(card.blocks)
    troubles = (await town.incident()).troubles.values()
    assert [each.what for each in troubles] == ["slack.card.pin"]
