"""People rename, archive, delete and hide channels, and throw the bot out: the response goes on."""

from datetime import timedelta

import pytest

from tests.slack.town import Town, read

SOON = timedelta(minutes=5)


async def changes(town: Town, do: str, **how: object) -> None:
    """Let Ben do something to the incident channel."""
    await town.person("ben").do("channel", do=do, channel=town.channel, **how)
    await town.settle()


async def begun(town: Town) -> str:
    """Declare an incident that Ana leads and Ben takes part in, some minutes ago."""
    channel = await town.declares(also="ben")
    await town.says("ana", "lead")
    await town.pass_(SOON)
    return channel


async def kinds(town: Town) -> list[str]:
    return [fact.kind for fact in await town.facts()]


async def announced(town: Town) -> str:
    """Return what stands in the announcement channel."""
    return "\n".join(read(each) for each in await town.person("ben").messages("#incidents"))


async def test_a_renamed_channel_is_followed_by_its_id(town: Town) -> None:
    channel = await begun(town)

    await changes(town, "rename", name="checkout-is-down")
    await town.person("ana").slash(channel, "/incident sev 1")
    await town.settle()

    incident = await town.incident()
    assert incident.channel_name == "checkout-is-down"
    assert incident.severity.value == "sev1"
    assert incident.troubles == {}


async def test_the_lead_hears_that_the_channel_was_archived_and_so_do_others(town: Town) -> None:
    await begun(town)

    await changes(town, "archive")

    [told] = [each for each in await town.direct("ana") if "was archived" in each]
    assert "/incident INC-1 resolve" in told
    assert "(archived)" in await announced(town)


async def test_who_archives_the_channel_is_not_told_so(town: Town) -> None:
    await begun(town)

    await town.person("ana").do("channel", do="archive", channel=town.channel)
    await town.settle()

    assert not [each for each in await town.direct("ana") if "was archived" in each]


async def test_after_the_end_nobody_is_bothered_about_the_channel(town: Town) -> None:
    await begun(town)
    await town.says("ana", "resolve")

    await changes(town, "archive")

    assert (await kinds(town))[-1] == "channel_archived"
    assert not [each for each in await town.direct("ana") if "was archived" in each]


async def test_an_incident_goes_on_without_its_deleted_channel(town: Town) -> None:
    channel = await begun(town)
    await changes(town, "delete")
    posts = len(town.calls("chat.postMessage"))

    await town.person("ana").slash("#general", "/incident INC-1 note the old node is back")
    await town.person("ana").slash("#general", "/incident INC-1 sev 1")
    await town.settle()
    await town.pass_(SOON)

    incident = await town.incident()
    assert incident.severity.value == "sev1"
    assert incident.troubles == {}
    assert [each for each in await town.direct("ana") if "was deleted" in each]
    assert "was deleted" in await announced(town)
    assert not [each for each in town.calls("chat.postMessage")[posts:]
                if each["args"]["channel"] == channel]  # fmt: skip
    assert not [each for each in await town.promised() if each.state in {"planned", "intent"}]


async def unheard(town: Town, event: str) -> None:
    """Lose what Slack would tell about it."""
    await town.workspace.director.fault(
        {"on": "delivery", "match": {"type": event}, "do": {"kind": "drop"}}
    )


@pytest.mark.parametrize(
    ("do", "event", "kind", "waiting"),
    [
        ("archive", "channel_archive", "channel_archived", ["slack.line"]),
        ("delete", "channel_deleted", "channel_deleted", []),
    ],
)
async def test_what_no_event_told_is_learnt_from_the_first_refusal(
    town: Town, do: str, event: str, kind: str, waiting: list[str]
) -> None:
    await begun(town)
    await unheard(town, event)
    await changes(town, do)
    assert kind not in await kinds(town)

    await town.person("ana").slash("#general", "/incident INC-1 sev 1")
    await town.settle()
    await town.pass_(SOON)

    assert (await kinds(town)).count(kind) == 1
    assert (await town.incident()).troubles == {}
    left = [each for each in await town.promised() if each.state in {"planned", "intent"}]
    assert [each.kind for each in left if each.reason] == waiting
    assert bool(left) is bool(waiting)


@pytest.mark.parametrize("is_heard", [True, False], ids=["heard", "unheard"])
async def test_who_throws_muster_out_gets_nothing_until_it_is_invited(
    town: Town, *, is_heard: bool
) -> None:
    channel = await begun(town)
    if not is_heard:
        await unheard(town, "member_left_channel")
    await changes(town, "kick", users=[town.me])

    await town.person("ana").slash(channel, "/incident sev 1")
    await town.settle()
    await town.person("ana").slash(channel, "/incident impact Nobody can pay")
    await town.settle()
    await town.pass_(SOON)
    [told] = [each for each in await town.direct("ana") if "was removed" in each]
    assert "/invite @muster" in told
    assert "was removed" in await town.says("ana", "health")
    assert not [each for each in await town.reads() if "Nobody can pay" in each]

    if not is_heard:
        await town.workspace.director.send("DELETE", "faults", None)
        await unheard(town, "member_joined_channel")
    await changes(town, "invite", users=[town.me])
    await town.pass_(SOON)

    lines = [
        each for each in await town.reads() if "set the severity" in each or "described" in each
    ]
    assert ["severity" in each for each in lines] == [True, False]
    assert "Nobody can pay" in await town.card()
    assert (await town.incident()).troubles == {}


async def test_what_became_private_is_not_told_outside_any_more(town: Town) -> None:
    await begun(town)
    await changes(town, "make_private")

    await town.says("ana", "impact The payroll of everybody leaked")
    await town.says("ana", "title Payroll leak")
    await town.says("ana", "sev 1")
    await town.pass_(SOON)

    assert (await kinds(town)).count("channel_converted") == 1
    outside = await announced(town)
    assert "ayroll" not in outside
    assert ":lock: *INC-1* is private" in outside
    assert "payroll" in await town.card()
    assert [each for each in await town.direct("ana") if "is private now" in each]


async def test_a_private_channel_that_is_not_found_any_more_waits_for_an_invitation(
    town: Town,
) -> None:
    channel = await begun(town)
    await changes(town, "make_private")
    await town.says("ana", "impact Nobody can pay")
    await unheard(town, "member_left_channel")
    await changes(town, "kick", users=[town.me])

    await town.person("ana").slash(channel, "/incident sev 1")
    await town.settle()
    await town.pass_(SOON)
    assert (await kinds(town)).count("muster_removed") == 1
    assert "channel_deleted" not in await kinds(town)

    await changes(town, "invite", users=[town.me])
    await town.pass_(SOON)

    assert len([each for each in await town.reads() if "set the severity" in each]) == 1
    assert (await town.incident()).troubles == {}


async def asked_about_the_channel(town: Town, time: timedelta) -> int:
    """Count how often Slack is asked whether Muster is in the channel while this time passes."""
    before = len(town.calls("conversations.info"))
    await town.pass_(time)
    return len(town.calls("conversations.info")) - before


async def test_a_channel_that_muster_left_and_that_was_deleted_unheard_is_given_up(
    town: Town,
) -> None:
    await begun(town)
    await changes(town, "kick", users=[town.me])
    await town.person("ana").slash("#general", "/incident INC-1 sev 1")
    await town.pass_(SOON)
    await unheard(town, "channel_deleted")
    await changes(town, "delete")

    await town.pass_(SOON)

    assert (await kinds(town)).count("channel_deleted") == 1
    assert not [each for each in await town.promised() if each.state in {"planned", "intent"}]
    assert await asked_about_the_channel(town, SOON) == 0
    [told] = [each for each in await town.direct("ana") if "was deleted" in each]
    assert "If the channel is still there, type /invite @muster in it." in told


async def removed_from_what_is_private(town: Town) -> None:
    """Throw Muster out of a private channel, with something left to say there."""
    await begun(town)
    await town.says("ana", "remind off")
    await changes(town, "make_private")
    await town.says("ana", "impact Nobody can pay")
    await changes(town, "kick", users=[town.me])
    await town.person("ana").slash("#general", "/incident INC-1 sev 1")
    await town.pass_(SOON)
    assert await asked_about_the_channel(town, SOON) > 0


async def a_day_later(town: Town) -> None:
    await town.clock.advance_to((town.clock.now() + timedelta(days=1)).timestamp())
    await town.pass_(SOON)


async def test_a_private_channel_that_is_not_found_for_a_day_is_given_up(town: Town) -> None:
    await removed_from_what_is_private(town)

    await a_day_later(town)

    assert (await kinds(town)).count("channel_deleted") == 1
    assert not [each for each in await town.promised() if each.state in {"planned", "intent"}]
    assert await asked_about_the_channel(town, SOON) == 0


async def test_who_is_invited_to_a_channel_that_was_given_up_goes_on_there(town: Town) -> None:
    await removed_from_what_is_private(town)
    await a_day_later(town)

    await changes(town, "invite", users=[town.me])
    await town.says("ana", "impact Some can pay again")
    await town.pass_(SOON)

    incident = await town.incident()
    assert not incident.room.is_closed
    assert incident.troubles == {}
    assert "Some can pay again" in await town.card()
    assert [each for each in await town.reads() if "described" in each]
