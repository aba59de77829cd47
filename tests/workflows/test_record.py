from datetime import timedelta

import pytest

from bot.domain.errors import Rejected
from bot.domain.facts import Noted, SeverityChanged
from bot.domain.notes import note
from bot.domain.situation import change_severity
from bot.domain.terms import IncidentId, Severity, Words
from bot.workflows.record import record
from tests.workflows.offices import ADA, BOB, INC, Office


async def test_what_is_decided_stands_on_the_timeline_with_who_said_it_and_when() -> None:
    office = Office()
    await office.declare()

    await office.record(lambda incident: note(incident, "it began with the deploy"), by=BOB)

    entry = (await office.incident()).entries[-1]
    assert (entry.position, entry.fact, entry.actor) == (
        2,
        Noted(Words("it began with the deploy")),
        BOB,
    )
    assert entry.occurred == entry.observed == entry.recorded == office.clock()


async def test_an_earlier_moment_is_kept_beside_the_moment_of_recording() -> None:
    office = Office()
    await office.declare()
    saying = office.saying(ago=timedelta(minutes=20))

    await office.do(lambda work: record(INC, lambda i: note(i, "x"), saying=saying, work=work))

    entry = (await office.incident()).entries[-1]
    assert entry.recorded - entry.occurred == timedelta(minutes=20)
    assert entry.observed == entry.recorded


async def test_a_decision_that_changes_nothing_records_and_promises_nothing() -> None:
    office = Office()
    await office.declare()
    before = await office.kinds()

    await office.record(lambda incident: change_severity(incident, Severity.SEV2))

    assert (await office.incident()).position == 1
    assert await office.kinds() == before


async def test_a_refused_decision_leaves_everything_as_it_was() -> None:
    office = Office()
    await office.declare()
    before = await office.kinds()

    with pytest.raises(Rejected, match="is empty"):
        await office.record(lambda incident: note(incident, " "))

    assert (await office.incident()).position == 1
    assert await office.kinds() == before


async def test_an_incident_that_nobody_declared_cannot_be_changed() -> None:
    office = Office()

    with pytest.raises(Rejected, match="INC-7"):
        await office.do(
            lambda work: record(IncidentId(7), lambda _i: [], saying=office.saying(), work=work)
        )


async def test_the_entries_that_were_added_are_returned() -> None:
    office = Office()
    await office.declare()

    entries = await office.do(
        lambda work: record(
            INC, lambda i: change_severity(i, Severity.SEV1), saying=office.saying(), work=work
        )
    )

    assert [entry.fact for entry in entries] == [SeverityChanged(Severity.SEV1, Severity.SEV2)]
    assert entries[0].actor == ADA
