"""What decides whether a channel was opened, a file shared or a card pinned."""

from collections.abc import Sequence
from typing import Any

import pytest

from bot.localslack.changes import messages
from tests.slack.lives import SOON
from tests.slack.test_doubt import loses_everything, mends, refuses, said_by, unknown
from tests.slack.test_lost_answers import loses_the_answer
from tests.slack.town import Town

# -- the incident channel --------------------------------------------------------------------------


def rooms(town: Town, prefix: str = "inc-1") -> Sequence[Any]:
    return [each for each in town.workspace.hub.world.channels if each.name.startswith(prefix)]


async def test_a_channel_of_the_same_name_that_somebody_else_made_is_never_taken(
    town: Town,
) -> None:
    await town.person("ben").do("channel", do="create", name="inc-1-checkout-fails")
    await loses_the_answer(town, "conversations.create", nth=2)

    await town.says("ana", "declare sev2 Checkout fails", where="#general")
    await town.pass_(SOON)

    mine = [each for each in rooms(town) if each.creator == town.me]
    assert [each.name for each in mine] == ["inc-1-checkout-fails-2"]
    assert (await town.incident()).channel == mine[0].id


async def test_of_two_channels_of_ours_the_oldest_is_taken(town: Town) -> None:
    await loses_the_answer(town, "conversations.create")
    await refuses(town, "users.conversations", "internal_error")
    await town.says("ana", "declare sev2 Checkout fails", where="#general")
    [first] = rooms(town)
    await town.clock.advance_to(town.clock.now().timestamp() + 2)
    race = {"on": "api", "match": {"method": "conversations.create"}}
    await town.workspace.director.fault(race | {"times": 1, "do": {"kind": "create_race"}})
    slack = town.muster.token.slack
    second = await slack.call("conversations.create", name="inc-1-checkout-fails")
    assert len(rooms(town)) == 2

    await mends(town)
    await town.pass_(SOON)

    incident = await town.incident()
    assert incident.channel == first.id != second["channel"]["id"]


async def test_a_channel_that_the_first_look_missed_is_found_when_its_name_is_taken(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack, looks = town.muster.token.slack, list[str]()
    call = slack.call

    async def stale(method: str, **arguments: object) -> dict[str, Any]:
        answer = await call(method, **arguments)
        if method != "users.conversations":
            return answer
        looks.append(method)
        return answer | {"channels": []} if len(looks) == 1 else answer

    monkeypatch.setattr(slack, "call", stale)
    await loses_the_answer(town, "conversations.create")

    await town.says("ana", "declare sev2 Checkout fails", where="#general")
    await town.pass_(SOON)

    [made] = rooms(town)
    assert len(looks) == 2
    assert (await town.incident()).channel == made.id


async def test_a_channel_that_we_may_not_look_for_is_left_to_people(town: Town) -> None:
    await loses_the_answer(town, "conversations.create")
    await refuses(town, "users.conversations")

    await town.says("ana", "declare sev2 Checkout fails", where="#general")
    await town.pass_(SOON)

    assert await unknown(town) == ["slack.channel.create"]
    assert len(rooms(town)) == 1


# -- the file --------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [0, 250])
async def test_a_file_whose_answer_was_lost_is_found_behind_many_messages(
    town: Town, many: int
) -> None:
    await town.declares(also="ben")
    await loses_the_answer(town, "files.completeUploadExternal")
    await refuses(town, "conversations.history", "internal_error")
    await town.says("ana", "resolve Rolled back")
    for number in range(many):
        said_by(town, f"well done {number}")

    await mends(town)
    await town.pass_(SOON)

    said = town.workspace.hub.world.messages.in_channel(town.channel)
    assert sum(len(each.files) for each in said) == 1
    assert (await town.incident()).troubles == {}


async def test_a_card_that_somebody_deleted_before_it_was_pinned_troubles_nobody(
    town: Town,
) -> None:
    await loses_everything(town, "pins.add")
    await town.declares()
    [card] = [each for each in await town.promised() if each.kind == "slack.card.post"]
    posted = town.workspace.hub.world.messages.get(*card.reference.split())
    assert posted is not None
    messages.delete(town.workspace.hub, posted)

    await mends(town)
    await town.pass_(SOON)
    assert (await town.incident()).troubles == {}
    await town.says("ana", "sev 1")
    await town.pass_(SOON)

    assert "SEV1" in await town.card()
