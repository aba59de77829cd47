from datetime import timedelta

from bot.domain.terms import IncidentId, UpdateState
from bot.ports import PagePost
from tests.contract.conftest import World
from tests.fakes.clock import NOON


def post(
    incident: int, number: int, minutes: int, text: str = "We are looking into it."
) -> PagePost:
    return PagePost(
        key=f"inc-{incident}/page.publish/{number}",
        incident_id=IncidentId(incident),
        number=number,
        title="Trouble with payments",
        state=UpdateState.INVESTIGATING,
        text=text,
        at=NOON + timedelta(minutes=minutes),
    )


async def test_a_post_is_shown_as_it_was_written(world: World) -> None:
    await world.page.add(post(1, 1, 0))

    assert await world.page.find("inc-1/page.publish/1") == post(1, 1, 0)
    assert await world.page.find("inc-1/page.publish/2") is None


async def test_a_key_keeps_what_it_shows(world: World) -> None:
    await world.page.add(post(1, 1, 0))
    await world.page.add(post(1, 1, 9, "Something else"))

    assert await world.page.of(IncidentId(1)) == [post(1, 1, 0)]


async def test_the_newest_posts_come_first_incident_by_incident(world: World) -> None:
    first, second, third = post(1, 1, 0), post(2, 1, 5), post(1, 2, 10)
    old = post(3, 1, -60)
    for each in (second, third, old, first):
        await world.page.add(each)

    assert await world.page.newest(incidents=2) == [third, second, first]
    assert await world.page.newest(incidents=9) == [third, second, first, old]
    assert await world.page.of(IncidentId(1)) == [third, first]
    assert await world.page.of(IncidentId(9)) == []


async def test_posts_of_the_same_moment_are_ordered_by_number_then_incident(world: World) -> None:
    same = [post(1, 1, 0), post(2, 1, 0), post(1, 2, 0)]
    for each in same:
        await world.page.add(each)

    assert await world.page.newest(incidents=9) == [same[2], same[1], same[0]]
