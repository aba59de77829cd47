"""A word that is no verb: asked back when it is close to one, and a title otherwise."""

from bot.domain.facts import Resolved, SeverityChanged
from bot.domain.terms import Severity, Words
from tests.slack.town import Town


async def test_bare_words_declare_an_incident(town: Town) -> None:
    answer = await town.says("ana", "checkout is failing for EU customers", where="#general")

    assert "*INC-1* is declared: checkout is failing for EU customers" in answer
    assert (await town.incident()).title == "checkout is failing for EU customers"


async def test_a_severity_in_front_of_bare_words_counts(town: Town) -> None:
    await town.says("ana", "sev2 checkout is failing", where="#general")

    incident = await town.incident()
    assert (incident.severity, incident.title) == (Severity.SEV2, "checkout is failing")


async def test_inside_an_incident_a_bare_severity_sets_it(town: Town) -> None:
    await town.declares()

    await town.says("ana", "sev1 nobody can pay")

    assert (await town.facts())[-1] == SeverityChanged(
        Severity.SEV1, Severity.SEV2, Words("nobody can pay")
    )


async def test_a_slip_is_asked_back_and_the_button_does_what_was_meant(town: Town) -> None:
    await town.declares()

    question = await town.says("ana", "resovle rolled back, <https://a.example|a.example> works")
    assert "“resovle” is not a verb. Did you mean */incident resolve rolled back" in question
    assert (await town.incident()).is_open

    await town.clicks("ana", "say")

    assert (await town.facts())[-1] == Resolved(Words("rolled back, https://a.example works"))


async def test_a_slip_outside_of_incidents_can_be_a_title_after_all(town: Town) -> None:
    question = await town.says("ana", "lost orders in the EU", where="#general")
    assert "Did you mean */incident list orders in the EU*" in question
    assert await town.incidents() == 0

    await town.person("ana").click("declare_words", channel="#general")
    await town.settle()

    assert (await town.incident()).title == "lost orders in the EU"


async def test_a_slip_keeps_the_incident_that_was_named(town: Town) -> None:
    await town.declares()
    await town.says("ana", "INC-1 resovle", where="#general")

    await town.person("ana").click("say", channel="#general")
    await town.settle()

    assert not (await town.incident()).is_open


async def test_mentions_survive_the_question(town: Town) -> None:
    await town.declares()
    await town.says("ana", "laed @ben")

    await town.clicks("ana", "say")

    assert (await town.incident()).lead == town.id_of("ben")


async def test_a_change_from_elsewhere_is_answered(town: Town) -> None:
    await town.declares()

    assert await town.says("ana", "INC-1 sev 1", where="#general") == "Recorded on INC-1."


async def test_what_is_so_already_is_said(town: Town) -> None:
    await town.declares()

    for line, so in {
        "sev 2": "The severity is  :large_orange_circle: SEV2 already",
        "title Checkout fails": "The title is *Checkout fails* already",
        "status investigating": "The status is  :mag: Investigating already",
    }.items():
        assert await town.says("ana", line) == f"{so}; nothing changed."

    assert (await town.incident()).position == 3


async def test_what_is_recorded_already_is_named(town: Town) -> None:
    await town.declares()
    ana = f"<@{town.id_of('ana')}>"

    for line, so in {
        "lead": f"{ana} is *Lead* already",
        "role comms": f"{ana} is *Communications* already",
        "impact Nobody can pay": "The impact says exactly that already",
        "hypo 1 refuted it began before": "*H1* is judged exactly so already",
        "mitigate 1 worked": "*M1* is recorded as “worked” already",
        "next checkout": "That runbook is followed already",
    }.items():
        for first in ("hypo The deploy", "mitigate Roll back"):
            if "1" in line:
                await town.says("ana", first)
        await town.says("ana", line)
        assert await town.says("ana", line) == f"{so}; nothing changed.", line


async def test_one_word_alone_declares_nothing(town: Town) -> None:
    answer = await town.says("ana", "checkout", where="#general")

    assert "“checkout” is neither a verb nor a title." in answer
    assert await town.incidents() == 0


async def test_bare_words_inside_an_incident_declare_nothing(town: Town) -> None:
    await town.declares()

    answer = await town.says("ana", "orders are lost")

    assert "/incident note orders are lost" in answer
    assert await town.incidents() == 1


async def test_nothing_shows_the_card_inside_and_the_form_outside(town: Town) -> None:
    await town.declares()

    assert "INC-1 · Checkout fails" in await town.says("ana", "")

    await town.says("ben", "", where="#general")
    form = await town.person("ben").form()
    assert form.title == "Declare incident"
    assert "INC-1" in str(form.blocks[0])


async def test_a_severity_that_does_not_exist_offers_those_that_do(town: Town) -> None:
    await town.declares()

    question = await town.says("ana", "sev 9 nobody can pay & <that> is bad")
    assert "There is no severity “9”." in question
    for shown in ("SEV1", "SEV2", "SEV3", "SEV4", "Severity unknown"):
        assert shown in question

    await town.clicks("ana", "say.sev1")

    assert (await town.facts())[-1] == SeverityChanged(
        Severity.SEV1, Severity.SEV2, Words("nobody can pay & <that> is bad")
    )


async def test_declaring_with_a_wrong_severity_loses_no_word_of_the_title(town: Town) -> None:
    await town.says("ana", "sev9 checkout is failing", where="#general")
    assert await town.incidents() == 0

    await town.person("ana").click("say.unknown", channel="#general")
    await town.settle()

    incident = await town.incident()
    assert (incident.severity, incident.title) == (Severity.UNKNOWN, "checkout is failing")
