"""Old incidents are found again."""

from tests.slack.town import Town


async def test_find_names_what_has_all_the_words(town: Town) -> None:
    await town.declares()
    await town.says("ben", "declare Search of the checkout is slow", where="#general")

    both = await town.says("ana", "find CHECK", where="#general")
    one = await town.says("ana", "find check slow", where="#general")
    none = await town.says("ana", "find dragons", where="#general")

    assert both.index("INC-2") < both.index("INC-1")
    assert "INC-2" in one
    assert "INC-1" not in one
    assert "No incident is called “dragons”" in none
    assert "Type what to look for" in await town.says("ana", "find", where="#general")
    assert "/incident find checkout" in await town.says("ana", "list checkout", where="#general")


async def test_list_recent_says_how_to_find_older_ones(town: Town) -> None:
    assert "No open incidents" in await town.says("ana", "list recent", where="#general")
    for number in range(21):
        await town.says("ana", f"declare Outage {number}", where="#general")

    recent = await town.says("ana", "list recent", where="#general")

    assert "*INC-2*" in recent
    assert "*INC-1*" not in recent
    assert recent.endswith("… older ones: /incident find words")
