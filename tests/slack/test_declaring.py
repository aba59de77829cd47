"""From the first word to a channel in which people can work."""

from datetime import timedelta

from bot.domain.facts import ChannelOpened, Declared
from bot.domain.terms import Severity, Words
from tests.slack.town import Town, read


async def test_one_line_opens_a_channel_with_everything_in_it(town: Town) -> None:
    answer = await town.says(
        "ana", "declare sev2 Checkout fails & <nobody> can pay", where="#general"
    )

    assert answer == (
        ":rotating_light: *INC-1* is declared: Checkout fails &amp; &lt;nobody&gt; can pay\n"
        "Opening #inc-1-checkout-fails-nobody-can-pay; you are invited in a moment."
    )
    world = await town.person("ana").world()
    [channel] = [each for each in world["channels"] if each["id"] == town.channel]
    assert channel["name"] == "inc-1-checkout-fails-nobody-can-pay"
    assert channel["is_member"]
    assert channel["topic"] == "INC-1 · SEV2 · Investigating"
    [pin] = channel["pins"]
    assert "Checkout fails & <nobody> can pay" in read(pin["message"])
    assert "Which runbook do we follow?" in await town.steps()


async def test_where_only_one_runbook_fits_nobody_has_to_choose(town: Town) -> None:
    await town.declares("declare sev2 Something is odd")

    offer = await town.steps()

    assert offer.startswith("*Shall we follow this runbook?* None is written for this alone.")
    assert "(always fits)" in offer
    assert offer.count("Start") == 1


async def test_it_is_announced_once_where_everybody_can_read_it(town: Town) -> None:
    await town.declares()

    announced = await town.person("ben").messages("#incidents")

    [text] = [read(each) for each in announced]
    assert "*INC-1*  Checkout fails" in text
    assert f"<#{town.channel}>" in text


async def test_the_form_takes_all_that_is_known(town: Town) -> None:
    await town.says("ana", "declare", where="#general")
    form = await town.person("ana").form()

    sent = await town.sends(
        form,
        title="Checkout fails",
        severity="sev1",
        impact="Nobody in the EU can pay",
        service="checkout",
        started="01:40",
    )

    assert sent["outcome"] == "closed"
    declared = (await town.facts())[0]
    assert declared == Declared(
        Words("Checkout fails"),
        Severity.SEV1,
        impact=Words("Nobody in the EU can pay"),
        service="checkout",
        started_at=town.clock.now() - timedelta(minutes=20),
        source="form",
    )
    assert "Nobody in the EU can pay" in await town.card()


async def test_the_global_shortcut_opens_the_form(town: Town) -> None:
    await town.person("ben").shortcut("declare")
    form = await town.person("ben").form()

    await town.sends(form, title="Search is slow")

    incident = await town.incident()
    assert (incident.title, incident.severity) == ("Search is slow", Severity.UNKNOWN)
    assert incident.declared_by == town.id_of("ben")


async def test_no_placeholder_of_the_form_can_be_taken_for_an_answer(town: Town) -> None:
    await town.person("ana").shortcut("declare")
    form = await town.person("ana").form()

    placeholders = {
        block["block_id"]: block["element"]["placeholder"]["text"]
        for block in form.blocks
        if "placeholder" in block.get("element", {})
    }
    [started] = [block for block in form.blocks if block["block_id"] == "started"]

    assert not any(each.isdigit() for each in placeholders["started"])
    assert placeholders["title"].startswith("As in: ")
    assert "Left empty, it means now." in started["hint"]["text"]


async def test_the_form_shows_what_is_open_already(town: Town) -> None:
    await town.declares()

    await town.person("ben").shortcut("declare")

    form = await town.person("ben").form()
    assert "INC-1* Checkout fails" in str(form.blocks[0])


async def test_a_message_becomes_an_incident_that_remembers_it(town: Town) -> None:
    ts = await town.person("ben").post("#general", "checkout is broken for <everybody> &amp; me")
    await town.person("ana").shortcut("declare_from_message", channel="#general", ts=ts)
    form = await town.person("ana").form()
    title = form.view["state"]["values"]["title"]["value"]["value"]

    await town.sends(form, severity="sev3")

    declared = (await town.facts())[0]
    assert isinstance(declared, Declared)
    assert declared.title == title == "checkout is broken for <everybody> & me"
    assert (declared.source, declared.origin_ts) == ("message", ts)
    assert declared.origin_text == "checkout is broken for <everybody> & me"
    assert declared.origin_channel == town.workspace.hub.world.channels.find("general").id  # type: ignore[union-attr] # it is there


async def test_a_wrong_field_is_shown_and_can_be_put_right(town: Town) -> None:
    await town.says("ana", "declare", where="#general")
    form = await town.person("ana").form()

    wrong = await town.sends(form, title="Checkout fails", started="25:99")
    assert wrong["outcome"] == "errors"
    assert list(wrong["errors"]) == ["started"]
    assert await town.incidents() == 0

    right = await town.sends(form, title="Checkout fails", started="01:40")
    assert right["outcome"] == "closed"
    assert await town.incidents() == 1


async def test_a_form_that_is_sent_twice_declares_once(town: Town) -> None:
    await town.says("ana", "declare", where="#general")
    form = await town.person("ana").form()
    await town.sends(form, title="Checkout fails")

    [sent] = (await town.workspace.director.get("deliveries", kind="view_submission"))["deliveries"]
    await town.workspace.director.send("POST", "deliver", {"again": sent["id"], "times": 2})
    await town.settle()

    assert await town.incidents() == 1


async def test_the_channel_is_the_oldest_thing_that_the_timeline_knows(town: Town) -> None:
    await town.declares()

    opened = (await town.facts())[1]

    assert opened == ChannelOpened((await town.incident()).channel or "", "inc-1-checkout-fails")  # type: ignore[arg-type] # compared, not used


async def test_two_incidents_have_two_channels(town: Town) -> None:
    first = await town.declares()
    await town.says("ben", "declare Search is slow", where="#general")

    second = (await town.incident(2)).channel
    assert second not in {None, first}
    assert "INC-2 · Search is slow" in await town.card()


async def test_a_declaration_without_an_announcement_channel_says_so_on_the_card(
    town: Town,
) -> None:
    await town.person("ana").do("channel", do="archive", channel="#incidents")

    await town.declares()

    assert ":warning: announcing it: There is no public channel #incidents" in await town.card()
