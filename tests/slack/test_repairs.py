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


async def test_a_card_that_is_posted_anew_is_not_posted_twice_while_its_pin_has_to_wait(
    town: Town,
) -> None:
    await town.declares()
    old = await town.card_message()
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": "chat.update", "ts": old["ts"]},
         "do": {"kind": "error", "code": "message_not_found"}},
        {"on": "api", "match": {"method": "pins.add"}, "times": 2,
         "do": {"kind": "ratelimited", "retry_after": 30}},
    )  # fmt: skip

    await town.says("ana", "sev 1")
    await town.pass_(SOON)

    assert len(await cards(town)) == 2
    pinned = [m for m in await town.person("ana").messages(town.channel) if m["pinned"]]
    assert len(pinned) == 2
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


async def archives(town: Town, *, again: bool = False) -> None:
    await town.person("ana").do(
        "channel", do="unarchive" if again else "archive", channel=town.channel
    )
    await town.settle()


CHANGES = (
    "sev 1", "title Other words", "impact 45 %", "status monitoring", "lead", "role comms",
    "note look", "hypo The deploy", "mitigate Roll back", "next checkout",
    "update We are on it.", "when mitigated 01:00",
)  # fmt: skip


async def test_an_archived_channel_refuses_what_nobody_would_see(town: Town) -> None:
    await town.declares()
    await archives(town)
    before, promised = await town.facts(), len(await town.promised())
    assert before[-1].kind == "channel_archived"

    for line in CHANGES:
        answer = await town.says("ana", f"INC-1 {line}", where="#general")

        assert "#inc-1-checkout-fails is archived" in answer, line
        assert "Unarchive it in Slack" in answer
    assert await town.facts() == before
    assert len(await town.promised()) == promised


async def test_a_form_that_was_open_when_the_channel_was_archived_says_so(town: Town) -> None:
    await town.declares()
    form = await town.opens("ana", "severity_form")
    await archives(town)

    sent = await town.sends(form, severity="sev1")

    assert "is archived" in str(sent["errors"])


async def test_an_archived_channel_can_still_be_read_about(town: Town) -> None:
    await town.declares()
    await archives(town)

    for line in ("status", "timeline", "health", "list"):
        answer = await town.says("ana", f"INC-1 {line}", where="#general")

        assert answer
        assert "is archived, so" not in answer


async def test_an_incident_can_be_ended_although_its_channel_is_archived(town: Town) -> None:
    await town.declares()
    await archives(town)

    await town.says("ana", "INC-1 resolve It was over", where="#general")
    await town.says("ana", "INC-1 note The ticket is OPS-12", where="#general")
    await town.says("ana", "INC-1 close", where="#general")

    incident = await town.incident()
    assert incident.status.value == "closed"
    assert incident.troubles == {}
    assert len(await town.person("ben").messages("#incidents")) == 2
    answer = await town.says("ana", "INC-1 reopen errors are back", where="#general")
    assert "is archived" in answer


async def test_a_channel_that_is_opened_again_shows_how_things_stand(town: Town) -> None:
    await town.declares()
    await archives(town)
    await town.says("ana", "INC-1 resolve It was over", where="#general")

    await archives(town, again=True)

    assert ":white_check_mark: Resolved" in await town.card()
    assert (await town.facts())[-1].kind == "channel_unarchived"
    assert (await town.incident()).troubles == {}


async def test_a_check_that_answers_into_an_archived_channel_is_kept(town: Town) -> None:
    await town.declares()
    ana = town.person("ana")
    await ana.slash(town.channel, "/incident next chain")
    await ana.do("channel", do="archive", channel=town.channel)
    await town.settle()

    incident = await town.incident()
    assert [each.step for each in incident.evidence] == ["first"]
    assert incident.troubles == {}
