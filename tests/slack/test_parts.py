"""Whoever is given a part can respond: no bot, nobody who is gone, nobody whom Slack never saw."""

import pytest

from bot.slack.directory import SLACKBOT
from tests.slack.test_bad_input import now, refuses
from tests.slack.town import Town

NOBODY = "U0NOBODY00"


def those(town: Town) -> dict[str, str]:
    """Return what is said of each id that can take no part."""
    return {
        SLACKBOT: "Slackbot is a bot, which can take no part. Name a person.",
        town.me: "Muster is a bot, which can take no part. Name a person.",
        town.id_of("gus"): "Gus Weber is deactivated in Slack. Name somebody who is still here.",
        NOBODY: f"Slack knows nobody with the id {NOBODY}. Pick the person from Slack's list",
    }


@pytest.mark.parametrize("verb", ["lead", "role comms", "INC-1 lead"])
async def test_a_part_is_refused_to_whoever_cannot_respond(town: Town, verb: str) -> None:
    await town.declares()

    for person, told in those(town).items():
        await refuses(town, f"{verb} <@{person}>", told)


async def test_a_slip_of_the_finger_is_no_way_around(town: Town) -> None:
    await town.declares()
    answered = await town.says("ana", f"laed <@{SLACKBOT}>")
    assert "Did you mean" in answered
    before = await now(town)

    told = await town.clicks("ana", "say", value=f"lead <@{SLACKBOT}>", ts=await _newest(town))

    assert "Slackbot is a bot" in told
    assert await now(town) == before


async def test_the_form_says_at_the_person_who_cannot_respond(town: Town) -> None:
    await town.declares()
    form = await town.opens("ana", "more", value="role:1")
    before = await now(town)

    for person, told in [*those(town).items()][:-1]:  # Slack's list offers nobody unknown
        sent = await town.sends(form, role="comms", person=person)

        assert told in sent["errors"]["person"]
    assert await now(town) == before


TROUBLE = [
    {"kind": "error", "code": "missing_scope"},
    {"kind": "http", "status": 503},
    {"kind": "ratelimited", "retry_after": 30},
    {"kind": "hang"},
]


@pytest.mark.parametrize("trouble", TROUBLE, ids=lambda each: str(each["kind"]))
async def test_while_slack_cannot_be_asked_everybody_can_take_part(
    town: Town, trouble: dict[str, object]
) -> None:
    await town.declares()
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": "users.info"}, "do": trouble}
    )

    await town.says("ana", "lead @ben")

    assert (await town.incident()).lead == town.id_of("ben")


async def test_nobody_is_asked_about_themselves(town: Town) -> None:
    await town.declares()
    before = len(town.calls("users.info"))

    await town.says("ana", "lead @ana")

    assert (await town.incident()).lead == town.id_of("ana")
    assert len(town.calls("users.info")) == before


async def _newest(town: Town) -> str:
    found = [
        record["message"]
        for record in town.workspace.hub.journal.since(0, kinds=["state"])
        if record["what"] == "message" and record["message"]
    ]
    return str(found[-1]["ts"])
