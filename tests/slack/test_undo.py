"""One's own last word can be taken back for a minute; both stay on the record."""

from datetime import timedelta

from tests.slack.town import Town


async def test_the_last_word_is_taken_back(town: Town) -> None:
    await town.declares()
    await town.says("ana", "note all errors are 401")

    answer = await town.says("ana", "undo")

    assert "Taken back" in answer
    incident = await town.incident()
    assert incident.notes == ()
    assert incident.entries[-2].fact.kind == "noted"
    assert "noted" in await town.says("ana", "timeline")


async def test_after_a_minute_it_stays(town: Town) -> None:
    await town.declares()
    await town.says("ana", "note all errors are 401")
    await town.pass_(timedelta(seconds=61))

    answer = await town.says("ana", "undo")

    assert "60 seconds" in answer
    assert len((await town.incident()).notes) == 1


async def test_nobody_takes_back_what_somebody_else_said(town: Town) -> None:
    await town.declares(also="ben")
    await town.says("ana", "note all errors are 401")

    await town.says("ben", "undo")

    assert len((await town.incident()).notes) == 1
