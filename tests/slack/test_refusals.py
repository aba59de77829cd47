"""Slack asks us to wait, has a name taken, or says no for good."""

from datetime import timedelta

import pytest

from tests.slack.town import Town, living, read

METHODS = (
    "conversations.create",
    "conversations.invite",
    "chat.postMessage",
    "conversations.setTopic",
    "pins.add",
    "conversations.list",
)


@pytest.mark.parametrize("method", METHODS)
async def test_a_call_waits_as_long_as_slack_asks_and_then_succeeds(
    town: Town, method: str
) -> None:
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": method}, "times": 1,
         "do": {"kind": "ratelimited", "retry_after": 30}}
    )  # fmt: skip
    await town.says("ana", "declare Checkout fails", where="#general")
    [limited] = [call for call in town.calls(method) if call["error"] == "ratelimited"]

    await town.pass_(timedelta(seconds=29))
    again = [call for call in town.calls(method) if call["args"] == limited["args"]]
    assert len(again) == 1, "asked again too early"

    await town.pass_(timedelta(seconds=3))
    assert (await town.incident()).troubles == {}
    assert "INC-1 · Checkout fails" in await town.card()


async def test_being_asked_to_wait_is_no_attempt(town: Town) -> None:
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": "conversations.create"}, "times": 20,
         "do": {"kind": "ratelimited", "retry_after": 10}}
    )  # fmt: skip
    await town.says("ana", "declare Checkout fails", where="#general")

    await town.pass_(timedelta(minutes=5))

    [create] = [each for each in await town.promised() if each.kind == "slack.channel.create"]
    assert (create.state, create.attempts) == ("done", 1)


async def test_a_burst_is_slowed_down_and_nothing_is_lost(sqlite_url: str) -> None:
    """Slack takes about one message a second in a channel, and says so to who does not count."""
    async with living(sqlite_url, rate_scale=1) as town:
        await town.workspace.director.expect("tier_exceeded")
        await town.says("ana", "declare Checkout fails", where="#general")
        for number in range(12):
            await town.says("ana", f"hypo Cause {number}", where="#inc-1-checkout-fails")

        await town.pass_(timedelta(minutes=5))

        lines = [each for each in await town.reads() if "raised *H" in each]
        assert [f"Cause {number}" in line for number, line in enumerate(lines)] == [True] * 12
        assert (await town.incident()).troubles == {}


@pytest.mark.parametrize(
    ("do", "code"),
    [
        ({"kind": "http", "status": 503}, ""),
        ({"kind": "garbage"}, ""),
        ({"kind": "error", "code": "internal_error"}, "internal_error"),
        ({"kind": "error", "code": "fatal_error"}, "fatal_error"),
        ({"kind": "error", "code": "token_expired"}, "token_expired"),
    ],
    ids=["503", "garbage", "internal_error", "fatal_error", "token_expired"],
)
async def test_trouble_of_slack_passes(town: Town, do: dict[str, object], code: str) -> None:
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": "chat.postMessage"}, "nth": 1, "do": do}
    )
    await town.says("ana", "declare Checkout fails", where="#general")
    assert code in str([call["error"] for call in town.calls("chat.postMessage")])

    await town.pass_(timedelta(minutes=5))

    cards = [each for each in await town.reads() if "*Declared*" in each]
    assert len(cards) == 1
    assert (await town.incident()).troubles == {}


async def test_a_name_that_is_taken_gets_a_number(town: Town) -> None:
    for name in ("inc-1-checkout-fails", "inc-1-checkout-fails-2"):
        await town.person("ben").do("channel", do="create", name=name)

    await town.says("ana", "declare Checkout fails", where="#general")

    incident = await town.incident()
    assert incident.channel_name == "inc-1-checkout-fails-3"
    assert town.workspace.hub.world.channels.by_id[incident.channel or ""].creator == town.me


async def test_a_channel_of_somebody_else_is_never_adopted(town: Town) -> None:
    """Neither after a lost answer, nor when our bot was invited into it."""
    await town.person("ben").do("channel", do="create", name="inc-1-checkout-fails")
    await town.person("ben").do(
        "channel", do="invite", channel="#inc-1-checkout-fails", users=[town.me]
    )
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": "conversations.create"}, "nth": 1,
         "do": {"kind": "reset_before"}}
    )  # fmt: skip
    await town.says("ana", "declare Checkout fails", where="#general")

    await town.pass_(timedelta(minutes=5))

    assert (await town.incident()).channel_name == "inc-1-checkout-fails-2"
    [theirs] = [
        each for each in town.workspace.hub.world.channels if each.name == "inc-1-checkout-fails"
    ]
    messages = await town.person("ben").messages(theirs.id)
    assert [
        read(each) for each in messages if each["user"] == town.me and not each["subtype"]
    ] == []


async def test_without_any_free_name_people_are_told_and_can_try_again(town: Town) -> None:
    names = ["inc-1-checkout-fails", *(f"inc-1-checkout-fails-{n}" for n in range(2, 10))]
    for name in names:
        await town.person("ben").do("channel", do="create", name=name)

    await town.says("ana", "declare Checkout fails", where="#general")

    [trouble] = (await town.incident()).troubles.values()
    assert "are taken" in trouble.reason
    health = await town.says("ana", "INC-1 health", where="#general")
    assert ":warning: *opening the incident channel*: failed" in health

    await town.person("ben").do("channel", do="rename", channel=f"#{names[0]}", name="older")
    await town.person("ana").click("effect_retry", channel="#general")
    await town.settle()

    assert (await town.incident()).channel_name == "inc-1-checkout-fails"
    assert "INC-1 · Checkout fails" in await town.card()
    assert (await town.incident()).troubles == {}


async def test_a_person_can_say_that_a_failed_call_happened_or_does_not_matter(town: Town) -> None:
    await town.declares()
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": "conversations.setTopic"}, "times": 2,
         "do": {"kind": "error", "code": "restricted_action"}}
    )  # fmt: skip
    for number, (action, told) in enumerate(
        (("effect_happened", "it happened"), ("effect_dropped", "left as it is")), start=3
    ):
        await town.says("ana", f"sev {number}")
        assert ":warning: setting the channel topic: Slack refused" in await town.card()
        await town.says("ana", "health")

        assert told in await town.clicks("ana", action)

        assert ":warning:" not in await town.card()
    assert (await town.incident()).troubles == {}
