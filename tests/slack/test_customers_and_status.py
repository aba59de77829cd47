"""What customers read and where the response stands: one press apart, neither moves the other."""

from bot.domain import facts
from bot.domain.terms import Status, UpdateState
from tests.slack.town import FIRST, Town


async def leads(town: Town) -> None:
    await town.declares()
    await town.says("ana", "lead")


async def test_what_was_published_offers_to_move_the_status(town: Town) -> None:
    await leads(town)
    await town.says("ana", "update identified: We know the cause.")

    answer = await town.clicks("ana", "update_publish")

    assert "The incident itself stays  :mag: Investigating." in answer
    assert "Set status to Identified" in answer
    assert (await town.incident()).status is Status.INVESTIGATING

    assert await town.clicks("ana", "say", value="INC-1 status identified") == "Recorded on INC-1."
    assert (await town.incident()).status is Status.IDENTIFIED


async def test_the_form_offers_it_as_well(town: Town) -> None:
    await leads(town)
    form = await town.opens("ana", "update_form")
    await town.sends(form, text="It is better.", state="monitoring")
    preview = await town.person("ana").form()

    await preview.click("update_publish")
    await town.settle()
    published = await town.person("ana").form()
    await published.click("say")
    await town.settle()

    assert (await town.incident()).status is Status.MONITORING


async def test_telling_customers_that_it_is_over_offers_to_resolve(town: Town) -> None:
    await leads(town)
    await town.says("ana", "update resolved: It is over.")

    answer = await town.clicks("ana", "update_publish")

    assert answer.endswith("The incident itself stays  :mag: Investigating.\nResolve")
    assert (await town.incident()).is_open


async def test_words_that_fit_the_status_offer_nothing(town: Town) -> None:
    await leads(town)
    await town.says("ana", "update We are on it.")

    answer = await town.clicks("ana", "update_publish")

    assert "stays" not in answer
    assert answer.endswith("on its way to the status page.")


async def test_a_new_status_offers_to_tell_customers_and_publishes_nothing(town: Town) -> None:
    await leads(town)

    first = await town.says("ana", "status identified")
    await town.says("ana", "update We know the cause.")
    await town.clicks("ana", "update_publish")
    second = await town.says("ana", "status monitoring")

    assert "The status is  :bulb: Cause identified. Customers are not told by this" in first
    assert "they have read nothing yet.\nTell customers" in first
    assert "they read  :bulb: Cause identified.\nTell customers" in second
    posts = await town.muster.posts.of(FIRST)
    assert [each.state for each in posts] == [UpdateState.IDENTIFIED]
    assert (await town.facts())[-1] == facts.StatusChanged(Status.MONITORING, was=Status.IDENTIFIED)


async def test_a_status_that_customers_read_already_says_nothing(town: Town) -> None:
    await leads(town)
    await town.says("ana", "update monitoring: It is better.")
    await town.clicks("ana", "update_publish")

    assert await town.says("ana", "status monitoring") == ""
