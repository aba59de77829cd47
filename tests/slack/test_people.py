"""Who comes late is caught up, who takes a role is told its duties, and a lead is asked for."""

from datetime import timedelta

from bot.domain import facts
from bot.domain.terms import PersonId
from bot.slack.text import clock_time
from tests.slack.town import Town, read


async def test_who_comes_late_is_caught_up_and_nobody_else_sees_it(town: Town) -> None:
    await town.declares()
    for line in (
        "impact 45 % of payments",
        "hypo The deploy",
        "mitigate Roll back",
        "lead",
        "next checkout",
        "update monitoring: We rolled back.",
    ):
        await town.says("ana", line)
    await town.clicks("ana", "update_publish")
    before, seen = await town.reads("ana"), town.seq

    await town.joins("ben")

    catch_up = await town.whispered("ben", since=seen)
    for told in (
        "*Catch-up on INC-1*: Checkout fails",
        ":large_orange_circle: SEV2 · :mag: Investigating",
        "45 % of payments",
        f"lead <@{town.id_of('ana')}>",
        "*H1* The deploy (open)",
        "*M1* Roll back (started)",
        "*Now* Verify scope, step 1 of 2: Buy something yourself",
        f":eyes: Monitoring since {clock_time(town.clock.now())}: We rolled back.",
        f"next update due {clock_time(town.clock.now() + timedelta(hours=1))}",
        "*How to help*",
    ):
        assert told in catch_up
    assert (await town.reads("ana"))[:-1] == before
    assert "has joined the channel" in (await town.reads("ana"))[-1]


async def test_a_catch_up_on_what_is_over_says_what_customers_were_told_and_no_step(
    town: Town,
) -> None:
    await town.declares()
    await town.says("ana", "resolve")
    seen = town.seq

    await town.joins("ben")

    catch_up = await town.whispered("ben", since=seen)
    assert "*Customers read* nothing yet\n" in catch_up
    assert "*Now*" not in catch_up


async def test_whoever_declared_needs_no_catch_up(town: Town) -> None:
    seen = town.seq

    await town.declares()

    assert "Catch-up" not in await town.whispered("ana", since=seen)


async def test_who_comes_back_is_caught_up_again(town: Town) -> None:
    await town.declares(also="ben")
    await town.leaves("ben")
    assert facts.PersonLeft(PersonId(town.id_of("ben"))) in await town.facts()
    seen = town.seq

    await town.joins("ben")

    assert "Catch-up on INC-1" in await town.whispered("ben", since=seen)


async def test_who_has_left_again_misses_the_catch_up_and_nobody_is_alarmed(town: Town) -> None:
    await town.declares()
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": "chat.postEphemeral"}, "times": 1,
         "do": {"kind": "ratelimited", "retry_after": 30}}
    )  # fmt: skip
    await town.joins("ben")
    await town.leaves("ben")

    await town.pass_(timedelta(seconds=32))
    await town.says("ana", "lead")

    assert (await town.incident()).troubles == {}
    assert ":warning:" not in await town.card()


async def test_a_role_brings_its_duties_privately(town: Town) -> None:
    await town.declares()
    before = await town.reads("ana")

    await town.says("ana", "role comms @ben")

    [note] = await town.direct("ben")
    assert f"You are *Communications* of INC-1 in <#{town.channel}>." in note
    assert note.count("•") == 3
    public = (await town.reads("ana"))[len(before) :]
    assert [each for each in public if "duties" in each or "•" in each] == []


async def test_a_role_can_be_given_back(town: Town) -> None:
    await town.declares()
    await town.says("ana", "role comms @ben")

    assert await town.says("ana", "role Comms  none") == ""

    assert "comms" not in (await town.incident()).roles
    assert f"<@{town.id_of('ben')}> is no longer *Communications*" in (await town.reads())[-1]
    assert "Nobody has the role “comms”" in await town.says("ana", "role comms none")
    assert "There is no role “none”" in await town.says("ana", "role none")


async def test_whoever_gets_a_role_is_invited(town: Town) -> None:
    await town.declares()

    await town.says("ana", "lead @ben")

    world = await town.person("ben").world()
    assert town.channel in [each["id"] for each in world["channels"] if each["is_member"]]


async def test_without_a_lead_first_the_reporter_is_asked_and_then_the_channel(town: Town) -> None:
    await town.declares()
    before = len(await town.reads())

    await town.pass_(timedelta(minutes=4, seconds=59))
    assert await town.direct("ana") == []

    await town.pass_(timedelta(seconds=2))
    [asked] = await town.direct("ana")
    assert "INC-1" in asked
    assert "has no lead yet" in asked
    assert len(await town.reads()) == before

    await town.pass_(timedelta(minutes=5))
    assert "Nobody leads this incident yet. Who takes it?" in (await town.reads())[-1]

    assert len(await town.reads()) == before + 1

    await town.pass_(timedelta(hours=3))
    assert sum("Who takes it?" in each for each in await town.reads()) == 1
    assert sum("has no lead yet" in each for each in await town.direct("ana")) == 1


async def test_the_question_for_a_lead_can_be_answered_by_a_click(town: Town) -> None:
    await town.declares()
    await town.pass_(timedelta(minutes=6))
    world = await town.person("ana").world()
    [room] = [each for each in world["channels"] if each["is_im"] and each["im_user"] == town.me]

    await town.person("ana").click("take_lead", channel=room["id"])
    await town.settle()

    assert (await town.incident()).lead == town.id_of("ana")


async def test_with_a_lead_nobody_is_asked(town: Town) -> None:
    await town.declares()
    await town.says("ben", "INC-1 lead", where="#general")
    before = len(await town.reads())

    await town.pass_(timedelta(hours=1))

    assert await town.direct("ana") == []
    assert len(await town.reads()) == before


async def test_when_it_is_over_nobody_is_asked(town: Town) -> None:
    await town.declares()
    await town.says("ana", "resolve")

    await town.pass_(timedelta(hours=1))

    assert await town.direct("ana") == []


async def test_a_bot_that_joins_is_no_newcomer(town: Town) -> None:
    """Our own bot is the first member of every incident channel."""
    await town.declares()

    assert facts.PersonJoined(PersonId(town.me)) not in await town.facts()


async def test_the_announcement_names_whoever_leads_now(town: Town) -> None:
    await town.declares()

    await town.says("ana", "lead")

    [announced] = [read(each) for each in await town.person("ben").messages("#incidents")]
    assert f"Lead <@{town.id_of('ana')}>" in announced
