"""A step card that only one person sees shows the new state after each press."""

from tests.slack.town import Town, read


async def private(town: Town) -> str:
    """Return the only message in the incident channel that only Ana sees."""
    messages = await town.person("ana").messages(town.channel)
    [card] = [read(each) for each in messages if each["ephemeral"]]
    return card


async def test_each_press_replaces_the_card_by_what_comes_next(town: Town) -> None:
    await town.declares()
    await town.says("ana", "next")
    assert "Which runbook do we follow?" in await private(town)

    await town.clicks("ana", "runbook_start.checkout")
    assert "Verify scope, step 1 of 2" in await private(town)

    await town.clicks("ana", "step_done")
    assert "Verify scope, step 2 of 2" in await private(town)

    await town.clicks("ana", "step_back")
    assert "Verify scope, step 1 of 2" in await private(town)


async def test_a_press_on_a_step_that_somebody_has_handled_shows_where_we_are(town: Town) -> None:
    await town.declares(also="ben")
    await town.says("ana", "next checkout")
    await town.says("ana", "next")
    await town.says("ben", "step done")
    before = await town.total()

    await town.clicks("ana", "step_done")

    assert "Verify scope, step 2 of 2" in await private(town)
    assert await town.total() == before


async def test_a_form_takes_the_place_of_the_card_and_one_press_brings_it_back(town: Town) -> None:
    await town.declares()
    await town.says("ana", "next checkout")
    await town.says("ana", "next")

    form = await town.opens("ana", "done_form")
    assert await private(town) == "The form has this step.\nShow the current step"
    await town.sends(form, text="It fails")
    await town.clicks("ana", "say")

    assert "Verify scope, step 2 of 2" in await private(town)


async def test_a_press_on_the_card_of_everybody_says_nothing_in_private(town: Town) -> None:
    await town.declares()
    await town.says("ana", "next checkout")

    assert await town.clicks("ana", "step_done") == ""

    assert "Verify scope, step 2 of 2" in await town.steps()
