"""The world changes under us: somebody deletes the card, or archives the channel."""

from datetime import timedelta

import pytest

from tests.slack.town import Town, read

SOON = timedelta(minutes=5)
GONE = ("message_not_found", "cant_update_message", "edit_window_closed")


async def cards(town: Town) -> list[str]:
    return [each for each in await town.reads() if "*Declared*" in each]


@pytest.mark.parametrize("code", GONE)
async def test_a_card_that_cannot_be_edited_any_more_is_posted_and_pinned_anew(
    town: Town, code: str
) -> None:
    await town.declares()
    old = await town.card_message()
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": "chat.update", "ts": old["ts"]},
         "do": {"kind": "error", "code": code}}
    )  # fmt: skip

    await town.says("ana", "sev 1")
    await town.says("ana", "impact Nobody can pay")

    assert len(await cards(town)) == 2
    pinned = [m for m in await town.person("ana").messages(town.channel) if m["pinned"]]
    assert len(pinned) == 2
    assert "Nobody can pay" in read(pinned[-1])
    assert (await town.incident()).troubles == {}


async def test_the_step_card_and_the_announcement_come_back_as_well(town: Town) -> None:
    await town.declares()
    [announced] = await town.person("ben").messages("#incidents")
    steps = next(
        each
        for each in await town.person("ana").messages(town.channel)
        if "Which runbook" in each["text"]
    )
    for ts in (announced["ts"], steps["ts"]):
        await town.workspace.director.fault(
            {"on": "api", "match": {"method": "chat.update", "ts": ts},
             "do": {"kind": "error", "code": "message_not_found"}}
        )  # fmt: skip

    await town.clicks("ana", "runbook_start.checkout")
    await town.says("ana", "title Payments fail")

    assert "Payments fail" in read((await town.person("ben").messages("#incidents"))[-1])
    assert sum("Buy something yourself" in each for each in await town.reads()) == 2
    assert (await town.incident()).troubles == {}


async def test_a_card_whose_new_posting_lost_its_answer_is_not_posted_twice(town: Town) -> None:
    await town.declares()
    old = await town.card_message()
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": "chat.update", "ts": old["ts"]},
         "do": {"kind": "error", "code": "message_not_found"}}
    )  # fmt: skip
    posts = len(town.calls("chat.postMessage"))
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": "chat.postMessage", "text": "*sev1*"}, "nth": 1,
         "do": {"kind": "reset_after"}}
    )  # fmt: skip

    await town.says("ana", "sev 1")
    await town.pass_(SOON)

    assert len(await cards(town)) == 2
    assert len(town.calls("chat.postMessage")) > posts
    assert (await town.incident()).troubles == {}
