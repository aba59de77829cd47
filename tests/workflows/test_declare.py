from datetime import timedelta

from bot.domain.facts import Declared
from bot.domain.terms import Severity, Words
from tests.workflows.offices import ADA, INC, Office


async def test_declaring_takes_the_next_number_and_writes_the_first_entry() -> None:
    office = Office()

    first, second = await office.declare(), await office.declare("Search is slow")

    assert (first, second) == (1, 2)
    incident = await office.incident()
    assert incident.entries[0].fact == Declared(Words("Checkout is down"), Severity.SEV2)
    assert incident.declared_by == ADA


async def test_declaring_promises_one_channel_and_the_cards_that_stand_first_in_it() -> None:
    office = Office()

    await office.declare()

    assert [each.key for each in await office.promised()] == [
        "inc-1/slack.channel.create/1",
        "inc-1/slack.card.post/1",
        "inc-1/slack.steps.post/1",
        "inc-1/slack.card.pin/1",
    ]


async def test_declaring_arms_the_two_questions_for_a_lead() -> None:
    office = Office()

    await office.declare()

    assert office.armed() == {
        "nudge.lead.reporter": timedelta(minutes=5),
        "nudge.lead.channel": timedelta(minutes=10),
    }
    assert INC == 1
