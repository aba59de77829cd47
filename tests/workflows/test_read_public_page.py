from datetime import timedelta

from bot.domain.terms import IncidentId, UpdateState
from bot.ports import PagePost
from bot.workflows.read_public_page import SHOWN, read_public_incident, read_public_page
from tests.fakes.clock import NOON
from tests.fakes.page_posts import MemoryPagePosts


def post(incident: int, number: int, state: UpdateState, *, minute: int) -> PagePost:
    return PagePost(
        key=f"inc-{incident}/page.publish/{number}",
        incident_id=IncidentId(incident),
        number=number,
        title=f"Title {number}",
        state=state,
        text="We are on it.",
        at=NOON + timedelta(minutes=minute),
    )


async def page(*posts: PagePost) -> MemoryPagePosts:
    pages = MemoryPagePosts()
    for each in posts:
        await pages.add(each)
    return pages


async def test_an_empty_page_says_nothing_and_is_of_no_time() -> None:
    read = await read_public_page(await page())

    assert (read.current, read.past, read.updated_at) == ((), (), None)


async def test_an_incident_goes_on_until_customers_were_told_that_it_is_over() -> None:
    posts = await page(
        post(1, 1, UpdateState.INVESTIGATING, minute=0),
        post(1, 2, UpdateState.RESOLVED, minute=30),
        post(2, 1, UpdateState.IDENTIFIED, minute=10),
    )

    read = await read_public_page(posts)

    assert [each.incident_id for each in read.current] == [2]
    assert [each.incident_id for each in read.past] == [1]
    assert read.updated_at == NOON + timedelta(minutes=30)


async def test_an_incident_shows_its_newest_words_first() -> None:
    posts = await page(
        post(1, 1, UpdateState.INVESTIGATING, minute=0),
        post(1, 2, UpdateState.MONITORING, minute=20),
    )

    shown = await read_public_incident(posts, IncidentId(1))

    assert shown is not None
    assert [update.number for update in shown.updates] == [2, 1]
    assert (shown.title, shown.state) == ("Title 2", UpdateState.MONITORING)
    assert (shown.started_at, shown.updated_at) == (NOON, NOON + timedelta(minutes=20))
    assert shown.is_open


async def test_the_latest_word_of_each_state_can_be_asked_for() -> None:
    posts = await page(
        post(1, 1, UpdateState.INVESTIGATING, minute=0),
        post(1, 2, UpdateState.INVESTIGATING, minute=20),
    )

    shown = await read_public_incident(posts, IncidentId(1))

    assert shown is not None
    assert shown.last_said(UpdateState.INVESTIGATING) == NOON + timedelta(minutes=20)
    assert shown.last_said(UpdateState.RESOLVED) is None


async def test_customers_who_never_heard_of_an_incident_find_nothing() -> None:
    assert await read_public_incident(await page(), IncidentId(9)) is None


async def test_incidents_stand_in_the_order_of_their_newest_words() -> None:
    posts = await page(
        post(1, 1, UpdateState.INVESTIGATING, minute=50),
        post(2, 1, UpdateState.INVESTIGATING, minute=40),
        post(3, 1, UpdateState.INVESTIGATING, minute=40),
    )

    read = await read_public_page(posts)

    assert [each.incident_id for each in read.current] == [1, 3, 2]


async def test_the_page_reaches_back_only_so_far() -> None:
    posts = await page(
        *(post(each, 1, UpdateState.RESOLVED, minute=each) for each in range(1, SHOWN + 6))
    )

    read = await read_public_page(posts)

    assert len(read.past) == SHOWN
    assert read.past[-1].incident_id == 6
