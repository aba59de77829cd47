"""Under a started mitigation stands the question whether it worked, until somebody has said so."""

import pytest

from bot.domain import facts
from bot.domain.terms import Words
from tests.slack.town import Town

ASKED = "Worked\nDid not work (revert)"


async def started(town: Town) -> str:
    """Return the line of the first mitigation."""
    [line] = [each for each in await town.reads() if "started *M1*" in each]
    return line


@pytest.mark.parametrize(
    ("button", "fact", "told"),
    [
        ("mitigation_worked", facts.MitigationConfirmed(1), "works"),
        ("mitigation_reverted", facts.MitigationReverted(1, Words("It did not work")), "reverted"),
    ],
)
async def test_one_press_says_what_became_of_it(
    town: Town, button: str, fact: facts.Fact, told: str
) -> None:
    await town.declares(also="ben")
    await town.says("ana", "mitigate Roll back")
    assert ASKED in await started(town)
    before = len(await town.reads())

    assert await town.clicks("ben", button) == ""

    assert (await town.facts())[-1] == fact
    assert ASKED not in await started(town)
    assert (await started(town)).endswith(told)
    assert len(await town.reads()) == before + 1


async def test_a_press_on_what_somebody_else_has_just_pressed_changes_nothing(town: Town) -> None:
    await town.declares()
    await town.says("ana", "mitigate Roll back")
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": "chat.update", "text": "*started*"},
         "do": {"kind": "error", "code": "edit_window_closed"}}
    )  # fmt: skip
    await town.clicks("ana", "mitigation_worked")

    answer = await town.clicks("ana", "mitigation_worked")
    assert answer == "*M1* is recorded as “worked” already; nothing changed."

    assert (await town.incident()).troubles == {}


async def test_what_is_typed_ends_the_question_and_taking_it_back_asks_again(town: Town) -> None:
    await town.declares()
    await town.says("ana", "mitigate Roll back")

    await town.says("ana", "mitigate 1 worked")
    assert ASKED not in await started(town)

    await town.says("ana", "undo")
    assert ASKED in await started(town)


async def test_each_mitigation_keeps_its_own_buttons(town: Town) -> None:
    await town.declares()
    await town.says("ana", "mitigate Roll back")
    await town.says("ana", "mitigate Restart")

    await town.clicks("ana", "mitigation_worked", value="1:2")

    assert ASKED in await started(town)
    assert [each.state for each in (await town.incident()).mitigations] == ["started", "effective"]
