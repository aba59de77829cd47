"""A step card that only one person sees shows the new state after each press."""

import pytest

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

    await town.opens("ana", "done_form")
    assert await private(town) == "The form has this step.\nShow the current step"
    await town.clicks("ana", "say")

    assert "Verify scope, step 1 of 2" in await private(town)


async def test_a_press_on_the_card_of_everybody_puts_the_next_step_at_hand(town: Town) -> None:
    await town.declares()
    await town.says("ana", "next checkout")

    shown = await town.clicks("ana", "step_done")

    assert "What do customers see?" in shown
    assert "An error page\nA page that never loads" in shown
    assert "Only you see this" in shown
    assert "Verify scope, step 2 of 2" in await town.steps()
    assert not [each for each in await town.reads("ben") if "Only you see this" in each]

    await town.clicks("ana", "step_answer.0")
    assert "Gather evidence" in await private(town)


async def test_while_a_check_runs_nobody_is_given_a_button_that_would_be_stale(town: Town) -> None:
    await town.declares()
    await town.says("ana", "next checkout")
    await town.says("ana", "step done")

    answer = await town.says("ana", "step done An error page")

    assert ":hourglass: checking  *The service says that it is well*" in answer
    assert "Run check" not in answer
    await town.clicks("ana", "say")
    assert "The queue is short" in await town.steps()


@pytest.mark.parametrize(
    ("action", "entered"),
    [("done_form", {"text": "It fails"}), ("skip_form", {"text": "we saw it ourselves"})],
)
async def test_a_form_puts_the_next_step_at_hand(
    town: Town, action: str, entered: dict[str, str]
) -> None:
    await town.declares()
    await town.says("ana", "next checkout")

    await town.sends(await town.opens("ana", action), **entered)

    assert "What do customers see?" in await private(town)

    await town.sends(await town.opens("ana", "answer_form", value="1:symptom"), text="It hangs")
    newest = [read(each) for each in await town.person("ana").messages(town.channel)][-1]
    assert "Gather evidence" in newest


async def test_a_step_that_is_done_by_typing_offers_the_choices_of_the_next(town: Town) -> None:
    await town.declares()
    await town.says("ana", "next checkout")

    answer = await town.says("ana", "step done")

    assert answer.startswith(":white_check_mark: Recorded. *Now*  Verify scope, step 2 of 2")
    assert "An error page\nA page that never loads" in answer


async def test_everybody_reads_who_answered_what_and_when(town: Town) -> None:
    await town.declares(also="ben")
    ana, ben = (f"<@{town.id_of(each)}>" for each in ("ana", "ben"))
    await town.says("ana", "next checkout")
    await town.says("ana", "step done Card refused")
    await town.clicks("ben", "step_answer.1")
    await town.says("ana", "step skip we saw it")

    card = await town.steps()

    at = "<!date^1767578400^{time}|02:00 UTC>"
    assert f"Buy something yourself  *Card refused* — {ana}, {at}" in card
    assert f"What do customers see?  *A page that never loads* — {ben}, {at}" in card
    assert f"*skipped: we saw it* — {ana}, {at}" in card


async def test_a_severity_that_is_set_already_is_kept_by_one_press(town: Town) -> None:
    await town.declares("declare sev1 Something is odd")
    await town.says("ana", "next generic")
    await town.says("ana", "step done")
    assert "Set severity and impact" in await town.steps()
    assert "Already set" not in await town.steps()

    await town.says("ana", "impact Nobody can pay")
    shown = await town.says("ana", "next")

    assert "*Already set*  :red_circle: SEV1 · Nobody can pay" in shown
    assert "\nKeep\n" in shown
    await town.clicks("ana", "step_done")
    assert "Set severity and impact  *done*" in await town.steps()
