"""The page that Muster serves itself."""

from dataclasses import replace

import pytest

from bot.domain.terms import IncidentId, UpdateState
from bot.ports import PagePost, PageUpdate
from bot.statuspages.builtin import Config, connect
from bot.workflows.read_public_page import read_public_incident
from tests.fakes.clock import NOON
from tests.fakes.page_posts import MemoryPagePosts

UPDATE = PageUpdate(IncidentId(3), 2, "Sign-in fails", "identified", "We are going back.", NOON)
KEY = "inc-3/page.update/17"
CONFIG = Config.model_validate({"url": "https://muster.example.com"})


async def test_what_was_published_is_what_customers_read() -> None:
    posts = MemoryPagePosts()

    await connect(CONFIG, posts).publish(UPDATE, key=KEY)

    shown = await read_public_incident(posts, IncidentId(3))
    assert shown is not None
    assert shown.updates == (
        PagePost(
            KEY,
            IncidentId(3),
            2,
            "Sign-in fails",
            UpdateState.IDENTIFIED,
            "We are going back.",
            NOON,
        ),
    )


async def test_publishing_twice_shows_it_once() -> None:
    posts = MemoryPagePosts()
    page = connect(CONFIG, posts)

    await page.publish(UPDATE, key=KEY)
    await page.publish(UPDATE, key=KEY)

    assert len(await posts.of(IncidentId(3))) == 1


@pytest.mark.parametrize("url", ["https://muster.example.com", "https://muster.example.com/"])
async def test_an_update_that_is_shown_has_an_address(url: str) -> None:
    page = connect(Config.model_validate({"url": url}), MemoryPagePosts())

    before = await page.shows(UPDATE, key=KEY)
    await page.publish(UPDATE, key=KEY)

    assert before is None
    assert await page.shows(UPDATE, key=KEY) == (
        "https://muster.example.com/status/incidents/3#update-2"
    )


@pytest.mark.parametrize(
    "other",
    [
        replace(UPDATE, text="We are going back!"),
        replace(UPDATE, state="monitoring"),
        replace(UPDATE, number=3),
        replace(UPDATE, incident_id=IncidentId(4)),
    ],
    ids=["other words", "other state", "other number", "other incident"],
)
async def test_an_update_that_is_not_there_word_for_word_is_not_shown(other: PageUpdate) -> None:
    page = connect(CONFIG, MemoryPagePosts())

    await page.publish(UPDATE, key=KEY)

    assert await page.shows(other, key=KEY) is None
    assert await page.shows(UPDATE, key="inc-3/page.update/18") is None


async def test_a_new_title_does_not_make_an_old_update_doubtful() -> None:
    page = connect(CONFIG, MemoryPagePosts())

    await page.publish(UPDATE, key=KEY)

    assert await page.shows(replace(UPDATE, title="Sign-in failed"), key=KEY) is not None


async def test_a_state_that_customers_do_not_know_is_a_bug() -> None:
    page = connect(CONFIG, MemoryPagePosts())

    with pytest.raises(ValueError, match="closed"):
        await page.publish(replace(UPDATE, state="closed"), key=KEY)
