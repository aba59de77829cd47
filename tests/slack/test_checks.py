"""Checks run by themselves where the walk comes to them, and as often as somebody asks."""

from bot.domain.facts import CheckRequested
from tests.slack.town import Town


async def requested(town: Town) -> list[CheckRequested]:
    return [fact for fact in await town.facts() if isinstance(fact, CheckRequested)]


async def test_an_answer_that_opens_a_phase_starts_its_checks(town: Town) -> None:
    await town.declares()

    await town.says("ana", "next chain")

    assert await requested(town) == [
        CheckRequested("first", is_automatic=True),
        CheckRequested("second", is_automatic=True),
    ]
    assert [each.step for each in (await town.incident()).evidence] == ["first", "second"]
    assert "*Rest*" in await town.steps()
    assert "*Now*  Mitigate, step 1 of 1: Rest" in await town.card()


async def test_an_answer_after_the_end_is_kept_and_starts_nothing(town: Town) -> None:
    await town.declares()
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": "chat.update"}, "times": 1,
         "do": {"kind": "http", "status": 503}}
    )  # fmt: skip
    person = town.person("ana")
    await person.slash(town.channel, "/incident next chain")
    await person.slash(town.channel, "/incident resolve")
    await town.settle()

    assert [each.step for each in (await town.incident()).evidence] == ["first"]
    assert len(await requested(town)) == 1
    assert (await town.incident()).troubles == {}


async def test_an_answer_for_a_runbook_that_was_changed_since_starts_nothing(town: Town) -> None:
    await town.declares()
    person = town.person("ana")
    await person.slash(town.channel, "/incident next chain")
    await person.slash(town.channel, "/incident next generic")
    await town.settle()

    assert len(await requested(town)) == 1
    assert (await town.incident()).troubles == {}
