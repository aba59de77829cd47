"""Customers read what somebody approved, word for word, and nothing else."""

import pytest

from bot.domain import facts
from bot.domain.terms import Audience, UpdateState, Words
from tests.slack.town import FIRST, Town


async def on_the_page(town: Town) -> list[tuple[UpdateState, str]]:
    return [(post.state, post.text) for post in await town.muster.posts.of(FIRST)]


async def test_words_are_shown_first_and_published_on_approval(town: Town) -> None:
    await town.declares()
    await town.says("ana", "lead")

    await town.says("ana", "update Payments fail for some of you. We are on it.")
    assert await on_the_page(town) == []

    answer = await town.clicks("ana", "update_publish")

    assert "U1 is approved and on its way to the status page." in answer
    words = "Payments fail for some of you. We are on it."
    assert await on_the_page(town) == [(UpdateState.INVESTIGATING, words)]
    assert (await town.facts())[-1].kind == "update_published"
    assert any("*U1* is out to <http" in each for each in await town.reads())
    assert any("|the status page> (investigating):" in each for each in await town.reads())
    assert "*Customers read*  :mag: Investigating since" in await town.card()


async def test_publishing_twice_publishes_once(town: Town) -> None:
    await town.declares()
    await town.says("ana", "lead")
    await town.says("ana", "update We are on it.")
    await town.clicks("ana", "update_publish")

    [clicked] = town.deliveries("block_actions")
    late = clicked["payload"] | {"trigger_id": "1.2.later"}
    await town.workspace.director.send(
        "POST", "deliver", {"kind": "block_actions", "payload": late}
    )
    await town.settle()

    assert len(await on_the_page(town)) == 1


async def test_a_discarded_draft_is_never_seen(town: Town) -> None:
    await town.declares()
    await town.says("ana", "update Everything is lost.")

    answer = await town.clicks("ana", "update_discard")

    assert "nobody outside saw it" in answer
    assert await on_the_page(town) == []
    assert (await town.facts())[-1] == facts.UpdateDiscarded(1)


@pytest.mark.parametrize(
    "line", ["status monitoring it is better", "resolve it is over", "sev 1", "title Other words"]
)
async def test_no_change_of_ours_reaches_customers_by_itself(town: Town, line: str) -> None:
    await town.declares()
    await town.says("ana", "lead")
    await town.says("ana", "update We are on it.")
    await town.clicks("ana", "update_publish")

    await town.says("ana", line)

    assert await on_the_page(town) == [(UpdateState.INVESTIGATING, "We are on it.")]


async def test_resolving_says_that_customers_are_not_told(town: Town) -> None:
    await town.declares()

    assert "Customers are not told by this" in await town.says("ana", "resolve")


async def test_who_has_no_role_may_write_but_not_publish(town: Town) -> None:
    await town.declares(also="ben")
    await town.says("ana", "lead")
    await town.says("ben", "update We are on it.")

    answer = await town.clicks("ben", "update_publish")

    assert f"lead is <@{town.id_of('ana')}>" in answer
    assert await on_the_page(town) == []
    assert (await town.incident()).updates[0].phase == "drafted"

    await town.says("ana", "role comms @ben")
    await town.says("ben", "statuspage")
    await town.clicks("ben", "update_publish")
    assert len(await on_the_page(town)) == 1


async def test_the_preview_shows_every_word_of_the_state_and_text(town: Town) -> None:
    await town.declares()

    preview = await town.says("ana", "update resolved: All is <well> & *good*.\nThank you.")

    assert ":white_check_mark: Resolved" in preview
    assert ">All is &lt;well&gt; &amp; *good*.\n>Thank you." in preview


async def test_statuspage_shows_what_customers_read_and_what_waits(town: Town) -> None:
    await town.declares()
    await town.says("ana", "lead")
    await town.says("ana", "update We are on it.")
    await town.clicks("ana", "update_publish")
    await town.says("ana", "update monitoring: It is better.")

    shown = await town.says("ana", "statuspage")

    assert "*Customers read since" in shown
    assert ">We are on it." in shown
    assert "*Preview of U2*" in shown


async def test_an_update_for_colleagues_never_reaches_the_page(town: Town) -> None:
    await town.declares()

    await town.says("ana", "update internal: The database of customer 42 is gone.")

    assert await on_the_page(town) == []
    drafted = (await town.facts())[-3]
    assert drafted == facts.UpdateDrafted(
        1,
        Audience.INTERNAL,
        UpdateState.INVESTIGATING,
        Words("The database of customer 42 is gone."),
    )


async def publishes(town: Town) -> None:
    """Press Publish on the preview that took the place of the form."""
    preview = await town.person("ana").form()
    await preview.click("update_publish")
    await town.settle()


async def headlines(town: Town) -> list[str]:
    return [post.title for post in await town.muster.posts.of(FIRST)]


async def test_customers_never_read_the_title_of_the_incident(town: Town) -> None:
    await town.declares("declare Customer 42 lost db-17")
    await town.says("ana", "lead")

    preview = await town.says("ana", "update We are on it.")
    await town.clicks("ana", "update_publish")

    assert "*Service disruption*  :mag: Investigating" in preview
    assert await headlines(town) == ["Service disruption"]


async def test_the_form_proposes_a_headline_and_the_person_decides(town: Town) -> None:
    await town.declares("declare Customer 42 lost db-17")
    await town.says("ana", "impact Some of you cannot pay")
    await town.says("ana", "lead")
    form = await town.opens("ana", "update_form")
    proposed = next(each for each in form.blocks if each["block_id"] == "headline")
    assert proposed["element"]["initial_value"] == "Some of you cannot pay"

    await town.sends(form, headline="Payments are slow", text="We are on it.")
    await publishes(town)

    assert await headlines(town) == ["Payments are slow"]


async def test_a_wrong_headline_is_shown_at_its_field(town: Town) -> None:
    await town.declares()
    form = await town.opens("ana", "update_form")

    sent = await town.sends(form, headline="<!channel>", text="We are on it.")

    assert "The headline would notify many people" in sent["errors"]["headline"]


async def test_a_preview_can_be_written_anew_and_takes_the_place_of_the_first(town: Town) -> None:
    await town.declares()
    await town.says("ana", "lead")
    await town.says("ana", "update identified: We know the cause.")

    form = await town.opens("ana", "update_change")
    filled = {
        each["block_id"]: each["element"].get("initial_value")
        for each in form.blocks
        if each["block_id"] in {"headline", "text"}
    }
    assert filled == {"headline": "Service disruption", "text": "We know the cause."}
    await town.sends(form, headline="Payments fail", text="We know it.")

    assert [each.phase for each in (await town.incident()).updates] == ["discarded", "drafted"]
    await publishes(town)
    assert await on_the_page(town) == [(UpdateState.IDENTIFIED, "We know it.")]
    assert await headlines(town) == ["Payments fail"]


async def test_who_writes_anew_what_was_published_meanwhile_takes_nothing_back(town: Town) -> None:
    await town.declares()
    await town.says("ana", "lead")
    await town.says("ana", "update We are on it.")
    form = await town.opens("ana", "update_change")
    await town.clicks("ana", "update_publish")

    await town.sends(form, text="We are still on it.")

    assert [each.phase for each in (await town.incident()).updates] == ["published", "drafted"]


async def test_the_preview_says_who_may_publish_and_whether_the_reader_may(town: Town) -> None:
    await town.declares(also="ben")
    nobody = await town.says("ben", "update We are on it.")
    await town.says("ana", "lead")
    other = await town.says("ben", "statuspage")
    own = await town.says("ana", "statuspage")

    assert "You may not publish it yet: it takes the *lead* or *comms*" in nobody
    assert f"You may not publish it: *lead* <@{town.id_of('ana')}> may." in other
    assert "/incident role comms" in other
    assert "You may publish it: you are *lead*." in own
