from bot.domain.terms import PersonId
from tests.contract.conftest import World

ANA, BEN, EVE = PersonId("U0ANA"), PersonId("U0BEN"), PersonId("U0EVE")


async def test_a_name_that_was_kept_is_known(world: World) -> None:
    await world.people.keep({ANA: "Ana Silva", BEN: "Ben 李"})

    assert await world.people.known({ANA, EVE}) == {ANA: "Ana Silva"}
    assert await world.people.known({ANA, BEN}) == {ANA: "Ana Silva", BEN: "Ben 李"}
    assert await world.people.known(set()) == {}


async def test_who_takes_another_name_is_called_by_that_one(world: World) -> None:
    await world.people.keep({ANA: "Ana Silva"})
    await world.people.keep({ANA: "Ana Costa"})
    await world.people.keep({})

    assert await world.people.known({ANA}) == {ANA: "Ana Costa"}
